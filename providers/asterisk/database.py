"""The realtime database: one engine for each process and URL, its tables by reflection, its errors in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchTableError, SQLAlchemyError

from trunkline.providers.errors import NotConfiguredError, RefusedError, UnreachableError
from trunkline.providers.settings import Settings

TIMEOUT = 10
"""Seconds for a connection to be made, for a lock to be had and for a statement to end."""

_POSTGRESQL = {
    "connect_timeout": TIMEOUT,
    "application_name": "trunkline",
    "options": f"-c statement_timeout={TIMEOUT}s -c lock_timeout={TIMEOUT}s",
}
_REMEDIES = (
    ("password authentication failed", "check user and password in TRUNKLINE_DATABASE_URL"),
    (
        "does not exist",
        "check the name in TRUNKLINE_DATABASE_URL, and that Asterisk's realtime schema is installed",
    ),
    ("permission denied for sequence", "grant USAGE on the sequence of extensions.id to this user"),
    ("permission denied", "grant SELECT, INSERT, UPDATE and DELETE on the ps_ tables to this user"),
    ("readonly database", "give this user write access to the database file and its folder"),
    ("database is locked", "set batch=>0 in res_config_sqlite3.conf and run again"),
    ("unable to open database file", "check the path in TRUNKLINE_DATABASE_URL"),
    ("file is not a database", "check the path in TRUNKLINE_DATABASE_URL"),
    ("lock timeout", "another session holds a lock on the table: run again when it is done"),
    ("statement timeout", "the database is too busy: run again"),
    ("connection slots are reserved", "the server has no free connection: run again"),
    ("too many clients", "the server has no free connection: run again"),
)


class Database:
    """Asterisk's realtime tables, read and written through SQLAlchemy Core."""

    def __init__(self, url: str) -> None:
        try:
            self._url = _with_driver(make_url(url))
            self._engine = _engine(self._url)
        except (ArgumentError, ModuleNotFoundError, ValueError):
            raise NotConfiguredError(
                "TRUNKLINE_DATABASE_URL is not a database URL: postgresql://user:password@host/name or sqlite:////path"
            ) from None
        self._tables: dict[str, sa.Table] = {}

    @property
    def dialect(self) -> str:
        return self._url.get_backend_name()

    def table(self, name: str) -> sa.Table:
        """The table as it is in the database; read once in a process."""
        if name not in self._tables:
            with self._one_line():
                try:
                    self._tables[name] = sa.Table(name, sa.MetaData(), autoload_with=self._engine)
                except NoSuchTableError:
                    raise RefusedError(
                        f"{self}: table {name} is missing: install Asterisk's realtime schema (contrib/ast-db-manage)"
                    ) from None
        return self._tables[name]

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        with self._one_line(), self._engine.begin() as connection:
            yield connection

    def __str__(self) -> str:
        """Without user and password; a server that is reached by a socket has no host."""
        return f"database {'/'.join(filter(None, (self._url.host, self._url.database)))}"

    @contextmanager
    def _one_line(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            fact = _fact(error)
            remedy = next((remedy for mark, remedy in _REMEDIES if mark in fact), None)
            if not remedy and getattr(error.orig, "pgcode", "") is None:  # the server has not said a word
                raise UnreachableError(
                    f"{self} cannot be reached: {fact}: check host and port in TRUNKLINE_DATABASE_URL"
                ) from None
            raise RefusedError(f"{self}: {fact}: {remedy or 'nothing was written; mend it and run again'}") from None
        except SQLAlchemyError as error:
            raise RefusedError(f"{self}: {type(error).__name__}: nothing was written; mend it and run again") from None


@cache
def connect(settings: Settings) -> Database:
    """One for each process and database; its connections are shared by the servicer's threads."""
    return Database(settings.require("database_url"))


def _with_driver(url: URL) -> URL:
    if url.drivername in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg2")
    return url


def _engine(url: URL) -> sa.Engine:
    if url.get_backend_name() == "sqlite":
        # mode=rw: a wrong path is an error, not a new empty database
        url = url.set(database=f"file:{quote(url.database or '')}", query={"mode": "rw", "uri": "true"})
        return sa.create_engine(url, connect_args={"timeout": TIMEOUT}, hide_parameters=True)
    connect_args: dict[str, Any] = _POSTGRESQL if url.get_backend_name() == "postgresql" else {}
    return sa.create_engine(url, connect_args=connect_args, hide_parameters=True, pool_timeout=TIMEOUT)


def _fact(error: DBAPIError) -> str:
    """The driver's first line without its details, which would show the row."""
    primary = getattr(getattr(error.orig, "diag", None), "message_primary", None)
    lines = str(primary or error.orig).strip().splitlines() or ["no reason given"]
    return lines[0].rstrip(".")
