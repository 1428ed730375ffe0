"""A stack goes to the other adapter in the very run that moves or drops something: what is live stays, or goes."""

import pytest

from trunkline.testing.twilio import Emulator

from ..support.adapters import BOTH, DYNAMIC
from ..support.project import Project
from . import live
from .programs import CHANGES, MOVES, ONE, program

pytestmark = pytest.mark.long


def _write_for_the_other(project: Project, adapter: str, text: str) -> None:
    if adapter == DYNAMIC:
        project.use_plugin()
        project.write(text)
    else:
        project.program.write_text(text)


@BOTH
@pytest.mark.parametrize("move", ["new name", "new parent, alias", "another provider", "another provider and parent"])
def test_a_move(move: str, adapter: str, project: Project, emulator: Emulator, sqlite_url: str) -> None:
    changes = CHANGES["a generated password"]
    project.write(program(MOVES[move].before, changes))
    project.up().ok()
    before = live.read(emulator, sqlite_url)
    _write_for_the_other(project, adapter, program(MOVES[move].after, changes))
    assert " to replace" not in project.preview().ok().output
    with live.no_call_is_refused(emulator, sqlite_url):
        project.up().ok()
    assert live.read(emulator, sqlite_url) == before
    assert live.agree(emulator, sqlite_url)
    for run in (project.preview, project.refresh, project.preview):
        run().has_no_changes()


@BOTH
@pytest.mark.parametrize("options", [("up",), ("up", "--refresh")])
def test_what_is_no_longer_wanted_goes(
    options: tuple[str, ...], adapter: str, project: Project, emulator: Emulator, sqlite_url: str
) -> None:
    project.write(program(ONE))
    project.up().ok()
    _write_for_the_other(project, adapter, program(""))
    project.pulumi(*options, "--yes", "--skip-preview").ok()
    after = live.read(emulator, sqlite_url)
    assert {kind for kind, found in after.items() if found} == {"number"}


@pytest.mark.parametrize("command", ["refresh", "destroy"])
def test_a_command_that_runs_the_program(
    command: str, adapter: str, project: Project, emulator: Emulator, sqlite_url: str
) -> None:
    """The engine asks the plugin about entries of dynamic resources. The reverse is beyond Pulumi's SDK."""
    project.write(program(ONE))
    project.up().ok()
    before = live.read(emulator, sqlite_url)
    _write_for_the_other(project, adapter, program(ONE))
    project.pulumi(command, "--run-program", "--yes", "--skip-preview").ok()
    if command == "refresh":
        project.preview().has_no_changes()
        assert live.read(emulator, sqlite_url) == before
    else:
        assert {kind for kind, found in live.read(emulator, sqlite_url).items() if found} == {"number"}
