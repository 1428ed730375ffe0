"""A trunk goes to another stack, in either order, and nothing is deleted."""

from pathlib import Path

import pytest

from trunkline.testing.twilio import Emulator

from ..support.adapters import BOTH, PLUGIN
from ..support.project import Project
from . import live
from .programs import program

pytestmark = [pytest.mark.long, BOTH]

BOUGHT = 'buy_numbers=[NumberToBuy(name="sales", phone_number="+14155550100", adopt=True, release_on_delete=True)]'
FIRST = f'SipTrunk("main", args({BOUGHT}))'
SECOND = f'SipTrunk("main", args({BOUGHT}, adopt=True))'
RETAINED = f'SipTrunk("main", args({BOUGHT}), pulumi.ResourceOptions(retain_on_delete=True))'


@pytest.fixture
def second(project: Project, tmp_path: Path, adapter: str) -> Project:
    """A stack of another project on the same account and database."""
    folder = tmp_path / "second"
    folder.mkdir()
    made = Project.create(folder, project.engine, project.variables, stack="other")
    made.configure()
    if adapter == PLUGIN:
        made.use_plugin()
    return made


@pytest.mark.parametrize("way", ["dropped", "destroyed", "refreshed and dropped", "changed and dropped"])
def test_the_new_stack_first(way: str, project: Project, second: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.write(program(FIRST))
    project.up().ok()
    before = live.read(emulator, sqlite_url)
    second.write(program(FIRST))
    second.preview().refuses("exists already", "set adopt=True")
    second.write(program(SECOND))
    second.up(preview=True).ok()
    assert live.read(emulator, sqlite_url) == before

    if "refreshed" in way:
        project.refresh().ok()
    if "changed" in way:
        project.write(program(f'SipTrunk("main", args({BOUGHT}, transfer_mode="enable-all"))'))
        project.preview().refuses("a name of another stack: remove it from this program")
        project.up().refuses("a name of another stack: remove it from this program")
    project.write(program(""))
    ran = (project.destroy() if way == "destroyed" else project.up()).ok()
    for thing in ("trunk ", "credential list ", "IP access control list ", "phone number ", "Asterisk endpoint "):
        assert any(thing in line and "lets go of it" in line for line in ran.output.splitlines()), ran.output
    assert live.read(emulator, sqlite_url) == before
    assert live.agree(emulator, sqlite_url)
    _is_the_second_ones(second, emulator, sqlite_url)


@pytest.mark.parametrize("way", ["retained", "taken out of the state"])
def test_the_old_stack_first(way: str, project: Project, second: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.write(program(FIRST))
    project.up().ok()
    before = live.read(emulator, sqlite_url)
    if way == "retained":
        project.write(program(RETAINED))
        project.up().ok()
    else:
        urn = "urn:pulumi:test::trunkline::trunkline:index:SipTrunk::main"
        project.pulumi("state", "delete", "--yes", "--target-dependents", urn).ok()
    project.write(program(""))
    project.up().ok()
    assert live.read(emulator, sqlite_url) == before
    second.write(program(SECOND))
    second.up().ok()
    assert live.read(emulator, sqlite_url) == before
    _is_the_second_ones(second, emulator, sqlite_url)


def _is_the_second_ones(second: Project, emulator: Emulator, sqlite_url: str) -> None:
    second.preview().has_no_changes()
    second.refresh().has_no_changes()
    second.destroy().ok()
    after = live.read(emulator, sqlite_url)
    assert {kind for kind, found in after.items() if found} == {"number"}
