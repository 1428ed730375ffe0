"""The providers behind gRPC, on the emulator and SQLite: as dynamic providers, and as the plugin."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from trunkline.testing.twilio import Emulator

from ..support import servicer as servicers
from ..support.servicer import Servicer, Start

WAYS: dict[str, Start] = {"dynamic": servicers.running, "plugin": servicers.plugin}


@pytest.fixture(params=WAYS)
def start(request: pytest.FixtureRequest) -> Start:
    """Starts a process that is not configured yet."""
    return WAYS[request.param]


@pytest.fixture
def next_run(start: Start, tmp_path: Path, emulator: Emulator, sqlite_url: str) -> Iterator[Servicer]:
    """The process of another run of the engine, which knows nothing of what the first one declares."""
    with _configured(start, tmp_path / "next.log", emulator, sqlite_url) as running:
        yield running


@pytest.fixture
def servicer(start: Start, tmp_path: Path, emulator: Emulator, sqlite_url: str) -> Iterator[Servicer]:
    """Configured by the environment, as on a machine of one's own; at the end nothing stands on its stderr."""
    with _configured(start, tmp_path / "servicer.log", emulator, sqlite_url) as running:
        yield running


@contextmanager
def _configured(start: Start, log: Path, emulator: Emulator, sqlite_url: str) -> Iterator[Servicer]:
    with start(log, emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url}) as running:
        running.configure()
        yield running
    assert running.stderr() == ""
