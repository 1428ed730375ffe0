"""The declarations of a program, recorded in a run of the real engine."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from attrs import frozen

from trunkline.engine import find_or_install

from ..support.project import Project
from .shapes import SHAPES
from .sides import Sides

FOLDER = Path(__file__).parent
HASTY = {"PYTHONPATH": str(FOLDER / "fast_site")}

_SECRET = "4dabf18193072939515e22adb298388d"
_SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
_OUTPUT_ONLY = ("phone_number", "password")
"""Outputs of one resource that others take as inputs."""


@frozen
class Reference:
    """Placeholder in a resource's inputs for the answer of another resource."""

    urn: str
    output: str


@frozen
class Declared:
    """A resource as the program declares it; its inputs hold `Reference`s."""

    urn: str
    inputs: dict[str, Any]

    @property
    def name(self) -> str:
        return self.urn.rpartition("::")[2]

    @property
    def type(self) -> str:
        return self.urn.split("::")[2].rpartition("$")[2]

    @property
    def kind(self) -> str:
        """`Trunk`, `Endpoint` and so on."""
        return self.type.rpartition(":")[2]


Program = list[Declared]


def project(sides: Sides, folder: Path, shape: str = "whole") -> Project:
    """A project of the real engine on both sides, with hasty providers."""
    folder.mkdir()
    made = Project.create(folder, find_or_install(), sides.environment | HASTY)
    if program := SHAPES[shape].program:
        (folder / "__main__.py").write_text(program.read_text())
    return made


def record(sides: Sides, folder: Path, shape: str) -> dict[str, Program]:
    """The declarations of the program, {world: program}."""
    engine = project(sides, folder, shape)
    programs: dict[str, Program] = {}
    state = folder / "state"
    shutil.copytree(state, folder / "empty")
    for world, trunk in SHAPES[shape].declared.items():
        engine.configure(twilio=dict(trunk))
        engine.up("--parallel", "1").ok()  # so that the state has them in the order in which they are made
        programs[world] = _program(json.loads(engine.pulumi("stack", "export", "--show-secrets").ok().output))
        shutil.rmtree(state)
        shutil.copytree(folder / "empty", state)
        sides.restore(sides.nothing)
    return programs | {"nothing": []}


def _program(state: dict[str, Any]) -> Program:
    resources = [each for each in state["deployment"]["resources"] if each["type"].startswith("pulumi-python:")]
    answers: dict[str, Reference] = {}
    for each in resources:
        if _SID.fullmatch(each["id"]):
            answers.setdefault(each["id"], Reference(each["urn"], "id"))  # a seal's id is its list's
        outputs, inputs = plain(each["outputs"]), plain(each["inputs"])
        only = [name for name in _OUTPUT_ONLY if name in outputs and name not in inputs]
        answers |= {outputs[name]: Reference(each["urn"], name) for name in only}
    lists = [each["urn"] for each in resources if each["type"].endswith(":CredentialList")]
    return [
        Declared(each["urn"], _refer(plain(each["inputs"]), answers) | _of_list(each["inputs"], lists))
        for each in resources
    ]


def _of_list(inputs: dict[str, Any], lists: list[str]) -> dict[str, Any]:
    """The output of the one credential list whose value is no other's."""
    return {"unsealed": Reference(lists[0], "unsealed")} if "unsealed" in inputs else {}


def _refer(value: Any, answers: dict[str, Reference]) -> Any:
    if isinstance(value, dict):
        return {key: _refer(each, answers) for key, each in value.items()}
    if isinstance(value, list):
        return [_refer(each, answers) for each in value]
    return answers.get(value, value) if isinstance(value, str) else value


def plain(value: Any) -> Any:
    """A value of an exported state, with secrets as plain text."""
    if isinstance(value, dict):
        if _SECRET in value:
            return plain(json.loads(value["plaintext"]))
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value
