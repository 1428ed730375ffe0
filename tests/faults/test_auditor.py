"""The auditor finds each kind of thing that is not as declared, and nothing else."""

import ast
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from .auditor import judge
from .moments import restore, save
from .seen import TABLES, Seen
from .sides import Sides
from .worlds import DESK, OWNER, WORLDS, ha1

OTHERS = Seen(
    {
        "trunks": {"TK0": {"friendly_name": "others"}},
        "credential_lists": {},
        "address_lists": {},
        "numbers": {"PN0": {"friendly_name": "old", "phone_number": "+11234567890"}},
        **{table: {} for table in TABLES},
    },
    (),
)


def base() -> dict[str, Any]:
    """Both sides as the world `base` has them, beside what is others'."""
    world = WORLDS["base"]
    things: dict[str, Any] = deepcopy(OTHERS.things)
    things["trunks"]["TK1"] = {"friendly_name": OWNER, **deepcopy(world.trunks[OWNER])}
    things["credential_lists"] = {
        "CL1": {"friendly_name": OWNER, "members": dict(world.credential_lists[OWNER])},
    }
    things["address_lists"] = {"AL1": {"friendly_name": OWNER, "members": dict(world.address_lists[OWNER])}}
    things["numbers"]["PN1"] = {"friendly_name": DESK, **world.bought[DESK]}
    for table in TABLES:
        things[table] = deepcopy(dict(world.rows[table]))
    return things


def test_as_declared() -> None:
    assert judge(Seen(base(), ()), WORLDS["base"], OTHERS, Seen(base(), ())).is_good
    assert judge(OTHERS, WORLDS["nothing"], OTHERS).is_good


def _twice(things: dict[str, Any]) -> None:
    things["trunks"]["TK2"] = deepcopy(things["trunks"]["TK1"])


def _moved(things: dict[str, Any]) -> None:
    things["trunks"]["TK2"] = things["trunks"].pop("TK1")


def _url_twice(things: dict[str, Any]) -> None:
    urls = things["trunks"]["TK1"]["origination_urls"]
    urls.append(list(urls[0]))


def _other_password(things: dict[str, Any]) -> None:
    things["credential_lists"]["CL1"]["members"]["grable"] = ha1("grable", "another")


def _stand_by(things: dict[str, Any]) -> None:
    things["credential_lists"]["CL1"]["members"]["grable-next"] = "digest"


def _column(things: dict[str, Any]) -> None:
    things["ps_endpoints"]["twilio"]["context"] = "from-elsewhere"


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        (lambda things: things["trunks"].pop("TK1"), {"differs"}),
        (lambda things: things["numbers"].pop("PN1"), {"differs"}),
        (lambda things: things["ps_aors"].clear(), {"differs"}),
        (_column, {"differs"}),
        (lambda things: things["trunks"]["TK1"].update(secure=0), {"differs"}),
        (lambda things: things["trunks"]["TK1"]["phone_numbers"].clear(), {"differs"}),
        (lambda things: things["numbers"].update(PN2={"friendly_name": "more"}), {"orphans"}),
        (lambda things: things["extensions"].update({"from-twilio/9/1": {"app": "Goto"}}), {"orphans"}),
        (lambda things: things["address_lists"]["AL1"]["members"].update({"0.0.0.0/1": "all"}), {"orphans"}),
        (_stand_by, {"orphans"}),
        (_twice, {"duplicates"}),
        (_url_twice, {"duplicates"}),
        (_moved, {"moved"}),
        (_other_password, {"differs", "refused_calls"}),
        (lambda things: things["trunks"]["TK0"].update(friendly_name="taken"), {"disturbed"}),
        (lambda things: things["numbers"].pop("PN0"), {"disturbed"}),
    ],
)
def test_each_kind_of_difference(change: Callable[[dict[str, Any]], object], kinds: set[str]) -> None:
    things = base()
    change(things)
    verdict = judge(Seen(things, ()), WORLDS["base"], OTHERS, Seen(base(), ()))
    assert {kind for kind, _ in verdict.lines()} == kinds


def test_a_blocked_domain() -> None:
    verdict = judge(Seen(base(), ("grable.pstn.twilio.com",)), WORLDS["base"], OTHERS)
    assert list(verdict.lines()) == [("reserved", "grable.pstn.twilio.com")]


def test_it_reads_both_sides(both: Sides) -> None:
    """Things of others do not count as ours, and an added row is detected."""
    assert judge(both.look(), WORLDS["nothing"], both.others).is_good
    with psycopg2.connect(both.database) as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO ps_auths (id, username) VALUES ('more', 'more')")
    connection.close()
    assert judge(both.look(), WORLDS["nothing"], both.others).orphans == ["ps_auths: row 'more' is not declared"]


def test_going_back_to_a_moment(both: Sides) -> None:
    before = save(both.emulator.state, both.database)
    with psycopg2.connect(both.database) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM ps_endpoints")
    connection.close()
    assert save(both.emulator.state, both.database) != before
    restore(before, both.emulator.state, both.database)
    assert save(both.emulator.state, both.database) == before


@pytest.mark.parametrize("name", ["auditor", "seen", "moments", "worlds"])
def test_it_knows_nothing_of_the_product(name: str) -> None:
    tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text())
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
    modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    relative = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level}
    assert not [module for module in modules if module.startswith(("trunkline", "pulumi", "twilio"))]
    assert relative <= {"seen", "worlds"}
