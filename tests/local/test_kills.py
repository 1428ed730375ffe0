"""Any process of a run is killed at any moment: the next command is enough, on both sides."""

import contextlib
import itertools
import os
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil
import pytest

from .world import NAME, World

pytestmark = pytest.mark.engine

OLD, NEW = "192.0.2.10", "192.0.2.11"

PROCESSES = {
    "trunkline": "trunkline local",
    "engine": "/pulumi ",
    "language host": "language_host.py",
    "program": "pulumi-language-python-exec",
    "launcher": "/pulumi-resource-pulumi-python",
    "provider": "-m pulumi.dynamic",
    "all": "",
}
"""{what is killed: what its command line has}"""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World.create(tmp_path / "calls and more")
    yield world
    world.stop()


def _killed(world: World, verb: str, victim: str, writes: int, path: str = "") -> None:
    """Kill it while the run makes that request of those paths; a run that has ended before is left alone."""
    emulator = world.emulator()
    emulator.forget_requests()
    for method in ("POST", "DELETE"):
        emulator.misbehave(method=method, path=".*", times=99, kind="latency", seconds=0.2)
    with world.start(verb) as run:
        while run.poll() is None and _writes(world, path) < writes:
            time.sleep(0.01)
        with contextlib.suppress(psutil.NoSuchProcess):
            tree = [psutil.Process(run.pid), *psutil.Process(run.pid).children(recursive=True)]
            for process in [each for each in tree if PROCESSES[victim] in f"{' '.join(each.cmdline())} "]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        run.communicate(timeout=120)
    emulator.behave()


def _writes(world: World, path: str = "") -> int:
    made = world.emulator().requests_made()
    return sum(request["method"] != "GET" and request["path"].endswith(path) for request in made)


def _again(world: World) -> None:
    world.run("up")
    _is_whole(world)


def _taken_back(world: World) -> None:
    """The trunk was declared only in the run that was killed."""
    program = world.project / "__main__.py"
    declared = program.read_text()
    program.write_text("")
    world.run("up")
    world.is_empty()
    program.write_text(declared)


def _destroyed(world: World) -> None:
    world.run("destroy")
    world.is_empty()


def _is_whole(world: World, address: str = OLD) -> None:
    twilio, asterisk = world.sides()
    (trunk,) = twilio["trunks"]
    assert trunk["phone_numbers"] == ["+11234567890"]
    assert (trunk["credential_lists"], trunk["ip_access_control_lists"]) == ([f"{NAME}/local/twilio"],) * 2
    assert twilio["lists"] == 2
    assert list(twilio["ip_access_control_lists"].values()) == [[address]]
    assert list(asterisk["ps_endpoints"]) == ["twilio"]
    assert not world.state().get("pending_operations")


AFTERWARDS = {"again": _again, "taken back": _taken_back, "destroyed": _destroyed}


def _cases(writes: Iterable[int], quick: Iterable[tuple[str, int, str]]) -> list[object]:
    """Each process at each of those requests, followed by one after another of `AFTERWARDS`: `quick`, and long ones."""
    each = zip(itertools.product(PROCESSES, writes), itertools.cycle(AFTERWARDS), strict=False)
    return [*quick, *(pytest.param(*at, then, marks=pytest.mark.long) for at, then in each)]


@pytest.mark.parametrize(
    ("victim", "writes", "then"),
    _cases((5,), [("engine", 2, "again"), ("all", 4, "destroyed"), ("engine", 4, "taken back")]),
)
def test_first_up(world: World, victim: str, writes: int, then: str) -> None:
    world.run("env")
    _killed(world, "up", victim, writes)
    AFTERWARDS[then](world)


@pytest.mark.long
def test_a_trunk_of_a_killed_provider_is_taken_back(world: World) -> None:
    """Pulumi forgets what a provider was making when it was killed: the run says what stays."""
    world.run("env")
    _killed(world, "up", "provider", 1, "/OriginationUrls")
    program = world.project / "__main__.py"
    declared = program.read_text()
    program.write_text("")
    printed = world.run("up")
    assert (
        printed.count(
            "stays at Twilio, and is not in the state of this stack: declare it and run `pulumi up --stack local`"
        )
        == 2
    )
    program.write_text(declared)
    _again(world)
    _taken_back(world)


@pytest.mark.long
def test_a_destroy_that_cannot_look_for_more_says_so(world: World) -> None:
    """Only an `up` finds what a killed provider was making, and this program has none."""
    world.run("env")
    _killed(world, "up", "provider", 1, "/OriginationUrls")
    program = world.project / "__main__.py"
    declared = program.read_text()
    program.write_text("raise SystemExit(1)")
    printed = world.run("destroy")
    assert "Both sides are empty" not in printed
    assert "correct the program, and run `up` and `destroy`" in printed
    program.write_text(declared)
    assert "Both sides are empty" in world.run("destroy")
    world.is_empty()


@pytest.mark.parametrize(("victim", "writes", "then"), _cases((2,), [("engine", 1, "taken back")]))
def test_update(world: World, victim: str, writes: int, then: str) -> None:
    world.run("up")
    before = world.sides()
    world.change(OLD, NEW)
    _killed(world, "up", victim, writes)
    if then == "destroyed":
        _destroyed(world)
        return
    if then == "taken back":
        world.change(NEW, OLD)
    world.run("up")
    _is_whole(world, OLD if then == "taken back" else NEW)
    assert then == "again" or world.sides() == before


@pytest.mark.parametrize(("victim", "writes", "then"), _cases((1,), []))
def test_destroy(world: World, victim: str, writes: int, then: str) -> None:
    world.run("up")
    _killed(world, "destroy", victim, writes)
    AFTERWARDS[then](world)


@pytest.mark.parametrize(("then", "writes"), [("again", 5), ("destroyed", 4)])
def test_without_checkpoints(world: World, then: str, writes: int) -> None:
    """Nothing of the killed run is in the state; the next run finds it."""
    world.run("env")
    _killed(world, "up --skip-checkpoints", "engine", writes)
    assert not [each for each in world.state().get("resources") or [] if each["type"].startswith("pulumi-python")]
    AFTERWARDS[then](world)
    if then == "again":
        _killed(world, "destroy --skip-checkpoints", "all", 1)
        _destroyed(world)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_job_that_is_cancelled(world: World, number: signal.Signals) -> None:
    """Pulumi finishes what it is at; then the run ends, in one line, and the next one goes on."""
    world.run("env")
    world.emulator().misbehave(method="POST", path=".*", times=99, kind="latency", seconds=0.2)
    with world.start("up") as run:
        while run.poll() is None and _writes(world) < 2:
            time.sleep(0.01)
        if number == signal.SIGINT:
            os.killpg(run.pid, number)  # as a terminal does
        else:
            run.send_signal(number)
        printed, _ = run.communicate()
    world.emulator().behave()
    assert run.returncode == 1
    assert "Traceback" not in printed
    assert not world.state().get("pending_operations"), printed
    _again(world)
