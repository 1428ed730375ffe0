"""Saves and restores both sides at one moment, directly in their files and tables."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
from attrs import frozen
from psycopg2.extras import execute_values

from .seen import TABLES

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
"""{table: (columns, rows)}"""


@frozen
class Moment:
    """The rows of the emulator's state file and of the realtime tables."""

    twilio: Rows
    asterisk: Rows


def save(state: Path, database: str) -> Moment:
    with closing(sqlite3.connect(state, timeout=30)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: db.execute(f"SELECT * FROM {name}") for name in names}  # noqa: S608 - own names
        twilio = {name: ([each[0] for each in rows.description], rows.fetchall()) for name, rows in found.items()}
    asterisk: Rows = {}
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - own names
            asterisk[name] = ([column.name for column in cursor.description or ()], cursor.fetchall())
    return Moment(twilio, asterisk)


def restore(moment: Moment, state: Path, database: str) -> None:
    """Put both sides back; what clients have left at the database is ended."""
    with closing(sqlite3.connect(state, timeout=30, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        for name, (columns, rows) in moment.twilio.items():
            db.execute(f"DELETE FROM {name}")  # noqa: S608 - own names
            marks = ", ".join("?" * len(columns))
            db.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608 - own names
        db.execute("COMMIT")
    with closing(psycopg2.connect(database)) as connection, connection, connection.cursor() as cursor:
        _end_sessions(cursor)
        for name, (columns, rows) in moment.asterisk.items():
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - own names
            if rows:
                quoted = ", ".join(f'"{column}"' for column in columns)
                execute_values(cursor, f"INSERT INTO {name} ({quoted}) VALUES %s", rows)  # noqa: S608 - own names


def _end_sessions(cursor: Any) -> None:
    """The sessions of killed clients, which can hold locks."""
    deadline = time.monotonic() + 10
    while True:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees the same sessions to its end
        cursor.execute(
            "SELECT pg_terminate_backend(pid), state, wait_event, query FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend' AND pid != pg_backend_pid()"
        )
        if not (left := cursor.fetchall()):
            return
        assert time.monotonic() < deadline, f"sessions of PostgreSQL's do not end: {left}"
        time.sleep(0.005)
