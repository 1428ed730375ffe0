"""Calls that an Asterisk places, and what became of them."""

import itertools
import threading
import time
from contextlib import suppress
from functools import partial
from typing import Self

from attrs import frozen

from .ami import Ami, Message

_numbers = itertools.count(1)


@frozen
class Outbound:
    """The called number, the endpoint and the caller."""

    to: str
    endpoint: str
    caller: str


@frozen
class Call:
    """The end of a call: the SIP code that refused it (0 if none was sent), or the media packets that passed."""

    refused: int | None
    received: int = 0
    sent: int = 0
    secure: bool = False


def place(ami: Ami, outbound: Outbound, *, talk: float = 0) -> Call:
    """Call, send a tone for a while (the far phone echoes it), hang up."""
    name = f"call-{next(_numbers)}"
    _dial(ami, name, "Milliwatt", outbound)
    answer = ami.wait(partial(_is_outcome, name))
    if answer["Response"] == "Failure":
        with suppress(TimeoutError):  # without an endpoint, there was no channel either
            ended = ami.wait(partial(_is_end, name), seconds=1)
            return Call(refused=int(ended.get("TechCause") or 0))
        return Call(refused=0)
    time.sleep(talk)
    received, sent, secure = (
        ami.action("Getvar", Channel=answer["Channel"], Variable=f"CHANNEL({what},audio)")["Value"]
        for what in ("rtcp,rxcount", "rtcp,txcount", "rtp,secure")
    )
    ami.action("Hangup", Channel=answer["Channel"])
    ami.wait(partial(_is_end, name))
    return Call(None, int(received or 0), int(sent or 0), secure == "1")


class Stream:
    """Calls placed at a steady rate, each hung up when answered: `with Stream(…) as stream: …`."""

    def __init__(self, ami: Ami, outbound: Outbound, *, per_second: float, most: int) -> None:
        self.placed: list[str] = []
        self._ami, self._outbound = ami, outbound
        self._pause, self._most = 1 / per_second, most
        self._began = self._ended = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._ended = time.monotonic()
        for name in self.placed:
            self._ami.wait(partial(_is_outcome, name))

    def wait(self, count: int) -> None:
        """Until that many more calls were placed."""
        goal = len(self.placed) + count
        while len(self.placed) < goal and self._thread.is_alive():
            time.sleep(0.02)

    @property
    def rate(self) -> float:
        """Calls a second, once it is over."""
        return len(self.placed) / (self._ended - self._began)

    def refusals(self) -> list[Message]:
        """Asterisk's reason for each call without an answer."""
        outcomes = [self._ami.wait(partial(_is_outcome, name)) for name in self.placed]
        return [outcome for outcome in outcomes if outcome["Response"] != "Success"]

    def _run(self) -> None:
        due = time.monotonic()
        while not self._over.is_set() and len(self.placed) < self._most:
            name = f"stream-{next(_numbers)}"
            _dial(self._ami, name, "Hangup", self._outbound)
            self.placed.append(name)
            due += self._pause
            self._over.wait(max(0, due - time.monotonic()))


def _dial(ami: Ami, name: str, application: str, call: Outbound) -> None:
    ami.send(
        "Originate",
        ActionID=name,
        Channel=f"PJSIP/{call.to}@{call.endpoint}",
        ChannelId=name,
        CallerID=f'"Lab" <{call.caller}>',
        Application=application,
        Timeout="10000",
        Async="true",
    )


def _is_outcome(name: str, message: Message) -> bool:
    return message.get("Event") == "OriginateResponse" and message.get("ActionID") == name


def _is_end(name: str, message: Message) -> bool:
    return message.get("Event") == "Hangup" and message.get("Uniqueid") == name
