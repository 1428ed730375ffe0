from collections.abc import Iterator
from pathlib import Path

import pytest

from trunkline.testing.twilio import Emulator

from ..support import servicer as servicers
from ..support.servicer import PluginServicer


@pytest.fixture
def plugin(tmp_path: Path, emulator: Emulator, sqlite_url: str) -> Iterator[PluginServicer]:
    """`pulumi-resource-trunkline`, configured by the environment; at the end its stderr is empty."""
    environment = emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url}
    with servicers.plugin(tmp_path / "plugin.log", environment) as running:
        running.configure()
        yield running
    assert running.stderr() == ""
