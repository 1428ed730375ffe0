"""Real things for tests: the emulator over HTTP, SQLite files, a PostgreSQL server, the Pulumi engine."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from trunkline.emulator.store import Store
from trunkline.engine import find_or_install
from trunkline.local import realtime
from trunkline.providers import connections
from trunkline.testing import Emulator

from .support import checkout as checkouts
from .support import mariadb, postgres, shell
from .support.adapters import DYNAMIC, PLUGIN
from .support.mariadb import MariadbServer
from .support.postgres import PostgresServer
from .support.project import Project

settings.register_profile(
    "busy machine",
    deadline=None,
    derandomize="TRUNKLINE_EXAMPLES" not in os.environ,  # with it, other examples each time
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("busy machine")

signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored, also by what a test starts


ENGINES = {"engine", "checkout", "pulumi_stack"}
PROCESSES = {"servicer", "next_run", "plugin", "postgres_server", "mariadb_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make quick` leaves out."""
    for item in items:
        fixtures, callspec = {*getattr(item, "fixturenames", ())}, getattr(item, "callspec", None)
        servers = (
            SERVERS.keys() & {each for each in callspec.params.values() if isinstance(each, str)} if callspec else ()
        )
        if ENGINES & fixtures:
            item.add_marker("engine")
        if PROCESSES & fixtures or servers or item.path.parent.name == "servicer":
            item.add_marker("slow")


@pytest.fixture(autouse=True)
def connections_of_its_own() -> Iterator[None]:
    """Each test is like a process: what it opens is shared in it, and closed at its end."""
    yield
    connections.clear()


@pytest.fixture(scope="session")
def empty_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("twilio") / "twilio.sqlite3"
    Store(file).close()
    return file


@pytest.fixture
def _tables(empty_state: Path, tmp_path: Path) -> None:
    """The tables of an emulator's state: a copy takes less time than new ones."""
    shutil.copy(empty_state, tmp_path)


@pytest.fixture
def emulator(_tables: None, twilio: Emulator) -> Emulator:
    """An emulator of its own, with one account that owns `NUMBERS`."""
    return twilio


@pytest.fixture(scope="session")
def empty_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("realtime") / "empty.sqlite3"
    realtime.create(file)
    return file


@pytest.fixture
def sqlite_url(empty_tables: Path, tmp_path: Path) -> str:
    """An SQLite file with the realtime tables of the local stack."""
    file = shutil.copy(empty_tables, tmp_path / "local.sqlite3")
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with postgres.server() as running:
        yield running


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """A PostgreSQL database with realtime tables, for a role of least privilege."""
    return postgres_server.create_database()


@pytest.fixture(scope="session")
def mariadb_server() -> MariadbServer:
    return mariadb.server()


@pytest.fixture
def mariadb_url(mariadb_server: MariadbServer) -> str:
    """A MariaDB database with realtime tables, for a user of least privilege."""
    return mariadb_server.create_database()


SERVERS = {"postgresql": "postgres_url"} | ({"mariadb": "mariadb_url"} if mariadb.VARIABLE in os.environ else {})
KINDS = {"sqlite": "sqlite_url"} | SERVERS


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """Each kind of realtime database in turn."""
    url: str = request.getfixturevalue(KINDS[request.param])
    return url


@pytest.fixture(params=SERVERS)
def server_url(request: pytest.FixtureRequest) -> str:
    """Each kind that is a server, with enums, and whose values Asterisk's driver decodes, in turn."""
    url: str = request.getfixturevalue(SERVERS[request.param])
    return url


@pytest.fixture
def server(request: pytest.FixtureRequest, server_url: str) -> PostgresServer | MariadbServer:
    """The server of `server_url`."""
    name = "mariadb_server" if server_url.startswith("mariadb") else "postgres_server"
    running: PostgresServer | MariadbServer = request.getfixturevalue(name)
    return running


@pytest.fixture(scope="session")
def engine() -> Path:
    return find_or_install()


@pytest.fixture
def adapter() -> str:
    """What makes a project's resources; `adapters.BOTH` gives a test each."""
    return DYNAMIC


@pytest.fixture
def project(tmp_path: Path, engine: Path, emulator: Emulator, sqlite_url: str, adapter: str) -> Project:
    """The guide's trunk as a project of its own, on the emulator and SQLite, not yet up."""
    folder = tmp_path / "project"
    folder.mkdir()
    made = Project.create(folder, engine, emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url})
    if adapter == PLUGIN:
        made.use_plugin()
    return made


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """This repository, and an environment that has its packages and the checkout's own code."""
    folder = tmp_path / "trunkline"
    checkouts.copy(folder)
    checkouts.install(folder)
    yield folder
    shell.run(["make", "--silent", "stop"], folder)
