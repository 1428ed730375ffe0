"""A Python program's resources become native and dynamic again: only the entries in the state change."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from trunkline.testing.twilio import Emulator

from ..golden.test_states import GOLDEN
from ..moves import live
from ..support import digests
from ..support.project import PASSWORD, Project
from . import states

pytestmark = pytest.mark.long

DYNAMIC, NATIVE = "pulumi-python:dynamic/", "trunkline:"
Brought = Callable[[], dict[str, str]]


@pytest.fixture(params=GOLDEN, ids=lambda path: path.name)
def old(request: pytest.FixtureRequest, project: Project, emulator: Emulator, sqlite_url: str) -> Project:
    """A stack with the state of an earlier version: given and generated passwords, a bought number, two Asterisks."""
    states.bring_in(request.param, project, emulator, sqlite_url)
    project.preview().has_no_changes()
    return project


def _ids(project: Project, kind: str) -> dict[str, str]:
    """{name: id} of trunkline's resources, all of which are of that kind."""
    made = [each for each in states.resources(project) if each["custom"] and "providers:" not in each["type"]]
    assert all(each["type"].startswith(kind) for each in made)
    return {each["urn"].rpartition("::")[2]: each["id"] for each in made}


@contextmanager
def _only_reads(emulator: Emulator, sqlite_url: str) -> Iterator[None]:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    before = file.read_bytes()
    emulator.forget_requests()
    yield
    assert {each["method"] for each in emulator.requests_made()} <= {"GET"}
    assert file.read_bytes() == before  # each transaction that writes changes a counter in it


def _switches(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    before = live.read(emulator, sqlite_url)
    with _only_reads(emulator, sqlite_url):
        previewed: dict[str, Any] = json.loads(project.preview("--json").ok().output)
        kinds = {each["op"] for each in previewed["steps"]}
        assert kinds <= {"same", "update"}, previewed
        project.up().ok()
        for run in (project.preview, project.refresh, project.preview):
            run().has_no_changes()
    assert live.read(emulator, sqlite_url) == before
    assert live.agree(emulator, sqlite_url)


@pytest.mark.parametrize("end", ["native", "dynamic"])
def test_there_and_back(end: str, old: Project, emulator: Emulator, sqlite_url: str) -> None:
    program = old.folder / "__main__.py"
    dynamic, before, password = program.read_text(), _ids(old, DYNAMIC), states.generated_password(old)
    states.use_plugin(old)
    _switches(old, emulator, sqlite_url)
    assert _ids(old, NATIVE) == before
    if end == "dynamic":
        program.write_text(dynamic)
        _switches(old, emulator, sqlite_url)
        assert _ids(old, DYNAMIC) == before
    assert states.generated_password(old) == password
    assert digests.read(emulator)["sales"] == digests.ha1("sales", password)
    exported = old.pulumi("stack", "export").ok().output
    for secret in (PASSWORD, password, "Office-Trunk-2026"):
        assert secret not in exported
    old.destroy().ok()
    left = live.read(emulator, sqlite_url)
    assert {kind for kind, found in left.items() if found} == {"number"}
