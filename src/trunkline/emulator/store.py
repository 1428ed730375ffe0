"""The state: one SQLite file in WAL mode, readable by other programs while the emulator runs.

Dates are ISO-8601 text in UTC (`2026-01-31T23:59:59Z`), booleans 0 or 1. No secret is stored: a
credential's password only as HA1 = MD5(username:sip.twilio.com:password), an auth token and an API
secret only as salted SHA-256.
"""

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from trunkline.emulator.errors import StartError
from trunkline.emulator.schema import MIGRATIONS, SCHEMA, VERSION

SqlValue = str | int | None


class Store:
    """The state file. It is created (mode 0600) if it does not exist, and brought up to date if it is older.

    There is one connection behind a lock. A request is one transaction, and requests wait for each other instead of
    failing on a busy file.

    Raises:
        StartError: the file cannot be opened, is not SQLite, or a later version of the emulator wrote it.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            path.chmod(0o600)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise StartError(f"cannot open the state file {path}: {error}") from error
        self._db.row_factory = sqlite3.Row
        try:
            self._prepare()
        except sqlite3.Error as error:
            self.close()
            raise StartError(f"cannot use the state file {path}: {error}; give another file") from error

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        with self.transaction() as db:
            version: int = db.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise sqlite3.DatabaseError(f"schema version {version}, newer than {VERSION}")
            for script in MIGRATIONS[version - 1 :] if version else [SCHEMA]:
                for statement in script.split(";\n"):
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {VERSION}")

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[sqlite3.Connection]:
        """Commit the changes of the block, or none if it raises."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def close(self) -> None:
        with self._lock:
            self._db.close()


def timestamp(moment: datetime | None = None) -> str:
    return (moment or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")


def new_sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


def count(db: sqlite3.Connection, table: str, column: str, value: SqlValue) -> int:
    # Table and column names here and below are the emulator's own, never a request's.
    select = f"SELECT count(*) FROM {table} WHERE {column} = ?"  # noqa: S608
    total: int = db.execute(select, (value,)).fetchone()[0]
    return total


def insert(db: sqlite3.Connection, table: str, values: Mapping[str, SqlValue]) -> None:
    """Insert a row with the current date."""
    row = {**values, "date_created": timestamp(), "date_updated": timestamp()}
    columns, marks = ", ".join(row), ", ".join(f":{column}" for column in row)
    db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row)  # noqa: S608


def update(db: sqlite3.Connection, table: str, sid: str, values: Mapping[str, SqlValue]) -> None:
    """Change the row with that SID, and set its date."""
    row = {**values, "date_updated": timestamp()}
    assignments = ", ".join(f"{column} = :{column}" for column in row)
    db.execute(f"UPDATE {table} SET {assignments} WHERE sid = :sid", {**row, "sid": sid})  # noqa: S608
