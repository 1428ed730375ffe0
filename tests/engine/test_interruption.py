"""Runs that are killed half-way or meet another: real processes with a slow fake Go."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ..support.waiting import wait_for

Program = Callable[..., Path]

# The fake Go does the building; the vendor is out of reach.
RUN = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it,
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # and nohup this one
from trunkline.engine import EngineError, find_or_install, vendor
vendor.install = lambda *_: None
print(find_or_install())
"""
PYTHON = sys.executable


def start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PYTHON, "-c", RUN], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )


@pytest.fixture
def engines(machine: Path, go: Path) -> Path:
    assert go.exists()
    return machine / "cache" / "engine"


def finished(engines: Path) -> list[Path]:
    return list(engines.glob("3.259.0-*"))


def test_a_killed_build_is_not_taken_for_finished_and_the_next_run_repairs(machine: Path, engines: Path) -> None:
    (machine / "slow").touch()
    with start() as run:
        wait_for((machine / "started").exists)
        run.kill()
        (machine / "slow").unlink()
        run.communicate()
    assert finished(engines) == []
    assert len(list(engines.glob(".unfinished-*"))) == 1
    with start() as run:
        folder, _ = run.communicate(timeout=20)
    assert subprocess.check_output([Path(folder.strip()) / "pulumi"], text=True) == "built\n"
    assert list(engines.glob(".unfinished-*")) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_build_takes_go_along_and_leaves_nothing(
    machine: Path, engines: Path, number: signal.Signals
) -> None:
    (machine / "slow").touch()
    with start() as run:
        wait_for((machine / "started").exists)
        run.send_signal(number)
        run.communicate(timeout=15)
        assert run.returncode != 0
    assert finished(engines) == []
    assert list(engines.glob(".unfinished-*")) == []


def test_of_two_runs_at_once_one_builds_and_the_other_waits(machine: Path, engines: Path) -> None:
    (machine / "slow").touch()
    with start() as first:
        wait_for((machine / "started").exists)
        with start() as second:
            assert second.stderr
            assert second.stderr.readline() == "Another run is installing the Pulumi engine: waiting for it …\n"
            (machine / "slow").unlink()
            said = second.communicate(timeout=20)
        built = first.communicate(timeout=20)
    assert said == (built[0], "")
    assert (machine / "builds").read_text() == "build\n"
    assert len(finished(engines)) == 2
