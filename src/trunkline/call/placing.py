"""Places one call through Asterisk, ends it, and says what became of it."""

import time
from collections.abc import Callable, Sequence
from uuid import uuid4

from attrs import define, frozen

from trunkline.providers.asterisk.ami import Ami, Event
from trunkline.providers.asterisk.history import History, Message

from .errors import CallError

GRACE = 5.0
"""Seconds beyond its limits after which a call that Asterisk says nothing about is given up."""

_AFTER_FAILURE = 2.0
_UP = "6"
_OK, _REFUSALS = 200, 300
_TONE, _SILENCE = "Milliwatt", "Wait"


@frozen
class Plan:
    """A call.

    Attributes:
        endpoint_id: the endpoint that calls.
        to: the number that is called, E.164.
        caller: the caller ID, E.164.
        ring: how long it may ring, in seconds.
        seconds: how long it lasts after the answer.
        tone: whether Asterisk plays a tone; otherwise it is silent.
    """

    endpoint_id: str
    to: str
    caller: str
    ring: int
    seconds: int
    tone: bool


@frozen
class Outcome:
    """The end of a call.

    Attributes:
        is_answered: whether it was answered.
        took: seconds until the answer or the refusal.
        has_channel: whether Asterisk tried it at all.
        is_reported: whether Asterisk said how it ended.
        rang_out: whether the time for ringing passed.
        code: the SIP code that ended the attempt, as far as Asterisk says it; 0 otherwise.
        cause: Asterisk's Q.850 cause, and its text.
        is_early: whether an answered call ended before its time.
        received, sent: packets of audio; None if Asterisk does not say it.
        messages: the call's SIP messages, in order; None without a history.
        error: the header X-Twilio-Error of the refusal.
    """

    is_answered: bool
    took: float
    has_channel: bool
    is_reported: bool
    rang_out: bool
    code: int
    cause: tuple[int, str]
    is_early: bool = False
    received: int | None = None
    sent: int | None = None
    messages: tuple[Message, ...] | None = None
    error: str = ""

    @property
    def answers(self) -> list[int]:
        """The codes that came to the INVITE, in order; a 200 to CANCEL or BYE is none of them."""
        codes, is_ending = list[int](), False
        for message in self.messages or ():
            is_ending = is_ending or message.first.startswith(("CANCEL ", "BYE "))
            if not message.is_sent and message.code and not (is_ending and message.code < _REFUSALS):
                codes.append(message.code)
        return codes[: codes.index(_OK) + 1] if _OK in codes else codes

    @property
    def is_dropped(self) -> bool:
        """Whether Asterisk ended the call because of the answer to it."""
        return _OK in self.answers and not self.is_answered

    @property
    def by_asterisk(self) -> bool | None:
        """Whether Asterisk sent the BYE of an answered call, and not the other side; None if that is not known."""
        return next((message.is_sent for message in self.messages or () if message.first.startswith("BYE ")), None)

    @property
    def is_challenged(self) -> bool | None:
        """Whether Asterisk answered a challenge; None if that is not known."""
        if self.messages is None:
            return None
        return sum(message.is_sent and message.is_invite for message in self.messages) > 1


@define
class _Call:
    """A call under way."""

    name: str
    began: float
    channel: str = ""
    answered: float = 0
    failed: float = 0
    ended: Event | None = None
    is_early: bool = False
    received: int | None = None
    sent: int | None = None

    def see(self, event: Event) -> None:
        if event["Uniqueid"] == self.name or event["DestUniqueid"] == self.name:
            self.channel = event["Channel"] if event.name == "Newchannel" else self.channel
            if event.name == "Newstate" and event["ChannelState"] == _UP:
                self.answered = event.at
            if event.name == "Hangup":
                self.ended = event
        if event.name == "OriginateResponse" and event["ActionID"] == self.name and event["Response"] == "Failure":
            self.failed = event.at

    @property
    def is_over(self) -> bool:
        return bool(self.ended or (self.failed and time.monotonic() > self.failed + _AFTER_FAILURE))


