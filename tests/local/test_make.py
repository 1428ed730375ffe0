"""`make stop` and `make clean` in a checkout whose environment is broken, or is not there."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trunkline.local import emulator, ending

from ..support import checkout as checkouts
from ..support import shell
from .world import World

ENVIRONMENTS: dict[str, Callable[[Path], object]] = {
    "whole": lambda _: None,
    "absent": lambda venv: subprocess.run(["rm", "-rf", venv], check=True),
    "half made": lambda venv: subprocess.run(["rm", "-rf", venv / "lib", venv / ".installed"], check=True),
    "of a Python that is gone": lambda venv: subprocess.run(
        ["ln", "-sfn", "/nonexistent", venv / "bin" / "python"], check=True
    ),
}


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "a checkout")
    checkouts.copy(world.project)
    (world.project / ".venv" / "bin").mkdir(parents=True)
    (world.project / ".venv" / "lib").mkdir()
    (world.project / ".venv" / "bin" / "python").symlink_to(sys.executable)
    world.run("env")
    yield world
    emulator.stop(world.folder)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_stop_and_clean(checkout: World, environment: str) -> None:
    ENVIRONMENTS[environment](checkout.project / ".venv")
    checkout.folder.emulator_process.write_text("")
    make = ["make", "--silent", f"PYTHON={sys.executable}"]
    assert shell.run([*make, "stop"], checkout.project) == "The emulator has stopped.\n"
    assert shell.run([*make, "stop"], checkout.project) == "No emulator was running.\n"
    checkout.run("env")
    assert shell.run([*make, "clean"], checkout.project) == "The emulator has stopped.\n"
    assert shell.run([*make, "clean"], checkout.project) == "No emulator was running.\n"
    assert not ending.emulators(checkout.folder.emulator_state)
    assert not {".local", ".venv"} & {path.name for path in checkout.project.iterdir()}
