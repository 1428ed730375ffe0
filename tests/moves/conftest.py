"""A project whose program a test writes, on the emulator and SQLite."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from trunkline.local import realtime

from ..support.adapters import is_own
from ..support.project import Project


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Tables with a column for each argument."""
    file = tmp_path / "local.sqlite3"
    realtime.create(file)
    realtime.widen(file)
    return f"sqlite:///{file}"


@pytest.fixture
def project(project: Project) -> Project:
    """Without trunks in its config."""
    project.configure()
    return project


@pytest.fixture
def urns(project: Project) -> Callable[[], list[str]]:
    """The resources of trunkline in the stack."""

    def read() -> list[str]:
        state = json.loads(project.pulumi("stack", "export").ok().output)
        return [each["urn"] for each in state["deployment"]["resources"] if is_own(each)]

    return read
