"""After each move in a program, each kind of live thing stays, by its SID."""

from collections.abc import Callable

import pytest

from trunkline.testing.twilio import Emulator

from ..support.adapters import BOTH
from ..support.project import GUIDE, Project, Ran
from . import live
from .programs import CHANGES, MOVES, ONE, Move, program

pytestmark = [pytest.mark.long, BOTH]

PARENTS = (
    "urn:pulumi:test::trunkline::acme:index:Site::berlin",
    "urn:pulumi:test::trunkline::acme:index:Site$trunkline:index:SipTrunk::main",
)
CASES = [
    *((move, "a given password") for move in MOVES),
    *((move, "a generated password") for move in ("new parent", "new name", "another provider and parent", "taint")),
    *((move, "a kept domain") for move in ("new parent", "replace, delete before replace")),
    *((move, "names of its own") for move in ("new parent", "new name", "taint, delete before replace")),
]


@pytest.mark.parametrize(("move", "changes"), CASES, ids=[f"{move}-{changes}" for move, changes in CASES])
def test_what_is_live_stays(  # noqa: PLR0917 - fixtures
    move: str,
    changes: str,
    project: Project,
    emulator: Emulator,
    sqlite_url: str,
    urns: Callable[[], list[str]],
) -> None:
    case = MOVES[move]
    project.write(program(case.before, CHANGES[changes]))
    project.up().ok()
    before = live.read(emulator, sqlite_url)
    project.write(program(case.after, CHANGES[changes]))
    options = _prepare(case, project, urns())

    shown = project.preview(*options).ok().output
    assert "will be bought" not in shown
    assert " loses " not in shown
    assert " is removed" not in shown
    with live.no_call_is_refused(emulator, sqlite_url):
        ran = project.up(*options).ok()
    assert live.read(emulator, sqlite_url) == before
    assert live.agree(emulator, sqlite_url)
    _says_that_it_stays(ran, case)
    project.preview().has_no_changes()
    project.refresh().has_no_changes()
    project.preview().has_no_changes()

    project.destroy().ok()
    after = live.read(emulator, sqlite_url)
    kept = {"trunk"} if changes == "a kept domain" else set()
    assert {kind for kind, found in after.items() if found} == {"number", *kept}
    assert len(after["number"]) == 3


def _prepare(case: Move, project: Project, urns: list[str]) -> list[str]:
    if case.taint:
        for urn in urns:
            project.pulumi("state", "taint", urn, "--yes").ok()
    return [option for urn in urns for option in ("--replace", urn)] if case.replace else []


def _says_that_it_stays(ran: Ran, case: Move) -> None:
    replaced = "it is not deleted and made again" in ran.output
    moved = " has it now" in ran.output
    assert (replaced, moved) == (case.taint or case.replace, not (case.taint or case.replace or case.in_place))


@pytest.mark.parametrize("changes", ["a given password", "a generated password"])
def test_a_run_that_ends_before_the_deletions(
    changes: str, project: Project, emulator: Emulator, sqlite_url: str, urns: Callable[[], list[str]]
) -> None:
    """Both entries are in the state, as after a kill: the next run goes on, whichever of the two programs it is."""
    project.write(program(ONE, CHANGES[changes]))
    project.up().ok()
    before, old = live.read(emulator, sqlite_url), urns()
    moved = MOVES["new parent"].after
    for again in (moved, ONE):
        project.write(program(moved, CHANGES[changes]))
        new = [urn.replace("trunkline:index:SipTrunk$", "acme:index:Site$trunkline:index:SipTrunk$") for urn in old]
        project.up(*(option for urn in (*PARENTS, *new) for option in ("--target", urn))).ok()
        assert len(urns()) == 2 * len(old)
        project.write(program(again, CHANGES[changes]))
        with live.no_call_is_refused(emulator, sqlite_url):
            project.up("--refresh").ok()
        assert live.read(emulator, sqlite_url) == before
        assert live.agree(emulator, sqlite_url)
        project.refresh().has_no_changes()
        project.preview().has_no_changes()
        if again == moved:
            project.write(program(ONE, CHANGES[changes]))
            project.up().ok()
    project.destroy().ok()
    assert live.read(emulator, sqlite_url)["trunk"] == []


def test_a_key_of_the_stacks_yaml(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.configure(twilio=GUIDE)
    project.up().ok()
    before = live.read(emulator, sqlite_url)
    for adopt in ({}, {"adopt": True}):
        project.configure(**{"office" if not adopt else "berlin": GUIDE | adopt})
        project.preview().ok()
        project.up().ok()
        assert live.read(emulator, sqlite_url) == before
        project.refresh().has_no_changes()
        project.preview().has_no_changes()


@pytest.mark.parametrize("way", ["up", "up --refresh", "destroy --refresh", "destroy --run-program"])
def test_what_is_no_longer_wanted_goes(way: str, project: Project, emulator: Emulator, sqlite_url: str) -> None:
    """A refresh asks for differences too, and a program that is run to destroy registers all it has."""
    project.write(program(ONE))
    project.up().ok()
    if way.startswith("up"):
        project.write(program(""))
    project.pulumi(*way.split(), "--yes", "--skip-preview").ok()
    after = live.read(emulator, sqlite_url)
    assert {kind for kind, found in after.items() if found} == {"number"}
    assert len(after["number"]) == 3
