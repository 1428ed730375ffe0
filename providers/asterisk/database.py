"""The realtime database: its engine, its tables by reflection, its errors in one line."""

import itertools
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, NoSuchTableError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from trunkline.providers.asterisk import database_errors, database_url, privileges, schemas
from trunkline.providers.asterisk.database_engine import TIMEOUT, create_engine
from trunkline.providers.asterisk.database_errors import MissingTableError, NoAccessError
from trunkline.providers.asterisk.pool import Pool
from trunkline.providers.errors import RefusedError, TrunklineError, UnreachableError
from trunkline.providers.pace import NoPlaceError
from trunkline.providers.settings import Settings
from trunkline.providers.shared import Shared

T = TypeVar("T")
Work = Callable[[sa.Connection], T]

PAUSES = (0.1, 0.5, 2.0)
"""Seconds before each further try of a transaction that was rolled back, or cut before its commit."""

_FAILURES = (SQLAlchemyError, UnicodeError, NoPlaceError)
_READS = ("SELECT", "SHOW", "PRAGMA", "SET")


class Database:
    """Asterisk's realtime tables, read and written through SQLAlchemy Core.

    Args:
        url: see `Settings`.
        setting: the setting's name as the user knows it.
        timeout: seconds for a login and for a lock; a statement may take half as long again, and the server may be
            silent for twice as long.
        alone: whether the URL alone says how to log in, not the environment nor a file in the home folder.

    Raises:
        NotConfiguredError: the URL is not valid, or does not say what it alone has to say.
    """

    def __init__(self, url: str, setting: str | None = None, timeout: float = TIMEOUT, *, alone: bool = False) -> None:
        self._setting = setting or Settings().called("database_url")
        self._url = database_url.parse(url, self._setting, alone=alone)
        self._engine = create_engine(self._url, timeout, alone=alone)
        self._pool = Pool(self._engine)
        self._tables: dict[str, sa.Table] = {}
        self._reads: dict[str, Shared[dict[str, sa.Table]]] = {}
        self._readable: dict[str, bool] = {}

    @property
    def dialect(self) -> str:
        return self._url.get_backend_name()

    def table(self, name: str) -> sa.Table:
        """The table as it is in the database; read once in a process."""
        if name not in self._tables:
            self._read_once(name, lambda connection: {name: self._reflected(connection, name)})
        return self._tables[name]

    def reflect(self, names: Collection[str]) -> None:
        """Read several tables at once, in a quarter of the statements. `table` reads what is not found here."""
        unread = [name for name in names if name not in self._tables]
        if unread and self.dialect == "postgresql":  # SQLAlchemy reads others one by one
            self._read_once(",".join(names), lambda connection: _reflected_at_once(connection, unread))

    def _read_once(self, key: str, read: Work[dict[str, sa.Table]]) -> None:
        shared = self._reads.setdefault(key, Shared(partial(self.run, read)))
        # a thread that has a connection does not wait for another thread, which may be waiting for that connection
        tables = self.run(read) if self._pool.is_used_here else shared.get()
        self._tables |= tables | self._tables

    def may_read(self, name: str) -> bool:
        """Whether the table is there, and this user may read it; checked once in a process."""
        if name not in self._readable:
            try:
                self._readable[name] = self._may_select(self.table(name))
            except NoAccessError:
                self._readable[name] = False
        return self._readable[name]

    def require_readable(self, names: Collection[str]) -> None:
        """Raise if a table is missing, or this user may not read it; checked once in a process.

        The line names the rights to write that are missing too.

        Raises:
            NoAccessError: the line has the statement that grants it.
        """
        unasked = [name for name in names if not self._readable.get(name)]
        closed = [name for name in unasked if self._is_closed(name)]
        tables = [self.table(name) for name in unasked if name not in closed]
        ask = partial(privileges.unreadable, tables=tables, closed=closed, verbs=("INSERT", "UPDATE", "DELETE"))
        lines = self.run(ask) if unasked else []
        if lines:
            raise NoAccessError(f"{self}: {'; '.join(lines)}")
        self._readable |= dict.fromkeys(unasked, True)

    def _is_closed(self, name: str) -> bool:
        """Whether a table is in MariaDB, and this user may not read it."""
        if self.dialect != "mysql":
            return False
        try:
            self.table(name)
        except MissingTableError:
            raise
        except NoAccessError:
            return True
        return not self.may_read(name)

    def _may_select(self, table: sa.Table) -> bool:
        """PostgreSQL logs a refused statement, so this asks whether the privilege is granted."""
        if self.dialect == "postgresql":
            return not self.run(lambda connection: privileges.unreadable(connection, [table]))
        self.run(lambda connection: connection.execute(sa.select(table).where(sa.false())))
        return True

    def run(self, work: Work[T]) -> T:
        """Do `work` in its own transaction, and commit it.

        It is tried up to four times in all, each time from the start, if the server rolled it back (a deadlock, a
        serialization failure) or the connection was cut before the commit.

        Raises:
            AmbiguousError: the connection was lost while rows were committed.
            UnreachableError: there was no session or no answer, and nothing is written.
            RefusedError: the server refused it, and nothing is written.
        """
        for tries in itertools.count():
            session = _Session(self._pool)
            try:
                with session.open() as connection:
                    return work(connection)
            except _FAILURES as error:
                if tries == len(PAUSES) or not session.may_run_again(error, tries):
                    raise self._to_error(error, session) from None
                time.sleep(PAUSES[tries])
        raise AssertionError("it ends with an answer or an error")

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """As `run`, but once."""
        session = _Session(self._pool)
        try:
            with session.open() as connection:
                yield connection
        except _FAILURES as error:
            raise self._to_error(error, session) from None

    def close(self) -> None:
        """Close the idle connections; the next transaction opens one."""
        self._engine.dispose()

    def __str__(self) -> str:
        """The name without user and password. A server that is reached by a socket has no host."""
        return f"database {'/'.join(filter(None, (self._url.host, self._url.database)))}"

    def _reflected(self, connection: sa.Connection, name: str) -> sa.Table:
        try:
            return sa.Table(name, sa.MetaData(), autoload_with=connection)
        except NoSuchTableError:
            elsewhere = schemas.find(connection, name, self._setting)
            remedy = elsewhere or "install Asterisk's realtime schema (contrib/ast-db-manage)"
            raise MissingTableError(f"{self}: table {name} is missing: {remedy}") from None

    def _to_error(self, error: Exception, session: "_Session") -> TrunklineError:
        if isinstance(error, DBAPIError):
            return database_errors.to_error(error, str(self), self._setting, commits=session.commits)
        if isinstance(error, UnicodeEncodeError):
            return RefusedError(
                f"{self}: its encoding lacks a character of a value: use another one, or create the database in UTF-8"
            )
        if isinstance(error, UnicodeError):
            return RefusedError(
                f"{self}: a text in it is not in its encoding: correct that row, or create the database in UTF-8"
            )
        if isinstance(error, (NoPlaceError, PoolTimeoutError)):
            return UnreachableError(f"{self}: all its connections are in use: run again with a lower PULUMI_PARALLEL")
        return RefusedError(f"{self}: {type(error).__name__}: the transaction is rolled back: run again")


def _reflected_at_once(connection: sa.Connection, names: Collection[str]) -> dict[str, sa.Table]:
    metadata = sa.MetaData()
    metadata.reflect(connection, views=True, only=lambda name, _: name in names)
    return {name: metadata.tables[name] for name in names if name in metadata.tables}


class _Session:
    """One transaction.

    Attributes:
        commits: whether something that was written is being committed.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.commits = False

    @contextmanager
    def open(self) -> Iterator[sa.Connection]:
        writes = False

        def look(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            nonlocal writes
            writes = writes or not statement.lstrip().upper().startswith(_READS)

        with self._pool.connection() as connection:
            sa.event.listen(connection, "before_cursor_execute", look)
            yield connection
            self.commits = writes
            connection.commit()

    def may_run_again(self, error: Exception, tries: int) -> bool:
        return isinstance(error, DBAPIError) and database_errors.is_worth_another_try(
            error, commits=self.commits, tries=tries
        )
