"""Killed at any point: the next run repairs it, without an orphan and without a second one of anything."""

import contextlib
import subprocess
import time

import psutil
import pytest

from trunkline.testing.twilio import Emulator

from ..support import account, rows
from ..support.adapters import BOTH
from ..support.project import Project
from .test_guide import ASTERISK_SIDE, TWILIO_SIDE


@BOTH
@pytest.mark.parametrize("writes", [1, 3, 5, 7, 9])
def test_killed(project: Project, emulator: Emulator, sqlite_url: str, writes: int) -> None:
    emulator.misbehave(method="POST", path=".*", times=99, kind="latency", seconds=0.3)
    running = subprocess.Popen(
        [project.engine / "pulumi", "up", "--yes", "--skip-preview", "--stack", "test"],
        cwd=project.folder,
        env=project.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while running.poll() is None and _writes(emulator) < writes:
        time.sleep(0.02)
    _kill(running)
    emulator.behave()

    project.repair()
    project.up().ok()
    assert account.read(emulator) == TWILIO_SIDE
    assert rows.read(sqlite_url) == ASTERISK_SIDE
    project.refresh().has_no_changes()


def _kill(engine: subprocess.Popen[bytes]) -> None:
    """The engine and what it has started, which would outlive it."""
    process = psutil.Process(engine.pid)
    for each in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()
    engine.wait()


def _writes(emulator: Emulator) -> int:
    return sum(request["method"] == "POST" for request in emulator.requests_made())
