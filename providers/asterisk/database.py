"""The realtime database: one engine for each process and URL, its tables by reflection, its errors in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchTableError, SQLAlchemyError

from trunkline.providers.errors import NotConfiguredError, RefusedError, UnreachableError
from trunkline.providers.once import once
from trunkline.providers.settings import Settings

TIMEOUT = 10
"""Seconds for a connection to be made, for a lock to be had and for a statement to end."""

_POSTGRESQL = {
    "connect_timeout": TIMEOUT,
    "application_name": "trunkline",
    "options": f"-c statement_timeout={TIMEOUT}s -c lock_timeout={TIMEOUT}s",
}
_MARIADB = {
    "connect_timeout": TIMEOUT,
    "read_timeout": 2 * TIMEOUT,  # a lock's time-out comes first
    "write_timeout": TIMEOUT,
    "init_command": (
        f"SET SESSION innodb_lock_wait_timeout = {TIMEOUT}, lock_wait_timeout = {TIMEOUT}, "
        "sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')"  # else what does not fit is cut off
    ),
}
_MARIADB_QUERY = frozenset(
    {"ssl_ca", "ssl_capath", "ssl_cert", "ssl_key", "ssl_check_hostname", "unix_socket", "charset"}
)
_SILENT = frozenset({2002, 2003, 2006, 2013})
"""Error numbers by which PyMySQL says that there is no server."""
_URLS = "postgresql://user:password@host/name, mariadb://user:password@host/name or sqlite:////path"
_REMEDIES = (
    ("password authentication failed", "check user and password in TRUNKLINE_DATABASE_URL"),
    (
        "does not exist",
        "check the name in TRUNKLINE_DATABASE_URL, and that Asterisk's realtime schema is installed",
    ),
    ("Access denied", "check user, password and name in TRUNKLINE_DATABASE_URL"),
    ("Unknown database", "check the name in TRUNKLINE_DATABASE_URL"),
    ("command denied", "grant SELECT, INSERT, UPDATE and DELETE on the ps_ tables to this user"),
    ("Lock wait timeout", "another session holds a lock on the table: run again when it is done"),
    ("Deadlock found", "another session writes the same rows: run again"),
    ("Duplicate entry", "a row has this key but for case or accents: choose another endpoint_id, or say adopt=True"),
    ("Too many connections", "the server has no free connection: run again"),
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
            raise NotConfiguredError(f"TRUNKLINE_DATABASE_URL is not a database URL: {_URLS}") from None
        self._tables: dict[str, sa.Table] = {}
        self._readable: dict[str, bool] = {}

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

    def may_read(self, name: str) -> bool:
        """Whether the table is there, and this user may read it; asked once in a process."""
        if name not in self._readable:
            try:
                table = self.table(name)
            except RefusedError:
                self._readable[name] = False
            else:
                self._readable[name] = self.dialect != "postgresql" or self._may_select(table)
        return self._readable[name]

    def _may_select(self, table: sa.Table) -> bool:
        with self.transaction() as connection:
            return bool(connection.scalar(sa.select(sa.func.has_table_privilege(table.name, "SELECT"))))

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
            if not remedy and _is_silent(error):
                raise UnreachableError(
                    f"{self} cannot be reached: {fact}: check host and port in TRUNKLINE_DATABASE_URL"
                ) from None
            raise RefusedError(f"{self}: {fact}: {remedy or 'nothing was written; mend it and run again'}") from None
        except OSError as error:
            raise UnreachableError(f"{self} cannot be reached: {error}: check TRUNKLINE_DATABASE_URL") from None
        except SQLAlchemyError as error:
            raise RefusedError(f"{self}: {type(error).__name__}: nothing was written; mend it and run again") from None


@once
def connect(settings: Settings) -> Database:
    """One for each process and database; its connections are shared by the servicer's threads."""
    return Database(settings.require("database_url"))


def _with_driver(url: URL) -> URL:
    if url.drivername in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg2")
    if url.drivername in {"mysql", "mariadb"}:
        if unknown := sorted(url.query.keys() - _MARIADB_QUERY):
            raise NotConfiguredError(
                f"TRUNKLINE_DATABASE_URL has {unknown[0]!r} in its query: known are {', '.join(sorted(_MARIADB_QUERY))}"
            )
        return url.set(drivername="mysql+pymysql")
    return url


def _engine(url: URL) -> sa.Engine:
    kind = url.get_backend_name()
    if kind == "sqlite":
        # mode=rw: a wrong path is an error, not a new empty database; no pool: nobody would close its connections
        url = url.set(database=f"file:{quote(url.database or '')}", query={"mode": "rw", "uri": "true"})
        return sa.create_engine(url, connect_args={"timeout": TIMEOUT}, hide_parameters=True, poolclass=sa.NullPool)
    connect_args: dict[str, Any] = {"postgresql": _POSTGRESQL, "mysql": _MARIADB}.get(kind, {})
    # PostgreSQL's default; with MariaDB's, two endpoints that are made at once lock each other out
    isolation: Any = {"isolation_level": "READ COMMITTED"} if kind == "mysql" else {}
    return sa.create_engine(url, connect_args=connect_args, hide_parameters=True, pool_timeout=TIMEOUT, **isolation)


def _is_silent(error: DBAPIError) -> bool:
    """Whether the server has not said a word."""
    code = error.orig.args[0] if error.orig and error.orig.args else None
    return code in _SILENT or getattr(error.orig, "pgcode", "") is None


def _fact(error: DBAPIError) -> str:
    """The driver's first line without its details, which would show the row; PyMySQL puts a number before it."""
    primary = getattr(getattr(error.orig, "diag", None), "message_primary", None)
    numbered = error.orig.args if error.orig else ()
    last = numbered[-1] if len(numbered) > 1 else error.orig
    lines = str(primary or last).strip().splitlines() or ["no reason given"]
    return lines[0].rstrip(".")
