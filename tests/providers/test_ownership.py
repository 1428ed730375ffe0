"""The owner of a name, for any names of project, stack and resource."""

import pytest

from trunkline.providers import ownership
from trunkline.providers.ledger import Ledger
from trunkline.providers.ownership import Owner

STACKS = {
    "plain": ("trunkline", "test"),
    "dots": ("acme.telephony", "prod.eu-1"),
    "dashes": ("acme-telephony", "prod-eu"),
    "upper case": ("Trunkline", "Prod"),
    "underscores and digits": ("_trunk_1", "2"),
    "a regular expression": ("acme+", "prod(1)"),
    "no ASCII": ("telefonía", "größe"),
}
RESOURCES = ("main", "office-trunk", "a/b", "a b", "Büro", "x.y")


def _owner(project: str, stack: str, resource: str = "main", ledger: Ledger | None = None) -> Owner:
    urn = f"urn:pulumi:{stack}::{project}::acme:index:Site$trunkline:index:SipTrunk::{resource}"
    return Owner(urn, ledger or Ledger())


@pytest.mark.parametrize(("project", "stack"), STACKS.values(), ids=STACKS)
def test_default_names_of_this_stack(project: str, stack: str) -> None:
    owner = _owner(project, stack)
    assert owner.stack == f"{project}/{stack}"
    for name in RESOURCES:
        given = f"{project}/{stack}/{name}"
        assert owner.is_own_name(given)
        assert not owner.is_another_stacks(given, None)
        assert not owner.has_lost(given, "anything")
        assert not owner.has_lost(given, None)
        assert owner.mover(given) == "main"
        assert owner.provisional_name("kind", given) is None


@pytest.mark.parametrize(
    "name",
    [
        *(f"{project}/{stack}/main" for project, stack in list(STACKS.values())[1:]),
        "trunkline/test2/main",
        "trunkline/tes/main",
        "trunkline2/test/main",
        "xtrunkline/test/main",
        "TRUNKLINE/TEST/main",
        "trunkline/Test/main",
        "other/test/main",
    ],
)
def test_default_names_of_other_stacks(name: str) -> None:
    owner = _owner("trunkline", "test")
    assert not owner.is_own_name(name)
    assert owner.is_another_stacks(name, None)
    assert owner.is_another_stacks(name, "trunkline/test/main")
    assert not owner.is_another_stacks(name, name)
    assert owner.has_lost(name, "trunkline/test/main")
    assert owner.has_lost(name, None)
    assert not owner.has_lost(name, name)
    assert owner.mover(name) is None


@pytest.mark.parametrize(
    "name", [None, "", "Berlin", "Berlin/Office", "/test/main", "trunkline//main", "trunkline/test/"]
)
def test_names_of_ones_own_are_no_stacks(name: str | None) -> None:
    owner = _owner("trunkline", "test")
    assert ownership.stack_of(name) is None
    assert not owner.is_own_name(name)
    assert not owner.is_another_stacks(name, None)
    assert owner.mover(name) is None


def test_a_name_that_was_changed_by_hand_is_lost() -> None:
    owner = _owner("trunkline", "test")
    assert owner.has_lost("Berlin", "Hamburg")
    assert owner.has_lost("Berlin", "trunkline/test/main")
    assert not owner.has_lost("Berlin", "Berlin")
    assert not owner.has_lost("Berlin", None)


def test_outside_of_a_run_nothing_is_anybodys() -> None:
    owner = Owner()
    owner.hold(["key"])
    assert owner.holders(["key"]) == {}
    for name in ("trunkline/test/main", "/", "//x", None):
        assert not owner.is_own_name(name)
        assert not owner.is_another_stacks(name, None)
        assert not owner.has_lost(name or "", "known")
        assert owner.provisional_name("kind", name or "") is None


@pytest.mark.parametrize(("project", "stack"), [*STACKS.values(), ("p" * 100, "s" * 100)], ids=[*STACKS, "long"])
def test_a_mark_fits_and_is_this_stacks_alone(project: str, stack: str) -> None:
    owner = _owner(project, stack)
    marks = {
        each.provisional_name(kind, name)
        for each in (owner, _owner(project, f"{stack}2"), _owner(f"{project}2", stack))
        for kind in ("credential list", "IP access control list")
        for name in ("Berlin", "berlin", "Berlin ")
    }
    assert len(marks) == 3 * 2 * 3
    assert all(mark and len(mark) <= 64 for mark in marks)
    assert owner.provisional_name("kind", "Berlin") == _owner(project, stack, "office").provisional_name(
        "kind", "Berlin"
    )
    assert not owner.is_another_stacks(owner.provisional_name("kind", "Berlin"), None)


def test_holders_and_rivals() -> None:
    ledger = Ledger()
    main, office = _owner("trunkline", "test", "main", ledger), _owner("trunkline", "test", "office", ledger)
    main.declare(["a", "b"])
    assert (main.is_declared, office.is_declared) == (True, False)
    office.hold(["b", "c"])
    assert main.holders(["a", "b", "c", "d"]) == {"a": main.urn, "b": office.urn, "c": office.urn}
    assert main.rivals(["a", "b", "c", "d"]) == {"b": office.urn, "c": office.urn}
    assert office.rivals(["a", "b", "c", "d"]) == {"a": main.urn}
    main.let_go("TK1")
    assert office.has_let_go(["TK1"])
    assert not office.has_let_go(["TK1", "TK2"])
    assert main.holders(["TK1"]) == {}
