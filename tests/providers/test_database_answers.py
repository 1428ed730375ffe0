"""Refusals of each kind of database: one line with the remedy, in any language of the server."""

import secrets
import threading
from collections.abc import Callable
from typing import Any

import psycopg2
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from trunkline.providers.asterisk import database as databases
from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import RefusedError

from ..support import inputs, rows
from ..support.logics import EndpointLogic
from ..support.postgres import PostgresServer

SETTING = "TRUNKLINE_DATABASE_URL (databaseUrl)"
BUSY = "another session holds a lock on the table: run again when it is done"
GRANT = "grant this user SELECT, INSERT, UPDATE and DELETE on the ps_ tables and extensions, and USAGE on "
SCHEMA = f"check the name in {SETTING}, and that Asterisk's realtime schema is installed and not being changed"


def _answers(database: Database, statement: str, **values: Any) -> str:
    with pytest.raises(RefusedError) as refused, database.transaction() as connection:
        connection.execute(sa.text(statement), values)
    return str(refused.value).removeprefix(f"{database}: ")


def _raise(code: str) -> str:
    return f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}', MESSAGE = 'Es geht nicht'; END $$"


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("55P03", BUSY),
        ("40P01", "another session writes the same rows: run again when it is done"),
        ("40001", "another session writes the same rows: run again when it is done"),
        ("25006", f"the server accepts no writes, like a stand-by: check that the host in {SETTING} is the primary"),
        ("53100", "make room on the server's disk and run again"),
        ("53300", "the server has no free connection: run again, or raise its limit"),
        ("53200", "the server is out of memory: run again when some is free"),
        ("57014", "the database is too busy: run again"),
        ("57P03", "the server is starting or shutting down: run again in a minute"),
        ("42501", GRANT),
        ("42P01", SCHEMA),
        ("42703", SCHEMA),
        ("22001", "choose a shorter value, or widen the column"),
        ("22P02", "change the value, or the column's type"),
        ("22P05", "use characters that the database's encoding has"),
        (
            "23505",
            "a row has this key, perhaps in other case or accents: choose another endpoint id, or set adopt",
        ),
        ("23502", "the table requires a value: set it as an option, or give the column a default"),
        ("23514", "a constraint or a trigger of the table forbids it"),
        ("P0001", "a constraint or a trigger of the table forbids it"),
        ("58030", "check the disk, and the log"),
        ("XX000", "the transaction is rolled back: correct this and run again"),
    ],
)
def test_postgresql_in_another_language(code: str, remedy: str, postgres_url: str) -> None:
    assert _answers(Database(postgres_url), _raise(code)).startswith(f"Es geht nicht: {remedy}")


@pytest.mark.parametrize(
    ("statement", "remedy"),
    [
        ("SELECT x FROM ps_auths", SCHEMA),
        (
            "INSERT INTO ps_auths (id, username) VALUES ('x', '01234567890123456789012345678901234567890123')",
            "choose a",
        ),
        ("INSERT INTO ps_auths (id) VALUES (NULL)", "the table requires a value"),
        ("INSERT INTO ps_auths (id) VALUES ('a'), ('a')", "a row has this key"),
        ("INSERT INTO ps_endpoints (id, rewrite_contact) VALUES ('a', 'maybe')", "change the value"),
        ("CREATE TABLE nothing (id integer)", "grant this user"),
    ],
)
def test_both_servers(statement: str, remedy: str, server_url: str) -> None:
    assert f": {remedy}" in _answers(Database(server_url), statement)


def test_a_server_that_takes_no_writes(postgres_url: str) -> None:
    url = make_url(postgres_url).update_query_dict({"options": "-c default_transaction_read_only=on"})
    database = Database(url.render_as_string(hide_password=False))
    with pytest.raises(RefusedError, match="remove default_transaction_read_only from the options in") as refused:
        EndpointLogic(database).create(inputs.endpoint())
    assert EndpointLogic(database).inspect({}, inputs.endpoint()) == [str(refused.value)]


def test_a_value_that_the_server_repeats_is_not_shown(postgres_server: PostgresServer, postgres_url: str) -> None:
    name = str(make_url(postgres_url).database)
    postgres_server.execute(
        "CREATE FUNCTION talk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'no %', NEW.password; END $$",
        name,
    )
    postgres_server.execute("CREATE TRIGGER talks BEFORE INSERT ON ps_auths FOR EACH ROW EXECUTE FUNCTION talk()", name)
    with pytest.raises(RefusedError) as refused:
        EndpointLogic(Database(postgres_url)).create(inputs.endpoint())
    assert inputs.PASSWORD not in str(refused.value)
    assert "it refuses a value (error P0001): a constraint or a trigger of the table forbids it" in str(refused.value)


