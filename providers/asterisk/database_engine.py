"""An engine for each kind of realtime database, with a time limit on everything that it does."""

import math
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import psycopg2
import pymysql
import sqlalchemy as sa
from sqlalchemy.engine import URL

from trunkline.providers.asterisk import libpq
from trunkline.providers.asterisk.database_errors import SET_LOCAL, LoginError
from trunkline.providers.asterisk.deadline import MariadbConnection
from trunkline.providers.server_options import ServerOptions

TIMEOUT = 10.0
"""Seconds for a login, and for getting a lock."""

_STATEMENT, _SILENCE, _ABANDONED = 1.5, 2.0, 6.0
"""Multiples of the timeout for a statement, for the server's silence, and for its wait for a client that is gone.

They differ, so an error names the lock, the statement or the silence that took too long."""

_LIMIT = re.compile(r"(\d+(?:\.\d+)?) ?([a-z]*)")
_UNITS = {"us": 1e-6, "": 1e-3, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_DAY = 86400.0
_UNLIMITED = 3600.0
"""Seconds that a statement may take if the user has set its limit to 0."""


def create_engine(url: URL, timeout: float, *, alone: bool) -> sa.Engine:
    """An engine without a connection yet. Settings in the URL's query win over those here.

    Args:
        url: with its driver.
        timeout: see `Database`.
        alone: see `Database`.
    """
    if url.get_backend_name() == "postgresql":
        return _postgresql(url, timeout, alone=alone)
    return _ENGINES[url.get_backend_name()](url, timeout)


def _postgresql(url: URL, timeout: float, *, alone: bool) -> sa.Engine:
    milliseconds = math.ceil(1000 * timeout)
    usual: dict[str, Any] = {
        "application_name": "trunkline",
        "client_encoding": "utf8",  # the database converts; its own encoding may be none that Python has
        "connect_timeout": math.ceil(timeout),
        "keepalives_idle": math.ceil(timeout),  # so no firewall forgets a connection while a run waits
        "keepalives_interval": math.ceil(timeout / 3),
        "keepalives_count": 3,
        "tcp_user_timeout": milliseconds,
    }
    given = ServerOptions.parse(_text(url, "options"))
    local: dict[str, Any] = {
        "lock_timeout": milliseconds,
        "statement_timeout": round(_STATEMENT * milliseconds),
        "idle_in_transaction_session_timeout": round(_ABANDONED * milliseconds),
    } | {name: value for name, value in given.settings.items() if name in _LOCAL}
    own = [_seconds(given.settings[name]) for name in _OF_STATEMENTS if name in given.settings]
    seconds = [_SILENCE * timeout, *(_SILENCE * (limit or _UNLIMITED) for limit in own)]
    rest = given.without(_LOCAL)
    engine = _engine(
        url.difference_update_query(["options"]).update_query_dict({"options": rest} if rest else {}),
        lambda **options: libpq.connect(min(max(seconds), _DAY), usual | options, alone=alone),
        timeout,
        use_native_hstore=False,  # otherwise each login asks for its type
    )

    def limit(connection: sa.Connection) -> None:
        """For each transaction: PgBouncer refuses these at the start, and passes a session's on to other clients."""
        version = connection.dialect.server_version_info or ()
        values = (_OF_17 if version >= (17,) else {}) | local
        setting = f"SELECT {', '.join([f'{SET_LOCAL}(%s, %s, true)'] * len(values))}"
        connection.exec_driver_sql(setting, tuple(str(each) for pair in values.items() for each in pair))

    sa.event.listen(engine, "begin", limit)
    return engine


def _seconds(limit: str) -> float:
    """A time limit of PostgreSQL in seconds; 0 is none, as is a text that it will refuse."""
    found = _LIMIT.fullmatch(limit.strip("' "))
    return float(found[1]) * _UNITS.get(found[2], 1.0) if found else 0.0


def _mariadb(url: URL, timeout: float) -> sa.Engine:
    whole = math.ceil(timeout)
    seconds = max(_SILENCE * timeout, float(_text(url, "read_timeout") or 0))
    late = seconds + 1  # for the TLS handshake only, during which the deadline finds no socket to shut
    usual: dict[str, Any] = {
        "connect_timeout": whole,
        "read_timeout": late,
        "write_timeout": late,
        "init_command": (
            f"SET SESSION innodb_lock_wait_timeout = {whole}, lock_wait_timeout = {whole}, "
            "sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES') "  # otherwise a value that does not fit is cut off
            f"/*M! , max_statement_time = {_STATEMENT * timeout} */"  # MySQL has none
        ),
    }
    # PostgreSQL's default; with MariaDB's, two endpoints that are made at once lock each other out
    return _engine(
        url,
        lambda **options: MariadbConnection(seconds=seconds, **usual | options),
        timeout,
        isolation_level="READ COMMITTED",
    )


def _engine(url: URL, connect: Callable[..., Any], timeout: float, **options: Any) -> sa.Engine:
    """Its pool tests a connection before use: it may have been cut while the run waited."""
    engine = sa.create_engine(url, hide_parameters=True, pool_timeout=timeout, pool_pre_ping=True, **options)

    def login(_dialect: Any, _record: Any, _arguments: Any, options: dict[str, Any]) -> Any:
        try:
            return connect(**options)
        except (psycopg2.Error, pymysql.Error) as error:
            raise error from LoginError(repr(error.__cause__))
        except OSError as error:  # a certificate's file
            raise pymysql.OperationalError(type(error).__name__) from LoginError()

    sa.event.listen(engine, "do_connect", login)
    return engine


def _sqlite(url: URL, timeout: float) -> sa.Engine:
    # mode=rw: a wrong path is an error, not a new empty database; no pool: nothing would close its connections
    file = url.set(database=f"file:{quote(url.database or '')}", query={"mode": "rw", "uri": "true"})
    busy = float(_text(url, "timeout") or timeout)
    return sa.create_engine(file, connect_args={"timeout": busy}, hide_parameters=True, poolclass=sa.NullPool)


def _text(url: URL, parameter: str) -> str:
    return str(url.query.get(parameter, ""))


_OF_STATEMENTS = ("statement_timeout", "lock_timeout")
_OF_17 = {"transaction_timeout": 0}
"""The limits of the parts are enough. PostgreSQL 16 does not know it."""
_LOCAL = frozenset({*_OF_STATEMENTS, *_OF_17, "idle_in_transaction_session_timeout", "search_path", "role"})
"""Options in the URL that can be set for a transaction."""
_ENGINES = {"mysql": _mariadb, "sqlite": _sqlite}
