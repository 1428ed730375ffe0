"""Logs in to PostgreSQL by libpq, which would ask the environment and the home folder for all that a URL leaves out.

Which database it is, only the URL says, since a state remembers it. How to log in, the environment and the home folder
may say too, except for a Provider in the program. Source: https://www.postgresql.org/docs/current/libpq-envars.html
"""

import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, Self

import psycopg2
import psycopg2.extensions
from psycopg2.extensions import make_dsn

from trunkline.providers.asterisk.deadline import deadline

NOWHERE = "/dev/null/none"
"""A file that is never there. libpq takes its usual one in the home folder for an empty name."""

_PLACE = {
    "host": "",
    "hostaddr": "",
    "port": "5432",
    "dbname": "",
    "options": "",
    "target_session_attrs": "any",
    "load_balance_hosts": "disable",
}
_LOGIN = {
    "user": "",
    "password": "",
    "passfile": NOWHERE,
    "channel_binding": "prefer",
    "sslmode": "prefer",
    "sslnegotiation": "postgres",
    "sslcompression": "0",
    "sslcert": NOWHERE,
    "sslkey": NOWHERE,
    "sslcertmode": "allow",
    "sslrootcert": NOWHERE,
    "sslcrl": NOWHERE,
    "sslcrldir": "",
    "sslsni": "1",
    "requirepeer": "",
    "require_auth": "password,md5,scram-sha-256,gss,sspi,none",
    "ssl_min_protocol_version": "TLSv1.2",
    "ssl_max_protocol_version": "",
    "gssencmode": "disable",
    "krbsrvname": "postgres",
    "gsslib": "",
    "gssdelegation": "0",
    "min_protocol_version": "3.0",
    "max_protocol_version": "3.0",
}
_UNASKED = ("PGSERVICE", "PGDATESTYLE", "PGTZ", "PGGEQO")
"""Variables that no parameter overrides."""

_hidden = {name: os.environ[name] for name in _UNASKED if name in os.environ}
_environment = threading.Lock()


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
        with copied as copy, deadline(lambda: copy, self.seconds):
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


def is_known(parameter: str) -> bool:
    """Whether this libpq has the parameter."""
    try:
        return parameter != "dsn" and bool(make_dsn(**{parameter: "x"}))
    except psycopg2.ProgrammingError:
        return False


def connect(seconds: float, options: Mapping[str, Any], *, alone: bool) -> PostgresqlConnection:
    """A connection.

    Args:
        seconds: see `PostgresqlConnection`.
        options: libpq's parameters. A `service` may name the place.
        alone: whether to log in by these parameters alone.
    """
    fixed = ({} if "service" in options else _PLACE) | (_LOGIN if alone else {})
    given = {**{name: value for name, value in fixed.items() if is_known(name)}, **options}
    if not _hidden:
        return PostgresqlConnection.open(seconds, given)
    with _environment:  # one login at a time: another one may need what is taken out here
        for name in _hidden if alone else ():
            os.environ.pop(name)
        try:
            return PostgresqlConnection.open(seconds, given)
        finally:
            os.environ.update(_hidden)
