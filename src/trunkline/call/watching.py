"""Watches for one call in, and says who took it."""

import time
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network

from attrs import define, evolve, field, frozen

from trunkline.model.signalling import RANGES
from trunkline.providers.asterisk.ami import Ami, Event
from trunkline.providers.asterisk.history import History, Message

_RINGING, _UP = "4", "6"
_TURNED_AWAY = frozenset({"InvalidAccountID", "FailedACL", "InvalidPassword", "ChallengeResponseFailed"})
_POLL, _SETTLED = 1.0, 3.0
_REFUSALS = 300
_MOST_STRANGERS = 5


@frozen
class Taken:
    """A call that an endpoint took.

    Attributes:
        endpoint_id, context, exten: who took it, and where it entered the dialplan.
        caller: its caller ID.
        address: where it came from; empty if Asterisk did not say it.
        is_answered: whether the dialplan answered it within three seconds.
        cause: Asterisk's text if it ended by then without an answer.
    """

    endpoint_id: str
    context: str
    exten: str
    caller: str
    address: str
    is_answered: bool
    cause: str


@frozen
class Refused:
    """A call from an expected address that no endpoint took, or that its dialplan does not have.

    Attributes:
        address: where it came from.
        event: the security event, or empty.
        code: Asterisk's answer; 0 if that is not known.
        to: the called number, or empty.
    """

    address: str
    event: str
    code: int
    to: str


@define
class Watch:
    """A wait for a call from a trunk. Other calls, such as those of a desk phone, are let pass.

    Attributes:
        ami: the session.
        history: Asterisk's SIP messages, if it keeps them.
        expected: the addresses, besides Twilio's, from which the trunks' calls come.
        endpoints: the endpoints that have a trunk.
        strangers: {address: security event} of calls that were turned away and are from elsewhere.
    """

    ami: Ami
    history: History | None
    expected: Sequence[IPv4Network]
    endpoints: frozenset[str]
    strangers: dict[str, str] = field(factory=dict)

    def one_call(self, seconds: float) -> Taken | Refused | None:
        """The first call in from now; None if none came."""
        deadline, polled = time.monotonic() + seconds, 0.0
        while (left := deadline - time.monotonic()) > 0:
            event = self.ami.event(min(left, _POLL))
            if event and event.name == "Newchannel" and _is_incoming(event) and (taken := self._taken(event)):
                return taken
            if event and event.name in _TURNED_AWAY and (refused := self._turned_away(event)):
                return refused
            if self.history and time.monotonic() > polled + _POLL:
                polled = time.monotonic()
                if refused := self._in_history():
                    return refused
        return self._in_history()

    def is_expected(self, address: str) -> bool:
        try:
            return any(IPv4Address(address) in block for block in (*RANGES, *self.expected))
        except ValueError:
            return False

    def _taken(self, first: Event) -> Taken | None:
        channel = first["Channel"]
        endpoint_id = channel.removeprefix("PJSIP/").rpartition("-")[0]
        address = _host(self.ami.variable("CHANNEL(pjsip,remote_addr)", Channel=channel))
        if address and endpoint_id not in self.endpoints and not self.is_expected(address):
            return None
        deadline, state, cause = time.monotonic() + _SETTLED, "", ""
        while state != _UP and not cause and (left := deadline - time.monotonic()) > 0:
            event = self.ami.event(left)
            if event and event["Uniqueid"] == first["Uniqueid"]:
                state = event["ChannelState"] if event.name == "Newstate" else state
                cause = event["Cause-txt"] or "unknown" if event.name == "Hangup" else cause
        caller = first["CallerIDNum"]
        return Taken(endpoint_id, first["Context"], first["Exten"], caller, address, state == _UP, cause)

    def _turned_away(self, event: Event) -> Refused | None:
        """The call if it is from an expected address. Strangers try all day, so that they only are noted."""
        address = event["RemoteAddress"].split("/")[2] if event["RemoteAddress"].count("/") > 1 else ""
        if not self.is_expected(address):
            if len(self.strangers) < _MOST_STRANGERS:
                self.strangers.setdefault(address, event.name)
            return None
        refused = self._in_history(address) or Refused(address, "", 0, "")
        return evolve(refused, event=event.name)

    def _in_history(self, address: str = "") -> Refused | None:
        """The first refused call from an expected address, or from this one."""
        is_wanted = address.__eq__ if address else self.is_expected
        for messages in self.history.received(is_wanted) if self.history else ():
            if (code := _final(messages)) >= _REFUSALS:
                return Refused(messages[0].host, "", code, _called(messages[0]))
        return None


def _is_incoming(event: Event) -> bool:
    return event["Channel"].startswith("PJSIP/") and event["ChannelState"] == _RINGING


def _final(messages: Sequence[Message]) -> int:
    return max((message.code for message in messages if message.is_sent), default=0)


def _called(invite: Message) -> str:
    return invite.first.split(":", 1)[-1].partition("@")[0]


def _host(address: str) -> str:
    """The host of `host:port`."""
    return address.rpartition(":")[0] or address
