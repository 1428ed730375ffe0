"""A stack goes to the other adapter in the very run that moves or drops something: what is live stays, or goes."""

import pytest

from trunkline.testing.twilio import Emulator

from ..support.adapters import BOTH, DYNAMIC
from ..support.project import Project
from . import live
from .programs import CHANGES, MOVES, ONE, program

pytestmark = [pytest.mark.long, BOTH]


def _write_for_the_other(project: Project, adapter: str, text: str) -> None:
    if adapter == DYNAMIC:
        project.use_plugin()
        project.write(text)
    else:
        project.program.write_text(text)


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


@pytest.mark.parametrize("options", [("up",), ("up", "--refresh"), ("destroy", "--run-program")])
def test_what_is_no_longer_wanted_goes(
    options: tuple[str, ...], adapter: str, project: Project, emulator: Emulator, sqlite_url: str
) -> None:
    project.write(program(ONE))
    project.up().ok()
    _write_for_the_other(project, adapter, program("" if "up" in options else ONE))
    project.pulumi(*options, "--yes", "--skip-preview").ok()
    after = live.read(emulator, sqlite_url)
    assert {kind for kind, found in after.items() if found} == {"number"}
