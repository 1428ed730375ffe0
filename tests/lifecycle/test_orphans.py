"""The processes of a killed engine end with it, and send no further request."""

import subprocess
import time
from collections.abc import Callable

import psutil
import pytest

from trunkline.testing.twilio import Emulator

from ..support.project import Project

SECONDS = 2


@pytest.mark.parametrize("writes", [1, 2, 4])
def test_a_killed_engine_leaves_no_process_and_no_request(project: Project, emulator: Emulator, writes: int) -> None:
    emulator.misbehave(method="POST", path=".*", times=99, kind="latency", seconds=0.3)
    engine = subprocess.Popen(
        [project.engine / "pulumi", "up", "--yes", "--skip-preview", "--stack", "test"],
        cwd=project.folder,
        env=project.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _wait_until(lambda: _writes(emulator) >= writes, 20)
    children = psutil.Process(engine.pid).children(recursive=True)
    assert any("pulumi.dynamic" in child.cmdline() for child in children)
    engine.kill()
    engine.wait()

    psutil.wait_procs(children, timeout=SECONDS)
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    made = emulator.request_count()
    time.sleep(0.5)
    assert emulator.request_count() == made


def _writes(emulator: Emulator) -> int:
    return sum(request["method"] == "POST" for request in emulator.requests_made())


def _wait_until(holds: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)
