"""A deadline for each call on a database's connection, also where the server or the network has gone silent.

The drivers wait for an answer without an end, or anew with each byte of it. So a timer shuts the connection's socket,
and the driver meets the end of the stream.
"""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import Any, Self

import psycopg2
import psycopg2.extensions
import pymysql.connections


class OverdueError(Exception):
    """The cause of a driver's error: no answer came within `args[0]` seconds."""


class PostgresqlConnection(psycopg2.extensions.connection):
    """One whose statements, commit and rollback have `seconds` each; the login has the driver's `connect_timeout`."""

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
        # a copy, since the driver may close its own meanwhile, and the number be given to another socket
        copied = closing(socket.fromfd(self.fileno(), socket.AF_INET, socket.SOCK_STREAM))
        with copied as copy, _deadline(lambda: copy, self.seconds):
            yield


class _PostgresqlCursor(psycopg2.extensions.cursor):
    def execute(self, *args: Any) -> None:
        connection: Any = self.connection
        with connection.deadline():
            super().execute(*args)


class MariadbConnection(pymysql.connections.Connection):
    """One whose login, statements, commit, rollback and ping have `seconds` each."""

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


@contextmanager
def _deadline(find: Callable[[], socket.socket | None], seconds: float) -> Iterator[None]:
    """Shut the socket after `seconds`; the driver's error is then raised from an `OverdueError`."""
    lock, overdue = threading.Lock(), threading.Event()

    def shut() -> None:
        with lock:
            if timer.finished.is_set():
                return
            overdue.set()
            if found := find():
                with suppress(OSError):
                    found.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if overdue.is_set():
            raise error from OverdueError(seconds)
        raise
    finally:
        with lock:
            timer.cancel()
