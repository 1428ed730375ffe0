"""Each file of `.local/` in each state that a kill, a power cut or a hand can leave: `up` and `stop` go on."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trunkline.local import emulator, ending, files

from .world import World

pytestmark = pytest.mark.engine

FAULTS: dict[str, Callable[[Path], object]] = {
    "missing": lambda file: file.unlink(missing_ok=True),
    "empty": lambda file: file.write_text(""),
    "half": lambda file: file.write_text('{"sid": "AC'),
    "garbage": lambda file: file.write_bytes(b"\xff\0garbage\n"),
    "other JSON": lambda file: file.write_text('{"sid": 1, "port": "x", "url": null, "token": []}'),
    "directory": lambda file: file.rename(file.with_name("before")) and file.mkdir(),  # type: ignore[func-returns-value]
    "unreadable": lambda file: file.chmod(0),
}

OURS = ("account.json", "emulator.json", "passphrase")
"""Files that are made or computed again."""

DATABASES = {"asterisk.sqlite3": "{} cannot be used (", "twilio.sqlite3": "cannot use the state file {}: "}
"""Files that cannot be made again: {name: the message}"""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World.create(tmp_path / "calls")
    yield world
    world.stop()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("runs", [pytest.param(True, marks=pytest.mark.long), False], ids=["running", "stopped"])
def test_our_small_files(world: World, fault: str, runs: bool) -> None:
    world.run("env")
    sid = world.folder.account()["sid"]
    if not runs:
        world.stop()
    for name in OURS:
        FAULTS[fault](world.folder.path / name)
    world.run("env")
    assert world.folder.account()["sid"] == sid
    assert len(world.emulator().client().incoming_phone_numbers.list()) == 3
    assert world.run("stop") == "The emulator has stopped.\n"
    assert world.run("stop") == "No emulator was running.\n"


@pytest.mark.parametrize("name", DATABASES)
def test_a_database_that_is_none_is_named_in_one_line(world: World, name: str) -> None:
    file = world.folder.path / name
    file.parent.mkdir()
    file.write_bytes(b"garbage\n" * 1000)
    refused = _refused(world)
    assert DATABASES[name].format(file) in refused
    assert world.run("stop") == "No emulator was running.\n"


@pytest.mark.parametrize("name", [".local", ".local/state", ".local/pulumi", ".local/lock/x", ".local/emulator.log/x"])
def test_a_folder_for_a_file_and_a_file_for_a_folder(world: World, name: str) -> None:
    in_the_way = world.project / name
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    in_the_way.write_text("")
    refused = _refused(world)
    assert refused.startswith(str(in_the_way.parent if in_the_way.name == "x" else in_the_way))
    assert world.run("stop") == "No emulator was running.\n"


def test_all_at_once(world: World) -> None:
    """A power cut that leaves every file empty that was written last, and every small one of Pulumi's."""
    world.run("up")
    before = world.sides()
    for file in world.folder.path.rglob("*"):
        is_kept = "sqlite3" in file.name or file.suffix == ".bak" or "backups" in file.parts
        if file.is_file() and not is_kept:
            file.write_text("")
    world.run("up")
    assert world.sides() == before
    world.run("destroy")
    world.is_empty()


def test_an_emulator_that_hangs_is_killed(world: World) -> None:
    world.run("env")
    (running,) = ending.emulators(world.folder.emulator_state)
    os.kill(running.pid, signal.SIGSTOP)
    assert not emulator._answers(world.folder, world.emulator().url, 0.1)
    assert emulator.stop(world.folder, 0.1)
    assert not ending.emulators(world.folder.emulator_state)


def test_another_program_has_the_port_or_the_number(world: World, tmp_path: Path) -> None:
    """Neither is taken for the emulator, and neither is ended."""
    other = World.create(tmp_path / "other")
    other.run("env")
    with subprocess.Popen(["sleep", "60"]) as sleeper:
        world.folder.path.mkdir()
        known = files.read(other.folder.emulator_process)
        files.write(world.folder.emulator_process, json.dumps({**known, "pid": sleeper.pid}))
        world.run("env")
        assert world.emulator().url != known["url"]
        assert world.run("stop") == "The emulator has stopped.\n"
        assert sleeper.poll() is None
        sleeper.kill()
    assert other.emulator().request_count() == 0
    other.stop()


def test_a_start_that_was_interrupted_leaves_nothing_that_stays(world: World) -> None:
    """Ctrl-C, or worse, in the first second: `stop` finds what has been started, and so does the next command."""
    for number, seconds in ((signal.SIGINT, 0.5), (signal.SIGKILL, 0.7), (signal.SIGTERM, 0.9), (signal.SIGKILL, 1.1)):
        with world.start("env") as run:
            time.sleep(seconds)
            run.send_signal(number)
            run.communicate()
    world.run("env")
    assert len(ending.emulators(world.folder.emulator_state)) == 1
    assert world.run("stop") == "The emulator has stopped.\n"
    assert not ending.emulators(world.folder.emulator_state)


def test_a_local_folder_that_was_removed_while_the_emulator_ran(world: World) -> None:
    world.run("env")
    subprocess.run(["rm", "-rf", ".local"], cwd=world.project, check=True)
    world.run("env")
    assert len(ending.emulators(world.folder.emulator_state)) == 1
    assert world.emulator().request_count() == 0


def test_two_commands_at_once_in_a_new_folder(world: World) -> None:
    both = [world.start("env") for _ in range(2)]
    printed = [each.communicate()[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], printed
    assert len(ending.emulators(world.folder.emulator_state)) == 1
    exports = [{line for line in each.splitlines() if line.startswith("export ")} for each in printed]
    assert exports[0] == exports[1]


def _refused(world: World) -> str:
    with world.start("env") as run:
        printed, _ = run.communicate()
    assert run.returncode == 1
    (line,) = printed.splitlines()
    return line
