"""A session with Asterisk's manager interface (AMI): actions, their answers, and the events between them."""

import asyncio
import time
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from astami import AMIError, AMIResponse, AsyncAMIClient
from attrs import field, frozen

T = TypeVar("T")

DENIED = "Permission denied"
NO_AMI = (AMIError, OSError, UnicodeDecodeError, asyncio.LimitOverrunError)
"""The client's errors if there is no server, or another kind of server, or no answer in time."""

_END = "\r\n\r\n"
_NOTHING = "Read timeout"


@frozen
class Event:
    """An event.

    Attributes:
        at: when it came, in seconds of `time.monotonic()`.
        data: {header: value}.
    """

    at: float
    data: Mapping[str, str] = field(repr=False)

    @property
    def name(self) -> str:
        return self.data.get("Event", "")

    def __getitem__(self, header: str) -> str:
        return self.data.get(header, "")


class _Client(AsyncAMIClient):
    """astami's client, which drops the events that come before an answer. This one keeps them."""

    def __init__(self, host: str, port: int, user: str, secret: str, timeout: float) -> None:
        super().__init__(host, port, user, secret, timeout=timeout)
        self.events: list[Event] = []

    async def _read_until(self, delimiter: str) -> str:
        text = await super()._read_until(delimiter)
        if text.startswith("Event: "):
            self.events.append(Event(time.monotonic(), AMIResponse.from_raw(text).data))
        return text

    async def read_event(self) -> None:
        await self._read_until(_END)


class Ami:
    """A session. Each of its actions has `timeout` seconds for the whole answer."""

    def __init__(self, host: str, port: int, user: str, secret: str, timeout: float) -> None:
        self._arguments = (host, port, user, secret, timeout)
        self._client = _Client(*self._arguments)
        self._timeout = timeout

    @contextmanager
    def logged_in(self) -> Iterator[None]:
        with asyncio.Runner() as self._runner:
            try:
                self._within(self._client.connect())
                self._within(self._client.login())
                yield
                with suppress(*NO_AMI):
                    self._within(self._client.logoff())
            finally:
                with suppress(*NO_AMI):
                    self._within(self._client.disconnect())

    def command(self, line: str) -> list[str]:
        """The lines that Asterisk's console prints."""
        return self.action("Command", Command=line).output

    def variable(self, expression: str, **headers: str) -> str:
        """The value of a variable or a function; empty if there is none, or no such channel."""
        return str(self.action("Getvar", Variable=expression, **headers).data.get("Value", ""))

    def action(self, name: str, **headers: str) -> AMIResponse:
        """The answer, also if it is an error, but not if the user lacks the permission (`AMIError`)."""
        response = self._within(self._client.send_action({"Action": name, **headers}))
        if response.message == DENIED:
            raise AMIError(DENIED, response)
        return response

    def surely(self, name: str, **headers: str) -> AMIResponse:
        """The same, on a session of its own if this one has broken: for what must not be left undone."""
        try:
            return self.action(name, **headers)
        except NO_AMI:
            another = Ami(*self._arguments)
            with another.logged_in():
                return another.action(name, **headers)

    def event(self, seconds: float) -> Event | None:
        """The next event; None if none comes in this time."""
        deadline = time.monotonic() + seconds
        while not self._client.events:
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            try:
                self._runner.run(asyncio.wait_for(self._client.read_event(), left))
            except TimeoutError:
                return None
            except AMIError as error:
                if str(error) != _NOTHING:
                    raise
        return self._client.events.pop(0)

    def _within(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(asyncio.wait_for(work, self._timeout))
