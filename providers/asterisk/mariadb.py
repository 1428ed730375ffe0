"""An engine for MariaDB and MySQL."""

import math
from typing import Any

import pymysql.connections
import sqlalchemy as sa
from sqlalchemy.engine import URL

from trunkline.providers.asterisk.database_engine import SILENCE, STATEMENT, pooled, text
from trunkline.providers.asterisk.deadline import deadline


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
        return deadline(lambda: getattr(self, "_sock", None), self._seconds)


def engine(url: URL, timeout: float) -> sa.Engine:
    """See `create_engine`."""
    whole = math.ceil(timeout)
    seconds = max(SILENCE * timeout, float(text(url, "read_timeout") or 0))
    late = seconds + 1  # for the TLS handshake only, during which the deadline finds no socket to shut
    usual: dict[str, Any] = {
        "connect_timeout": whole,
        "read_timeout": late,
        "write_timeout": late,
        "init_command": (
            f"SET SESSION innodb_lock_wait_timeout = {whole}, lock_wait_timeout = {whole}, "
            "sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES') "  # otherwise a value that does not fit is cut off
            f"/*M! , max_statement_time = {STATEMENT * timeout} */"  # MySQL has none
        ),
    }
    # PostgreSQL's default; with MariaDB's, two endpoints that are made at once lock each other out
    return pooled(
        url,
        lambda **options: MariadbConnection(seconds=seconds, **usual | options),
        timeout,
        isolation_level="READ COMMITTED",
    )
