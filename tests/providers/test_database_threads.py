"""64 threads on one database, whatever number of connections it has for them."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from trunkline.providers.asterisk import pool as pools
from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.database_engine import CONNECTIONS
from trunkline.providers.errors import TrunklineError, UnreachableError

from ..support import inputs, rows
from ..support.logics import EndpointLogic
from ..support.mariadb import MariadbServer
from ..support.postgres import PostgresServer

THREADS = 64
FULL = "it is full: the server has no free connection: run again, or raise its limit"


def _at_once(call: Callable[[int], Any], threads: int = THREADS) -> list[Any]:
    begin = threading.Barrier(threads)

    def run(number: int) -> Any:
        begin.wait()
        return call(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def limit(server: PostgresServer | MariadbServer, server_url: str) -> Callable[[int], None]:
    """Allows the test's user so many connections."""
    name = make_url(server_url).username

    def allow(connections: int) -> None:
        if server_url.startswith("postgresql"):
            server.execute(f"ALTER ROLE {name} CONNECTION LIMIT {connections}")
        else:
            server.execute(f"ALTER USER {name} WITH MAX_USER_CONNECTIONS {connections}")

    return allow


def _whole_life(database: Database, number: int) -> None:
    """An endpoint that is previewed, made, read, changed and deleted; a second one stays."""
    logic, id_ = EndpointLogic(database), f"office{number}"
    declared = inputs.endpoint(id_)
    assert logic.inspect({}, declared) == []
    assert logic.create(declared)[0] == id_
    assert logic.read(id_, declared) == declared
    changed = inputs.with_column(declared, "ps_endpoints", "context", "elsewhere")
    assert logic.update(id_, declared, changed) == changed
    logic.delete(id_, changed)
    assert logic.read(id_, changed) is None
    logic.create(inputs.endpoint(f"{id_}b"))


def test_whole_lives(database: Database, database_url: str) -> None:
    _at_once(lambda number: _whole_life(database, number), 16)
    assert {*rows.read(database_url)["ps_endpoints"]} == {f"office{number}b" for number in range(16)}


@pytest.mark.parametrize("connections", [1, 2])
def test_a_user_of_few_connections(connections: int, server_url: str, limit: Callable[[int], None]) -> None:
    limit(connections)
    database = Database(server_url)
    _at_once(lambda number: _whole_life(database, number), 16)
    assert database._pool._pace.limit == connections
    database.close()
    limit(10)
    assert len(rows.read(server_url)["ps_endpoints"]) == 16


def test_no_connection_is_left(server_url: str, limit: Callable[[int], None]) -> None:
    """Other processes of this user have them all."""
    limit(1)
    other, database = Database(server_url), Database(server_url)

    def fail(_: int) -> str:
        with pytest.raises(UnreachableError) as failed:
            database.run(lambda connection: connection.execute(sa.select(1)))
        return str(failed.value)

    with other.transaction():
        began = time.monotonic()
        (line,) = {*_at_once(fail)}
    assert line.endswith(FULL)
    assert time.monotonic() - began < 30
    other.close()
    assert database.run(lambda connection: connection.execute(sa.select(1)).scalar_one()) == 1
    database.close()


def test_no_more_connections_than_useful(server_url: str) -> None:
    database = Database(server_url)
    most, under_way, lock = 0, 0, threading.Lock()

    def work(connection: sa.Connection) -> int:
        nonlocal most, under_way
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.05)
        with lock:
            under_way -= 1
        return int(connection.execute(sa.select(1)).scalar_one())

    assert _at_once(lambda _: database.run(work)) == [1] * THREADS
    assert most == CONNECTIONS
    database.close()


def test_waiting_for_a_connection_ends(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        held = [pool.submit(database.run, lambda _: over.wait(30)) for _ in range(CONNECTIONS)]
        while database._pool._pace._busy < CONNECTIONS:
            time.sleep(0.001)
        monkeypatch.setattr(pools, "PATIENCE", 0.05)
        with pytest.raises(UnreachableError, match=": all its connections are in use: run again with a lower PULUMI_"):
            database.run(lambda _: None)
        over.set()
        assert all(each.result() for each in held)


def test_who_has_a_connection_does_not_wait_for_another_thread(database: Database) -> None:
    """In all transactions at once, for a table that none of them has read before, while others want to read it."""

    def read(_: sa.Connection) -> sa.Table:
        time.sleep(0.05)
        return database.table("ps_auths")

    def read_in_transaction(number: int) -> sa.Table:
        if number < CONNECTIONS:
            return database.run(read)
        return database.table("ps_auths")

    assert len({*map(id, _at_once(read_in_transaction))}) == 1


def test_a_table_is_read_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    read: Counter[str] = Counter()
    reflect = database._reflected

    def counted(connection: sa.Connection, name: str) -> sa.Table:
        read[name] += 1
        return reflect(connection, name)

    monkeypatch.setattr(database, "_reflected", counted)
    tables = _at_once(lambda number: (database.table("ps_aors"), database.table("ps_auths"))[number % 2])
    assert len({*map(id, tables)}) == 2
    assert read == {"ps_aors": 1, "ps_auths": 1}
    assert all(_at_once(lambda _: database.may_read("extensions")))
    _at_once(lambda _: database.require_readable(["ps_aors", "ps_auths"]))


def test_a_database_that_is_down_is_waited_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not once for each thread in turn."""
    database, failures = Database(f"sqlite:///{tmp_path}/none.sqlite3"), list[TrunklineError]()

    def slow(_connection: sa.Connection, name: str) -> sa.Table:
        time.sleep(0.2)
        raise UnreachableError(name)

    monkeypatch.setattr(database, "_reflected", slow)

    def table(_: int) -> None:
        try:
            database.table("ps_aors")
        except TrunklineError as error:
            failures.append(error)

    began = time.monotonic()
    _at_once(table)
    assert len(failures) == THREADS
    assert time.monotonic() - began < THREADS * 0.2 / 2
