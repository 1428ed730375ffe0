import pytest

from trunkline.testing.twilio import Emulator

from ..golden.test_states import GOLDEN
from ..support.project import Project
from . import states


@pytest.fixture(params=GOLDEN, ids=lambda path: path.name)
def old(request: pytest.FixtureRequest, project: Project, emulator: Emulator, sqlite_url: str) -> Project:
    """A stack with the state of an earlier version: given and generated passwords, a bought number, two Asterisks."""
    states.bring_in(request.param, project, emulator, sqlite_url)
    return project
