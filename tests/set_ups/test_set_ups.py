"""What doctor, import and `up` make of each set-up is what docs/set-ups.md has."""

from collections.abc import Iterator

import pytest

from trunkline.doctor.finding import ERROR
from trunkline.importing import examination
from trunkline.testing.twilio import running

from ..importing import taking_over
from ..importing.world import account
from ..importing.world import rows as all_rows
from . import SET_UPS, load, page
from .set_up import AS_ARGUMENTS, AS_ROWS, WITHOUT_PASSWORD, SetUp
from .sides import Sides

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    """An account with one trunk, and a database. Each set-up replaces what is in them."""
    folder = tmp_path_factory.mktemp("set-ups")
    with running(folder / "twilio.sqlite3") as emulator:
        yield Sides(emulator, load.create(folder / "asterisk.sqlite3"))


@pytest.mark.parametrize("set_up", SET_UPS, ids=lambda each: each.kind)
def test_set_up(sides: Sides, set_up: SetUp) -> None:
    sides.load(set_up)
    found = sides.findings()
    assert {each.code.code for each in found} == set_up.finds
    _is_imported(sides, set_up.imported)
    if set_up.fault:
        assert [*sides.follow(set_up)]
        _is_imported(sides, AS_ROWS)
    else:
        assert [each for each in found if each.code.severity == ERROR] == []


def _is_imported(sides: Sides, expected: str) -> None:
    """The trunk is left out for that reason; or the import changes nothing, nor does `up` then."""
    before = account(sides.emulator), all_rows(sides.database_url)
    examined = examination.examine(sides.settings, None, [], force=False)
    if expected in {AS_ARGUMENTS, AS_ROWS, WITHOUT_PASSWORD}:
        assert examined.left_out == []
        (imported,) = examined.imported
        assert imported.is_as_found == (expected != AS_ARGUMENTS)
        assert bool(imported.unknown) == (expected == WITHOUT_PASSWORD)
        if not imported.unknown:
            taking_over.nothing_changes(sides.settings, imported)
    else:
        (reason,) = examined.left_out
        assert expected in reason
    assert (account(sides.emulator), all_rows(sides.database_url)) == before


def test_the_page_has_them() -> None:
    assert page.PAGE.read_text() == page.text(), "run `make docs`"


def test_there_are_enough() -> None:
    working = [each for each in SET_UPS if not each.fault]
    assert len(SET_UPS) >= 40
    assert 3 * len(working) >= len(SET_UPS)
    assert sum(1 for each in SET_UPS if each.calls) >= 15
    assert len({each.kind for each in SET_UPS}) == len(SET_UPS)
