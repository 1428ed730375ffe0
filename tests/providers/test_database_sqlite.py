"""Refusals of an SQLite file: one line with the remedy."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import RefusedError

from ..support import inputs, rows
from ..support.logics import EndpointLogic

SCHEMA = (
    "check the name in TRUNKLINE_DATABASE_URL (databaseUrl), and that Asterisk's realtime schema is installed and not "
    "being changed"
)


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("SELECT x FROM ps_auths", f"no such column: x: {SCHEMA}"),
        ("SELECT 1 FROM ps_nothing", f"no such table: ps_nothing: {SCHEMA}"),
        (
            "PRAGMA query_only = ON",
            "attempt to write a readonly database: give this user write access to the database",
        ),
        ("PRAGMA max_page_count = 1", "database or disk is full: make room on the server's disk and run again"),
        ("SELECT 1", "UNIQUE constraint failed: ps_auths.id: a row has this key, perhaps in other case or accents"),
    ],
)
def test_sqlite(statement: str, line: str, sqlite_url: str) -> None:
    database = Database(sqlite_url, timeout=0.1)

    def work(connection: sa.Connection) -> None:
        connection.exec_driver_sql(statement)
        for id_ in (*range(2000), 0):
            connection.execute(sa.text("INSERT INTO ps_auths (id, username) VALUES (:id, :id)"), {"id": str(id_)})

    with pytest.raises(RefusedError) as refused:
        database.run(work)
    assert str(refused.value).startswith(f"{database}: {line}")
    assert rows.read(sqlite_url)["ps_auths"] == {}


def test_a_locked_sqlite_file(sqlite_url: str) -> None:
    logic = EndpointLogic(Database(sqlite_url, timeout=0.1))
    with contextlib.closing(sqlite3.connect(make_url(sqlite_url).database or "")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RefusedError, match=r"database is locked: another process holds the file: set batch=>0 in "):
            logic.create(inputs.endpoint())
        other.rollback()
    assert not any(rows.read(sqlite_url).values())
    logic.create(inputs.endpoint())


def test_a_damaged_sqlite_file(sqlite_url: str) -> None:
    file = Path(make_url(sqlite_url).database or "")
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 8192)
    with pytest.raises(RefusedError, match="is malformed: restore the file from a backup, or check it with"):
        EndpointLogic(Database(sqlite_url)).read("twilio", inputs.endpoint())


def test_a_folder_in_place_of_a_sqlite_file(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="unable to open database file: check the path in"):
        Database(f"sqlite:///{tmp_path}").table("ps_auths")
