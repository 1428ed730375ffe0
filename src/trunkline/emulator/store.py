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

SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE accounts (
  sid TEXT PRIMARY KEY,
  auth_token_salt TEXT,
  auth_token_sha256 TEXT,
  date_created TEXT NOT NULL
);
CREATE TABLE api_keys (
  sid TEXT PRIMARY KEY,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  secret_salt TEXT NOT NULL,
  secret_sha256 TEXT NOT NULL,
  date_created TEXT NOT NULL
);
CREATE TABLE trunks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  domain_name TEXT UNIQUE COLLATE NOCASE,
  friendly_name TEXT,
  disaster_recovery_url TEXT,
  disaster_recovery_method TEXT NOT NULL DEFAULT 'POST',
  secure INTEGER NOT NULL DEFAULT 0,
  cnam_lookup_enabled INTEGER NOT NULL DEFAULT 0,
  symmetric_rtp_enabled INTEGER NOT NULL DEFAULT 0,
  transfer_mode TEXT NOT NULL DEFAULT 'disable-all',
  transfer_caller_id TEXT NOT NULL DEFAULT 'from-transferee',
  recording_mode TEXT NOT NULL DEFAULT 'do-not-record',
  recording_trim TEXT NOT NULL DEFAULT 'do-not-trim',
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL
);
CREATE TABLE reserved_domains (
  domain_name TEXT PRIMARY KEY COLLATE NOCASE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  owner_may_reuse INTEGER NOT NULL,
  reserved_until TEXT NOT NULL
);
CREATE TABLE credential_lists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  friendly_name TEXT NOT NULL,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL,
  UNIQUE (account_sid, friendly_name)
);
CREATE TABLE credentials (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  credential_list_sid TEXT NOT NULL REFERENCES credential_lists (sid) ON DELETE CASCADE,
  username TEXT NOT NULL,
  ha1 TEXT NOT NULL,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL,
  UNIQUE (credential_list_sid, username)
);
CREATE TABLE ip_access_control_lists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  friendly_name TEXT NOT NULL,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL,
  UNIQUE (account_sid, friendly_name)
);
CREATE TABLE ip_addresses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  ip_access_control_list_sid TEXT NOT NULL REFERENCES ip_access_control_lists (sid) ON DELETE CASCADE,
  friendly_name TEXT NOT NULL,
  ip_address TEXT NOT NULL,
  cidr_prefix_length INTEGER NOT NULL DEFAULT 32,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL,
  UNIQUE (ip_access_control_list_sid, ip_address, cidr_prefix_length)
);
CREATE TABLE trunk_credential_lists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  trunk_sid TEXT NOT NULL REFERENCES trunks (sid) ON DELETE CASCADE,
  credential_list_sid TEXT NOT NULL REFERENCES credential_lists (sid),
  UNIQUE (trunk_sid, credential_list_sid)
);
CREATE TABLE trunk_ip_access_control_lists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  trunk_sid TEXT NOT NULL REFERENCES trunks (sid) ON DELETE CASCADE,
  ip_access_control_list_sid TEXT NOT NULL REFERENCES ip_access_control_lists (sid),
  UNIQUE (trunk_sid, ip_access_control_list_sid)
);
CREATE TABLE origination_urls (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  trunk_sid TEXT NOT NULL REFERENCES trunks (sid) ON DELETE CASCADE,
  friendly_name TEXT NOT NULL,
  sip_url TEXT NOT NULL,
  priority INTEGER NOT NULL,
  weight INTEGER NOT NULL,
  enabled INTEGER NOT NULL,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL
);
CREATE TABLE incoming_phone_numbers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  phone_number TEXT NOT NULL UNIQUE,
  friendly_name TEXT NOT NULL,
  trunk_sid TEXT REFERENCES trunks (sid) ON DELETE SET NULL,
  api_version TEXT NOT NULL DEFAULT '2010-04-01',
  voice_url TEXT,
  voice_method TEXT NOT NULL DEFAULT 'POST',
  voice_fallback_url TEXT,
  voice_fallback_method TEXT NOT NULL DEFAULT 'POST',
  voice_application_sid TEXT,
  voice_caller_id_lookup INTEGER NOT NULL DEFAULT 0,
  voice_receive_mode TEXT NOT NULL DEFAULT 'voice',
  sms_url TEXT,
  sms_method TEXT NOT NULL DEFAULT 'POST',
  sms_fallback_url TEXT,
  sms_fallback_method TEXT NOT NULL DEFAULT 'POST',
  sms_application_sid TEXT,
  status_callback TEXT,
  status_callback_method TEXT NOT NULL DEFAULT 'POST',
  address_sid TEXT,
  identity_sid TEXT,
  bundle_sid TEXT,
  emergency_status TEXT NOT NULL DEFAULT 'Inactive',
  emergency_address_sid TEXT,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL
);
CREATE INDEX incoming_phone_numbers_trunk_sid ON incoming_phone_numbers (trunk_sid);
CREATE INDEX origination_urls_trunk_sid ON origination_urls (trunk_sid);
"""

SUBACCOUNTS = """
CREATE TABLE IF NOT EXISTS subaccounts (
  sid TEXT PRIMARY KEY REFERENCES accounts (sid),
  owner_account_sid TEXT NOT NULL REFERENCES accounts (sid)
)
"""
"""Added to older state files of the same version."""

SqlValue = str | int | None


class Store:
    """The state file. It is created (mode 0600) if it does not exist.

    There is one connection behind a lock. A request is one transaction, and requests wait for each other instead of
    failing on a busy file.

    Raises:
        StartError: the file cannot be opened, is not SQLite, or is of another schema version.
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
            if version == 0:
                for statement in SCHEMA.split(";\n"):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            elif version != SCHEMA_VERSION:
                raise sqlite3.DatabaseError(f"schema version {version}, expected {SCHEMA_VERSION}")
            db.execute(SUBACCOUNTS)

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
