"""An engine for each kind of realtime database, with a time limit on everything that it does."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL

from trunkline.providers.asterisk.database_errors import LoginError

TIMEOUT = 10.0
"""Seconds for a login, and for getting a lock."""

CONNECTIONS = 8
"""The most transactions at once. A server often has few connections for a user, and a transaction is short."""

STATEMENT, SILENCE, ABANDONED = 1.5, 2.0, 6.0
"""Multiples of the timeout for a statement, for the server's silence, and for its wait for a client that is gone.

They differ, so an error names the lock, the statement or the silence that took too long."""


def create_engine(url: URL, timeout: float, *, alone: bool) -> sa.Engine:
    """An engine without a connection yet. Settings in the URL's query win over those here.

    It loads the driver of that kind of database only.

    Args:
        url: with its driver.
        timeout: see `Database`.
        alone: see `Database`.
    """
    match url.get_backend_name():
        case "postgresql":
            from trunkline.providers.asterisk import postgresql  # noqa: PLC0415

            return postgresql.engine(url, timeout, alone=alone)
        case "mysql":
            from trunkline.providers.asterisk import mariadb  # noqa: PLC0415

            return mariadb.engine(url, timeout)
        case _:
            return _sqlite(url, timeout)


def pooled(url: URL, connect: Callable[..., Any], timeout: float, **options: Any) -> sa.Engine:
    """Its pool tests a connection before use: it may have been cut while the run waited."""
    pool = {"pool_size": CONNECTIONS, "pool_timeout": timeout, "pool_pre_ping": True}
    engine = sa.create_engine(url, hide_parameters=True, **pool, **options)

    def login(dialect: Any, _record: Any, _arguments: Any, options: dict[str, Any]) -> Any:
        try:
            return connect(**options)
        except dialect.loaded_dbapi.Error as error:
            raise error from LoginError(repr(error.__cause__))
        except OSError as error:  # a certificate's file
            raise dialect.loaded_dbapi.OperationalError(type(error).__name__) from LoginError()

    sa.event.listen(engine, "do_connect", login)
    return engine


def text(url: URL, parameter: str) -> str:
    return str(url.query.get(parameter, ""))


def _sqlite(url: URL, timeout: float) -> sa.Engine:
    # mode=rw: a wrong path is an error, not a new empty database; no pool: nothing would close its connections
    file = url.set(database=f"file:{quote(url.database or '')}", query={"mode": "rw", "uri": "true"})
    busy = float(text(url, "timeout") or timeout)
    return sa.create_engine(file, connect_args={"timeout": busy}, hide_parameters=True, poolclass=sa.NullPool)
