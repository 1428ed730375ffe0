"""The real engine on a project of one worker: worlds to start from, and what a killed run leaves behind."""

import contextlib
import json
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil
from attrs import Factory, define, frozen

from ..support.project import Project
from ..support.project import Ran as Printed
from .mini_engine import Ran
from .moments import Moment
from .recorded import plain, project
from .seen import Seen
from .sides import Sides
from .worlds import DECLARED

_ERROR = re.compile(r"^ {4}error: (.*(?:\n(?! {4}error: | {2}\S|\s*$).*)*)", re.MULTILINE)
_ENGINES_OWN = re.compile(
    r"(update|preview|destroy|refresh) failed|resource \S+ is invalid|\d+ errors? occurred:\s*\* "
)
_CIPHERTEXT = "ciphertext"


@frozen
class Start:
    """A world that is up, on both sides and in the stack's state."""

    sides: Moment
    folder: Path
    seen: Seen
    modified: dict[str, str]


@define(eq=False)
class RealEngine:
    """A project that can be put back to each of the worlds."""

    sides: Sides
    home: Path
    project: Project = None  # type: ignore[assignment]
    _configs: dict[str, str] = Factory(dict)
    _program: str = ""
    _starts: dict[str, Start] = Factory(dict)

    def __attrs_post_init__(self) -> None:
        self.project = project(self.sides, self.home / "project")
        file = self.project.folder / "stacks" / "Pulumi.test.yaml"
        for world, trunk in DECLARED.items():
            self.project.configure(twilio=trunk)
            self._configs[world] = file.read_text()
        shutil.copytree(self.project.folder / "state", self.home / "empty")
        self._program = (self.project.folder / "__main__.py").read_text()

    def declare(self, world: str) -> None:
        """Have the program declare it; for nothing its lines are taken out."""
        if world != "nothing":
            (self.project.folder / "stacks" / "Pulumi.test.yaml").write_text(self._configs[world])
        (self.project.folder / "__main__.py").write_text(self._program if world != "nothing" else "")

    def start(self, world: str) -> Start:
        """Put everything back to that world."""
        if world not in self._starts:
            self.restore(Start(self.sides.nothing, self.home / "empty", self.sides.others, {}))
            if world != "nothing":
                self.declare(world)
                self.project.up().ok()
            self._starts[world] = self.save(f"start-{world}")
        self.restore(self._starts[world])
        return self._starts[world]

    def save(self, name: str) -> Start:
        copy = self.home / name
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.project.folder / "state", copy)
        modified = {each["urn"]: each.get("modified", "") for each in self.deployment().get("resources", [])}
        return Start(self.sides.save(), copy, self.sides.look(), modified)

    def restore(self, start: Start) -> None:
        self.sides.restore(start.sides)
        shutil.rmtree(self.project.folder / "state")
        shutil.copytree(start.folder, self.project.folder / "state")

    def begin(self, command: str, **variables: str) -> "subprocess.Popen[bytes]":
        """Start `up` or `destroy` and do not wait for it."""
        return subprocess.Popen(
            [self.project.engine / "pulumi", command, "--yes", "--skip-preview", "--stack", "test"],
            cwd=self.project.folder,
            env=self.project.environment() | variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def repair(self) -> None:
        """Put the state's files right where a kill came while they were written: other backends write them at once."""
        self.project.repair()
        for attributes in (self.project.folder / "state").rglob("*.attrs"):
            if not attributes.read_bytes().strip():
                attributes.unlink()

    def deployment(self, state: Path | None = None) -> dict[str, Any]:
        """The stack's state as the file of the backend, or of a copy of it, has it."""
        file = (state or self.project.folder / "state") / ".pulumi" / "stacks" / "trunkline" / "test.json"
        latest: dict[str, Any] = json.loads(file.read_text())["checkpoint"].get("latest") or {}
        return latest

    def exported(self) -> list[dict[str, Any]]:
        """The dynamic resources of the state, with secrets as plain text."""
        state = json.loads(self.project.pulumi("stack", "export", "--show-secrets").ok().output)
        resources: list[dict[str, Any]] = plain(state["deployment"].get("resources") or [])
        return [each for each in resources if each["type"].startswith("pulumi-python:")]

    def kept(self, start: Start) -> list[Any]:
        """The state, without the parts that differ between two equal runs."""
        latest = self.deployment()
        pending = [[each["type"], each["resource"]["urn"]] for each in latest.get("pending_operations") or ()]
        resources = [
            [
                each["urn"],
                each.get("id"),
                _without_ciphertexts(each.get("inputs")),
                _without_ciphertexts(each.get("outputs")),
                each.get("initErrors"),
                each.get("modified") == start.modified.get(each["urn"]),
            ]
            for each in latest.get("resources", [])
            if not each["type"].startswith("pulumi:providers:")
        ]
        return [pending, resources]


def kill(engine: "subprocess.Popen[bytes]", *, alone: bool) -> list[psutil.Process]:
    """The engine and everything that it has started, at once; or the engine alone, and the others are left."""
    started: list[psutil.Process] = []
    with contextlib.suppress(psutil.NoSuchProcess):  # it may have ended before it came to the place
        process = psutil.Process(engine.pid)
        process.suspend()
        started = process.children(recursive=True)
        process.kill()
    engine.wait()
    if alone:
        return started
    for each in started:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()
    psutil.wait_procs(started, timeout=5)
    return []


def end(left: list[psutil.Process]) -> None:
    """Give those who outlived their engine the time to finish what they are at, and end them."""
    _, alive = psutil.wait_procs(left, timeout=2)
    for each in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()


def ran(printed: Printed) -> Ran:
    """The errors of a command's output."""
    if not printed.code:
        return Ran(printed=printed.output if "Traceback" in printed.output else "")
    errors = [_ENGINES_OWN.sub("", match[1]).strip() for match in _ERROR.finditer(printed.output)]
    return Ran([each for each in errors if each] or [printed.output])


def _without_ciphertexts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ciphertexts(each) for key, each in value.items() if key != _CIPHERTEXT}
    return [_without_ciphertexts(each) for each in value] if isinstance(value, list) else value


def wait(engine: "subprocess.Popen[bytes]", reached: Any, seconds: float = 60) -> bool:
    """Whether a run came to its holding point before it ended."""
    deadline = time.monotonic() + seconds
    while engine.poll() is None and time.monotonic() < deadline:
        if reached.wait(0.02):
            return True
    return bool(reached.is_set())
