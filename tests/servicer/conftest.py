"""The providers behind the SDK's gRPC servicer, on the emulator and SQLite."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from trunkline.testing.twilio import Emulator

from ..support import servicer as servicers
from ..support.servicer import Servicer


@pytest.fixture
def next_run(tmp_path: Path, emulator: Emulator, sqlite_url: str) -> Iterator[Servicer]:
    """The process of another run of the engine, which knows nothing of what the first one declares."""
    environment = emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url}
    with servicers.running(tmp_path / "next.log", environment) as running:
        running.configure()
        yield running
    assert running.stderr() == ""


@pytest.fixture
def servicer(tmp_path: Path, emulator: Emulator, sqlite_url: str) -> Iterator[Servicer]:
    """Configured by the environment, as on a machine of one's own; at the end nothing stands on its stderr."""
    environment = emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url}
    with servicers.running(tmp_path / "servicer.log", environment) as running:
        running.configure()
        yield running
    assert running.stderr() == ""
