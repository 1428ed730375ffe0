"""The pytest plugin: fixtures for users' tests, each fresh for each test, all on this machine.

pytest imports it in every project with trunkline installed (`-p no:trunkline` leaves it out). Until a test uses a
fixture, it loads only what `import trunkline` loads. The types are in `trunkline.testing`.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trunkline.testing import Emulator, RealtimeDb, Stacks


@pytest.fixture
def twilio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Iterator[Emulator]":
    """Twilio's Elastic SIP Trunking API on 127.0.0.1, with one account that owns three numbers: `Emulator`."""
    from trunkline.loopback import without_proxy  # noqa: PLC0415
    from trunkline.testing.twilio import running  # noqa: PLC0415

    for variable, hosts in without_proxy(os.environ).items():
        monkeypatch.setenv(variable, hosts)
    with running(tmp_path / "twilio.sqlite3") as emulator:
        yield emulator


@pytest.fixture
def realtime_db(tmp_path: Path) -> "RealtimeDb":
    """Asterisk's realtime tables, empty, in an SQLite file: `RealtimeDb`."""
    from trunkline.testing.realtime_db import RealtimeDb  # noqa: PLC0415

    return RealtimeDb.create(tmp_path / "asterisk.sqlite3")


@pytest.fixture
def pulumi_stack(
    tmp_path: Path, twilio: "Emulator", realtime_db: "RealtimeDb", monkeypatch: pytest.MonkeyPatch
) -> "Stacks":
    """Makes stacks on the emulator and the tables: `Stacks`.

    The engine is the `pulumi` on PATH, or the one that `trunkline engine` installs. The shell's variables for Twilio,
    the database and Pulumi do not reach the test.
    """
    from trunkline.engine import find_or_install  # noqa: PLC0415
    from trunkline.testing.stacks import Stacks  # noqa: PLC0415

    for variable in [name for name in os.environ if name.startswith(("TWILIO_", "TRUNKLINE_", "PULUMI_"))]:
        if variable != "TRUNKLINE_CACHE":
            monkeypatch.delenv(variable)
    monkeypatch.setenv("PATH", f"{find_or_install()}{os.pathsep}{os.environ['PATH']}")
    backend = tmp_path / "state"
    backend.mkdir()
    environment = {
        "PULUMI_BACKEND_URL": backend.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "test",
        "PULUMI_PYTHON_CMD": sys.executable,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        **twilio.environment,
        **realtime_db.environment,
    }
    return Stacks(tmp_path, environment)
