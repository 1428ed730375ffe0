"""Real things for tests: the emulator over HTTP, SQLite files, a PostgreSQL server, the Pulumi engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from trunkline.engine import find_or_install
from trunkline.local import realtime

from .support import postgres, twilio
from .support.postgres import PostgresServer
from .support.project import Project
from .support.twilio import Emulator


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """An emulator of its own, with one account that owns `NUMBERS`."""
    with twilio.running(tmp_path / "twilio.sqlite3") as running:
        yield running


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite file with the realtime tables of the local stack."""
    file = tmp_path / "asterisk.sqlite3"
    realtime.create(file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with postgres.server() as running:
        yield running


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """A PostgreSQL database with realtime tables, for a role of least privilege."""
    return postgres_server.create_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each kind of realtime database in turn."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture(scope="session")
def engine() -> Path:
    return find_or_install()


@pytest.fixture
def project(tmp_path: Path, engine: Path, emulator: Emulator, sqlite_url: str) -> Project:
    """The guide's trunk as a project of its own, on the emulator and SQLite, not yet up."""
    folder = tmp_path / "project"
    folder.mkdir()
    return Project.create(folder, engine, emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url})
