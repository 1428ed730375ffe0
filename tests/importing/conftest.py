"""A stack whose file declares nothing yet."""

from pathlib import Path

import pytest

from trunkline.testing.twilio import Emulator

from ..support.project import Project
from .world import empty


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """PostgreSQL, where a stored password can be another text than the declared one."""
    return postgres_url


@pytest.fixture
def project(tmp_path: Path, engine: Path, emulator: Emulator, database_url: str) -> Project:
    folder = tmp_path / "project"
    folder.mkdir()
    made = Project.create(folder, engine, emulator.environment | {"TRUNKLINE_DATABASE_URL": database_url})
    empty(made)
    return made