def test_text_that_is_not_in_the_encoding(postgres_server: PostgresServer) -> None:
    name = f"ascii_{secrets.token_hex(3)}"
    postgres_server.execute(
        f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
    )
    url = postgres_server.admin.set(drivername="postgresql", database=name)
    database = Database(url.render_as_string(hide_password=False))
    with pytest.raises(
        RefusedError, match="a text in the database is not in its encoding: correct that row, or create the database in"
    ):
        database.run(lambda connection: connection.execute(sa.text("SELECT 'Z' || CAST(chr(252) AS text)")).all())
    narrow = url.update_query_dict({"client_encoding": "latin1"}).render_as_string(hide_password=False)
    with pytest.raises(
        RefusedError,
        match="its encoding lacks a character of a value: use another one, or create the database in UTF-8",
    ):
        Database(narrow).run(lambda connection: connection.execute(sa.text("SELECT :value"), {"value": "日本"}).all())


def test_a_locked_table(server_url: str) -> None:
    logic = EndpointLogic(
        Database(server_url, timeout=0.2 if server_url.startswith("postgresql") else 1)
    )  # MariaDB's least
    _, outputs = logic.create(inputs.endpoint())
    with Database(server_url).transaction() as connection:
        connection.execute(sa.text("UPDATE ps_auths SET username = 'held'"))
        with pytest.raises(RefusedError, match=f": {BUSY}$"):
            logic.delete("twilio", outputs)
        connection.rollback()
    assert rows.read(server_url)["ps_endpoints"]
    logic.delete("twilio", outputs)


def test_a_statement_that_does_not_end(server_url: str) -> None:
    asks = "SELECT pg_sleep(5)" if server_url.startswith("postgresql") else "SELECT SLEEP(5) FROM ps_auths"
    if not server_url.startswith("postgresql"):
        rows.execute(server_url, "INSERT INTO ps_auths (id) VALUES ('a')")
    assert _answers(Database(server_url, timeout=0.2), asks).endswith(": the database is too busy: run again")


def test_a_deadlock_is_tried_again(server_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two transactions lock two rows in turn: the server undoes one of them, which then runs again."""
    monkeypatch.setattr(databases, "PAUSES", (0.01, 0.05, 0.1))
    for id_ in "ab":
        rows.execute(server_url, f"INSERT INTO ps_auths (id) VALUES ('{id_}')")  # noqa: S608 - names of our own
    database, both, tries = Database(server_url), threading.Barrier(2), []

    def work(first: str, second: str) -> Callable[[sa.Connection], None]:
        def change(connection: sa.Connection) -> None:
            tries.append(first)
            change_one = sa.text("UPDATE ps_auths SET username = :by WHERE id = :id")
            connection.execute(change_one, {"by": first, "id": first})
            if len(tries) <= both.parties:
                both.wait(5)
            connection.execute(change_one, {"by": first, "id": second})

        return change

    threads = [threading.Thread(target=database.run, args=[work(*pair)]) for pair in ("ab", "ba")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(tries) > both.parties
    assert {row["username"] for row in rows.read(server_url)["ps_auths"].values()} == {tries[-1]}


def test_a_serialization_failure_is_tried_a_few_times(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "PAUSES", (0.01, 0.01, 0.01))
    tries: list[int] = []

    def work(connection: sa.Connection) -> None:
        tries.append(1)
        connection.execute(sa.text(_raise("40001")))

    with pytest.raises(RefusedError, match="another session writes the same rows: run again when it is done"):
        Database(postgres_url).run(work)
    assert len(tries) == 4


def test_what_is_refused_is_not_tried_again(database_url: str) -> None:
    tries: list[int] = []

    def work(connection: sa.Connection) -> None:
        tries.append(1)
        connection.execute(sa.text("SELECT x FROM ps_auths"))

    with pytest.raises(RefusedError):
        Database(database_url).run(work)
    assert len(tries) == 1


def test_limits_are_set_for_each_transaction(postgres_url: str) -> None:
    database = Database(postgres_url)
    for _ in range(2):
        assert _limits(database) == ("10s", "15s", "1min")


@pytest.mark.parametrize(
    ("options", "limits"),
    [
        ("-c statement_timeout=90s", ("10s", "90s", "1min")),
        ("-cstatement_timeout=0 -clock_timeout=3s -c search_path=public", ("3s", "0", "1min")),
    ],
)
def test_the_url_s_own_options_win(options: str, limits: tuple[str, ...], postgres_url: str) -> None:
    url = make_url(postgres_url).update_query_dict(
        {"options": options, "connect_timeout": "3", "keepalives_idle": "7", "application_name": "own"}
    )
    database = Database(url.render_as_string(hide_password=False))
    assert _limits(database) == limits
    with database.transaction() as connection:
        dsn = psycopg2.extensions.parse_dsn(connection.connection.dbapi_connection.dsn)  # type: ignore[union-attr]
    assert (dsn["connect_timeout"], dsn["keepalives_idle"], dsn["application_name"]) == ("3", "7", "own")


def _limits(database: Database) -> tuple[str, ...]:
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    with database.transaction() as connection:
        return tuple(connection.execute(sa.text(f"SHOW {name}")).scalar_one() for name in names)
