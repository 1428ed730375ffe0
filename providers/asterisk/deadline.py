"""A deadline for each call on a database's connection, also if the server or the network goes silent.

The drivers wait for an answer forever, or start the wait again with each byte. So a thread shuts the socket of an
overdue call, and the driver reads the end of the stream.
"""

import math
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from attrs import define


class OverdueError(Exception):
    """The cause of a driver's error: no answer came within `args[0]` seconds."""


@define(eq=False)
class _Call:
    find_socket: Callable[[], socket.socket | None]
    due: float
    is_overdue: bool = False


class _Watch:
    """One thread for all calls of a process, which sleeps until the first of them is due."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._calls = set[_Call]()
        self._wakes = math.inf
        self._thread = threading.Thread()

    def add(self, call: _Call) -> None:
        with self._changed:
            self._calls.add(call)
            if not self._thread.is_alive():  # the first call, in this process
                self._thread = threading.Thread(target=self._run, name="database deadlines", daemon=True)
                self._thread.start()
            elif call.due < self._wakes:
                self._changed.notify()

    def drop(self, call: _Call) -> None:
        """Forget a call that is over. Its socket is left alone."""
        with self._changed:
            self._calls.discard(call)

    def _run(self) -> None:
        with self._changed:
            while True:
                for call in [each for each in self._calls if each.due <= time.monotonic()]:
                    self._calls.discard(call)
                    call.is_overdue = True
                    if found := call.find_socket():
                        with suppress(OSError):
                            socket.socket.shutdown(found, socket.SHUT_RDWR)  # TLS's own disturbs its reader
                self._wakes = min((call.due for call in self._calls), default=math.inf)
                self._changed.wait(None if math.isinf(self._wakes) else max(0.0, self._wakes - time.monotonic()))


_watch = _Watch()


@contextmanager
def deadline(find_socket: Callable[[], socket.socket | None], seconds: float) -> Iterator[None]:
    """Shut the socket after `seconds`; the driver's error is then raised from an `OverdueError`."""
    call = _Call(find_socket, time.monotonic() + seconds)
    _watch.add(call)
    try:
        yield
    except Exception as error:
        if call.is_overdue:
            raise error from OverdueError(seconds)
        raise
    finally:
        _watch.drop(call)
