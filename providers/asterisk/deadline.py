"""A deadline for each call on a database's connection, also if the server or the network goes silent.

The drivers wait for an answer forever, or start the wait again with each byte. So a thread shuts the socket of an
overdue call, and the driver reads the end of the stream.
"""

import math
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import Any, Self

import psycopg2
import psycopg2.extensions
import pymysql.connections
from attrs import define


class OverdueError(Exception):
    """The cause of a driver's error: no answer came within `args[0]` seconds."""


class PostgresqlConnection(psycopg2.extensions.connection):
    """Its statements, commit and rollback have `seconds` each. The login has the driver's `connect_timeout`."""

    seconds: float

    @classmethod
    def open(cls, seconds: float, options: Mapping[str, Any]) -> Self:
        connection: Self = psycopg2.connect(connection_factory=cls, **options)
        connection.seconds = seconds
        return connection

    def cursor(self, *args: Any, **options: Any) -> Any:
        return super().cursor(*args, **{"cursor_factory": _PostgresqlCursor} | options)

    def commit(self) -> None:
        with self.deadline():
            super().commit()

    def rollback(self) -> None:
        with self.deadline():
            super().rollback()

    @contextmanager
    def deadline(self) -> Iterator[None]:
        # a copy: the driver may close its own meanwhile, and another socket may get the number
        copied = closing(socket.fromfd(self.fileno(), socket.AF_INET, socket.SOCK_STREAM))
        with copied as copy, _deadline(lambda: copy, self.seconds):
            yield


class _PostgresqlCursor(psycopg2.extensions.cursor):
    def execute(self, *args: Any) -> None:
        connection: Any = self.connection
        with connection.deadline():
            super().execute(*args)

    def executemany(self, *args: Any) -> None:
        connection: Any = self.connection
        with connection.deadline():
            super().executemany(*args)


class MariadbConnection(pymysql.connections.Connection):
    """Its login, statements, commit, rollback and ping have `seconds` each."""

    def __init__(self, *, seconds: float, **options: Any) -> None:
        self._seconds = seconds
        super().__init__(**options)

    def connect(self, sock: Any = None) -> None:
        with self._deadline():
            super().connect(sock)

    def query(self, sql: Any, unbuffered: bool = False) -> int:
        with self._deadline():
            return super().query(sql, unbuffered)

    def commit(self) -> None:
        with self._deadline():
            super().commit()

    def rollback(self) -> None:
        with self._deadline():
            super().rollback()

    def ping(self, reconnect: Any = False) -> None:
        with self._deadline():
            super().ping(reconnect)

    def _deadline(self) -> Any:
        return _deadline(lambda: getattr(self, "_sock", None), self._seconds)


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
def _deadline(find_socket: Callable[[], socket.socket | None], seconds: float) -> Iterator[None]:
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
