"""A database that is not there, not ours, or busy: one line with the remedy, and no secret in it."""

import contextlib
import socket
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from trunkline.local import realtime
from trunkline.providers import connections
from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import NotConfiguredError, RefusedError, TrunklineError, UnreachableError
from trunkline.providers.settings import Settings

from ..support import inputs, rows
from ..support.logics import EndpointLogic
from ..support.postgres import PostgresServer

CANARY = "Canary-Database-5f1e"


def _line(url: str | URL) -> str:
    """The same line in a preview and a create."""
    text = url if isinstance(url, str) else url.render_as_string(hide_password=False)
    lines = set()
    for attempt in ("inspect", "create"):
        logic = EndpointLogic(Database(text))
        with pytest.raises(TrunklineError) as failed:
            _ = logic.create(inputs.endpoint()) if attempt == "create" else logic.inspect({}, inputs.endpoint())
        lines.add(str(failed.value))
    (line,) = lines
    assert "\n" not in line
    assert CANARY not in line
    assert inputs.PASSWORD not in line
    return line


def test_wrong_password(postgres_url: str) -> None:
    line = _line(make_url(postgres_url).set(password=CANARY))
    assert line.endswith(
        ": user or password is wrong: check user and password in TRUNKLINE_DATABASE_URL (databaseUrl); "
        "a character such as @ in them is percent-encoded, as in p%40ss"
    )


def test_no_such_database(postgres_url: str) -> None:
    line = _line(make_url(postgres_url).set(database="nowhere"))
    assert line.endswith(
        "nowhere: there is no such database, or this user may not use it: "
        "check the name in TRUNKLINE_DATABASE_URL (databaseUrl), and this user's privileges"
    )


def test_no_server_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = f"postgresql://asterisk:{CANARY}@127.0.0.1:{port}/asterisk"
    line = _line(url)
    assert line == (
        "database 127.0.0.1/asterisk cannot be reached: the connection is refused: "
        "check host and port in TRUNKLINE_DATABASE_URL (databaseUrl), and that the server runs"
    )
    with pytest.raises(UnreachableError):
        EndpointLogic(Database(url)).read("twilio", inputs.endpoint())


def test_no_file(tmp_path: Path) -> None:
    file = tmp_path / "nowhere.sqlite3"
    line = _line(f"sqlite:///{file}")
    assert line == (
        f"database {file}: unable to open database file: check the path in TRUNKLINE_DATABASE_URL (databaseUrl)"
    )
    assert not file.exists()


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database at all\n" * 100)
    assert _line(f"sqlite:///{file}").endswith(
        "file is not a database: check the path in TRUNKLINE_DATABASE_URL (databaseUrl)"
    )


def test_an_empty_file(tmp_path: Path) -> None:
    file = tmp_path / "empty.sqlite3"
    file.touch()
    assert _line(f"sqlite:///{file}") == (
        f"database {file}: table ps_auths is missing: install Asterisk's realtime schema (contrib/ast-db-manage)"
    )


@pytest.mark.parametrize("name", ["with space", "50%41 off", "what?", "a#b", "ümlaut"])
def test_a_path_with_odd_characters(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.sqlite3"
    url = URL.create("sqlite", database=str(file))
    engine = sa.create_engine(url)
    realtime.METADATA.create_all(engine)
    engine.dispose()
    EndpointLogic(Database(url.render_as_string())).create(inputs.endpoint())
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT id FROM ps_endpoints").fetchall() == [("twilio",)]


def test_not_configured() -> None:
    with pytest.raises(NotConfiguredError) as refused:
        connections.database(Settings())
    assert str(refused.value) == (
        "TRUNKLINE_DATABASE_URL is not set: export it, or run `pulumi config set --secret databaseUrl`"
    )


def test_one_engine_for_a_process(sqlite_url: str) -> None:
    assert connections.database(Settings(database_url=sqlite_url)) is connections.database(
        Settings(database_url=sqlite_url)
    )


def test_no_privilege(postgres_server: PostgresServer, postgres_url: str) -> None:
    url = make_url(postgres_url)
    postgres_server.execute(f"REVOKE INSERT ON ps_aors FROM {url.username}", str(url.database))
    with pytest.raises(RefusedError) as refused:
        EndpointLogic(Database(postgres_url)).create(inputs.endpoint())
    assert str(refused.value) == (
        f"database {url.database}: {url.username} has no right to INSERT in ps_aors: "
        f"GRANT INSERT ON ps_aors TO {url.username}"
    )
    assert not any(rows.read(postgres_url).values())


def test_the_password_is_not_in_the_name(postgres_url: str) -> None:
    url = make_url(postgres_url).set(password=CANARY)
    assert CANARY not in str(Database(url.render_as_string(hide_password=False)))