def can_play(ami: Ami) -> bool:
    """Whether Asterisk can play a tone, and end the call by itself if this process is killed."""
    asked = (f"core show application {_TONE}", "core show function TIMEOUT")
    return not any("registered" in line for each in asked for line in ami.command(each))


def place(ami: Ami, plan: Plan, history: History | None) -> Outcome:
    """Call, wait for the answer, end the call `plan.seconds` later. Whatever interrupts this ends the call too."""
    call = _Call(f"trunkline-{uuid4().hex[:12]}", time.monotonic())
    answer = ami.action("Originate", **_headers(plan, call.name))
    if not answer.success:
        raise CallError(f"Asterisk refuses to place the call: {answer.message}")
    try:
        _watch(ami, call, plan.ring + GRACE, lambda: bool(call.answered))
        if call.answered and not call.ended:
            _watch(ami, call, plan.seconds, lambda: False)
        call.is_early = bool(call.answered and call.ended)
        call.received, call.sent = (_packets(ami, call, what) for what in ("rxcount", "txcount"))
    finally:
        if not call.ended:
            ami.surely("Hangup", Channel=call.channel or call.name)
            _watch(ami, call, GRACE, lambda: False)
    return _outcome(call, plan, history)


def _headers(plan: Plan, name: str) -> dict[str, str]:
    limit = plan.ring + plan.seconds + GRACE
    plays = {"Application": _TONE, "Variable": f"TIMEOUT(absolute)={limit:.0f}"}
    return {
        "ActionID": name,
        "Channel": f"PJSIP/{plan.to}@{plan.endpoint_id}",
        "ChannelId": name,
        "CallerID": f"<{plan.caller}>",
        "Timeout": str(plan.ring * 1000),
        "Async": "true",
        **(plays if plan.tone else {"Application": _SILENCE, "Data": str(plan.seconds + 1)}),
    }


def _watch(ami: Ami, call: _Call, seconds: float, is_enough: Callable[[], bool]) -> None:
    """See the events until the call is over, or it is enough, or the time has passed."""
    deadline = time.monotonic() + seconds
    while not call.is_over and not is_enough() and (left := deadline - time.monotonic()) > 0:
        if event := ami.event(min(left, _AFTER_FAILURE)):
            call.see(event)


def _packets(ami: Ami, call: _Call, what: str) -> int | None:
    if not call.answered or call.ended:
        return None
    count = ami.variable(f"CHANNEL(rtcp,{what},audio)", Channel=call.channel)
    return int(count) if count.isdigit() else None


def _outcome(call: _Call, plan: Plan, history: History | None) -> Outcome:
    ended = call.ended.at if call.ended else call.failed or time.monotonic()
    took = (call.answered or ended) - call.began
    code, cause, text = ((call.ended[name] if call.ended else "") for name in ("TechCause", "Cause", "Cause-txt"))
    messages = history.sent(plan.to) if history else None
    refusal = None if call.answered else _refusal(messages or [])
    rang_out = not call.answered and took >= plan.ring
    own = 0 if rang_out or not code.isdigit() else int(code)  # after its time-out it is Asterisk's, whatever it is
    return Outcome(
        is_answered=bool(call.answered),
        took=took,
        has_channel=bool(call.channel),
        is_reported=bool(call.ended or call.failed),
        rang_out=rang_out,
        code=refusal.code if refusal else own,
        cause=(int(cause) if cause.isdigit() else 0, text),
        is_early=call.is_early,
        received=call.received,
        sent=call.sent,
        messages=None if messages is None else tuple(messages),
        error=history.error(refusal) if history and refusal else "",
    )


def _refusal(messages: Sequence[Message]) -> Message | None:
    """The answer that refused the last INVITE. A challenge before it is none."""
    found = None
    for message in messages:
        if message.is_sent and message.is_invite:
            found = None
        elif not message.is_sent and message.code >= _REFUSALS:
            found = message
    return found
