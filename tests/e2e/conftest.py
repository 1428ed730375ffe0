"""Fixtures for the calls, made once: the rootfs, the schema, a PostgreSQL; and a laboratory for each test."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from trunkline.local import realtime as local_realtime

from .addresses import DATABASE, DATABASE_PORT, MARIADB_PORT
from .bench import Bench, bench
from .cache import cache_root, locked
from .machine import unfit
from .mariadb import Mariadb, mariadb
from .postgres import Postgres, postgres
from .realtime import MariadbByOdbc, Postgresql, Realtime, Sqlite
from .rootfs import rootfs as debian
from .schema import mariadb_schema, postgresql_schema

OpenBench = Callable[..., AbstractContextManager[Bench]]


@pytest.fixture(scope="session")
def rootfs() -> Iterator[Path]:
    """The Debian folder, for one test run at a time: the addresses are fixed."""
    if why := unfit():
        pytest.fail(why)
    made = debian()
    with locked(cache_root() / ".in-use.lock"):
        yield made


@pytest.fixture(scope="session")
def database_server(rootfs: Path) -> Iterator[Postgres]:
    with postgres(DATABASE, DATABASE_PORT) as server:
        server.prepare(postgresql_schema(rootfs))
        yield server


@pytest.fixture(scope="session")
def mariadb_server(rootfs: Path) -> Iterator[Mariadb]:
    with mariadb(rootfs, DATABASE, MARIADB_PORT) as server:
        yield server


@pytest.fixture
def genuine_mariadb(rootfs: Path, mariadb_server: Mariadb) -> MariadbByOdbc:
    """A new database on MariaDB with Asterisk's own schema."""
    return MariadbByOdbc(mariadb_server, mariadb_server.create(mariadb_schema(rootfs)))


@pytest.fixture(scope="session")
def open_bench(
    rootfs: Path, database_server: Postgres, engine: Path, tmp_path_factory: pytest.TempPathFactory
) -> OpenBench:
    """A function that opens a laboratory with folders and a database of its own."""

    def make(
        *, secure: bool = True, sqlite: bool = False, realtime: Realtime | None = None
    ) -> AbstractContextManager[Bench]:
        folder = tmp_path_factory.mktemp("bench")
        realtime = realtime or Postgresql(database_server, database_server.create())
        if sqlite:
            (folder / "realtime").mkdir()
            realtime = Sqlite(folder / "realtime" / "asterisk.sqlite3")
            local_realtime.create(realtime.file)
        return bench(rootfs, folder, engine, realtime, secure=secure)

    return make
