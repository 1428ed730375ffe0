"""A database that goes silent, drips, cuts its connections or loses an answer: an end in time, and a true line."""

import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from trunkline.providers.asterisk import database as databases
from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import AmbiguousError, TrunklineError, UnreachableError

from ..support import rows, tcp_proxy
from ..support.mariadb import MariadbServer
from ..support.postgres import PostgresServer
from ..support.tcp_proxy import TcpProxy

TIMEOUT = 0.2
ANSWER = 2 * TIMEOUT
SLACK = 5.0
"""Seconds that a busy machine may be late."""

COMMIT = b""
"""The next thing that is sent: MariaDB's connections have TLS."""
INSERT = sa.text("INSERT INTO ps_auths (id, username) VALUES ('other', 'other')")


@pytest.fixture
def proxy(server_url: str) -> Iterator[TcpProxy]:
    url = make_url(server_url)
    folder = url.query.get("host")
    with tcp_proxy.running(f"{folder}/.s.PGSQL.5432" if folder else (str(url.host), url.port or 5432)) as running:
        yield running


@pytest.fixture
def database(server_url: str, proxy: TcpProxy, monkeypatch: pytest.MonkeyPatch) -> Database:
    """It has one connection, by way of the proxy, that waits in the pool."""
    monkeypatch.setattr(databases, "PAUSES", (0.01, 0.02, 0.03))
    url = make_url(server_url).set(host="127.0.0.1", port=proxy.port, query={})
    connected = Database(url.render_as_string(hide_password=False), timeout=TIMEOUT)
    connected.run(_one)
    return connected


def _one(connection: sa.Connection) -> int:
    return int(connection.execute(sa.text("SELECT 1")).scalar_one())


def _fails(database: Database, kind: type[TrunklineError], seconds: float, work: databases.Work[object] = _one) -> str:
    """The line, and that it came in time."""
    began = time.monotonic()
    with pytest.raises(kind) as failed:
        database.run(work)
    assert time.monotonic() - began < seconds + SLACK
    assert type(failed.value) is kind
    return str(failed.value).removeprefix(f"{database}")


def test_silent_while_the_run_waited(database: Database, proxy: TcpProxy) -> None:
    """The waiting connection gets no answer, nor does the login that follows."""
    proxy.silent = True
    line = _fails(database, UnreachableError, ANSWER + 1)
    assert line.startswith(" cannot be reached: no answer in time: check host and port in TRUNKLINE_DATABASE_URL")
    proxy.silent = False
    proxy.cut()
    assert database.run(_one) == 1


def test_silent_in_a_transaction(database: Database, proxy: TcpProxy, server_url: str) -> None:
    def work(connection: sa.Connection) -> None:
        connection.execute(INSERT)
        proxy.silent = True
        _one(connection)

    assert _fails(database, UnreachableError, ANSWER, work) == (
        ": no answer within 0.4 s, and the transaction is rolled back: check the server and the firewall, and run again"
    )
    proxy.cut()
    assert rows.read(server_url)["ps_auths"] == {}


def test_an_answer_that_drips(database: Database, proxy: TcpProxy) -> None:
    proxy.drip = 0.02
    text = "x" * 100
    with pytest.raises(UnreachableError, match="no answer"):
        database.run(lambda connection: connection.execute(sa.text(f"SELECT '{text}'")).scalar_one())


def test_a_login_that_drips(database: Database, proxy: TcpProxy) -> None:
    proxy.cut()
    proxy.drip = 0.1
    assert " cannot be reached: " in _fails(database, UnreachableError, ANSWER + 1)


def test_an_answer_that_is_late_but_in_time(database: Database, proxy: TcpProxy) -> None:
    proxy.delay = TIMEOUT / 4
    assert database.run(_one) == 1


def test_cut_while_the_run_waited(database: Database, proxy: TcpProxy) -> None:
    for transaction in range(2):
        proxy.cut()
        if transaction:
            with database.transaction() as connection:
                assert _one(connection) == 1
        else:
            assert database.run(_one) == 1


@pytest.mark.parametrize("times", [1, len(databases.PAUSES)])
def test_cut_in_a_transaction(times: int, database: Database, proxy: TcpProxy, server_url: str) -> None:
    """Nothing is committed, so it is done from its start again."""
    tries = 0

    def work(connection: sa.Connection) -> None:
        nonlocal tries
        tries += 1
        connection.execute(INSERT)
        if tries <= times:
            proxy.cut()
        _one(connection)

    database.run(work)
    assert tries == times + 1
    assert rows.read(server_url)["ps_auths"] == {"other": {"username": "other"}}


def test_cut_in_each_transaction(database: Database, proxy: TcpProxy, server_url: str) -> None:
    def work(connection: sa.Connection) -> None:
        connection.execute(INSERT)
        proxy.cut()
        _one(connection)

    line = _fails(database, UnreachableError, ANSWER, work)
    assert line == ": the connection was lost, and the transaction is rolled back: run again"
    assert rows.read(server_url)["ps_auths"] == {}


@pytest.mark.parametrize(("cuts", "fact"), [(True, "the connection was lost"), (False, "no answer within 0.4 s")])
def test_the_answer_to_a_commit_is_lost(
    cuts: bool, fact: str, database: Database, proxy: TcpProxy, server_url: str
) -> None:
    """It is not done again, and no line says that nothing was written: here it was."""
    tries = 0

    def work(connection: sa.Connection) -> None:
        nonlocal tries
        tries += 1
        connection.execute(INSERT)
        proxy.last_words, proxy.cuts = COMMIT, cuts

    assert _fails(database, AmbiguousError, ANSWER, work) == (
        f": {fact} while the rows were committed, so they may or may not be written: "
        "run again, and trunkline looks first"
    )
    assert tries == 1
    assert rows.read(server_url)["ps_auths"] == {"other": {"username": "other"}}


def test_the_answer_to_a_commit_of_nothing_is_lost(database: Database, proxy: TcpProxy) -> None:
    """It wrote nothing, so it is read again."""

    def work(connection: sa.Connection) -> int:
        tries.append(_one(connection))
        if len(tries) == 1:
            proxy.last_words, proxy.cuts = COMMIT, True
        return len(tries)

    tries: list[int] = []
    assert database.run(work) == 2


def test_killed_while_the_run_waited(database: Database, server: PostgresServer | MariadbServer) -> None:
    if isinstance(server, PostgresServer):
        server.execute(f"SELECT pg_terminate_backend({database.run(_session)})")
    else:
        server.execute(f"KILL {database.run(_session)}")
    assert database.run(_one) == 1


def _session(connection: sa.Connection) -> int:
    asks = {"postgresql": "pg_backend_pid()", "mysql": "CONNECTION_ID()"}
    return int(connection.execute(sa.text(f"SELECT {asks[connection.dialect.name]}")).scalar_one())


def test_an_idle_connection_is_tried_without_a_statement_of_its_own(database: Database) -> None:
    """The check is not part of the transaction."""
    asked: list[str] = []
    sa.event.listen(database._engine, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement))
    database.run(_one)
    assert [each for each in asked if not each.startswith("SELECT set_config")] == ["SELECT 1"]


def test_another_thread_s_socket_is_left_alone(database: Database, server_url: str) -> None:
    """A deadline that has passed shuts its own connection, not the one that got its number."""
    quick = Database(server_url, timeout=TIMEOUT)
    for _ in range(20):
        assert quick.run(_one) == 1
    time.sleep(2 * ANSWER)
    assert quick.run(_one) == database.run(_one) == 1
