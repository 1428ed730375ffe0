"""What holds for a run that gives a stack's resources to the other adapter."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trunkline.testing.twilio import Emulator

from ..support.adapters import is_own
from ..support.project import Project
from . import states

DYNAMIC, NATIVE = "pulumi-python:dynamic/", "trunkline:"


def ids(project: Project, kind: str) -> dict[str, str]:
    """{name: id} of trunkline's resources, all of which are of that kind."""
    made = [each for each in states.resources(project) if is_own(each)]
    assert all(each["type"].startswith(kind) for each in made)
    return {each["urn"].rpartition("::")[2]: each["id"] for each in made}


@contextmanager
def only_reads(emulator: Emulator, sqlite_url: str) -> Iterator[None]:
    """Nothing is sent to Twilio but reads, and nothing is written to the database."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    before = file.read_bytes()
    emulator.forget_requests()
    yield
    assert {each["method"] for each in emulator.requests_made()} <= {"GET"}
    assert file.read_bytes() == before  # each transaction that writes changes a counter in it


def stays(project: Project) -> None:
    """The preview and the `up` only update, and then nothing is left to do, before a refresh and after it."""
    for ran in (project.preview(), project.up()):
        counted = ran.ok().output.rpartition("\nResources:\n")[2]
        assert set(re.findall(r"^ +(\S+) [0-9]+ ", counted, re.MULTILINE)) == {"~"}, ran.output
    for run in (project.preview, project.refresh, project.preview):
        run().has_no_changes()
