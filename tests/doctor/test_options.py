"""docs/pjsip-options.md has the codes that the doctor has for each column."""

import ast
import re
from pathlib import Path

import pytest

from trunkline.doctor import checks
from trunkline.doctor.codes import TABLE
from trunkline.model import asterisk
from trunkline.model.asterisk import AORS, AUTHS, COLUMNS, ENDPOINTS, EXTENSIONS, IDENTIFIES

from ..support.project import ROOT
from .test_codes import CASES, DECLARED
from .world import World

KINDS = {"endpoint": ENDPOINTS, "aor": AORS, "auth": AUTHS, "identify": IDENTIFIES}
OF_ALL = {"TL108", "TL109", "TL415"}
"""Codes for any column."""

TEXT = (ROOT / "docs" / "pjsip-options.md").read_text()
OPTIONS = {
    (KINDS[kind], option): cell
    for kind, section in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    if kind in KINDS
    for option, cell in re.findall(r"^\| `(\w+)` \|.*\| (.*?) ?\|$", section, re.MULTILINE)
}
"""{(table, column): what the doctor does about it}"""
PAIRS = {(table, column, code) for (table, column), cell in OPTIONS.items() for code in re.findall(r"TL\d{3}", cell)}


def _changed() -> dict[str, list[set[tuple[str, str]]]]:
    """{code: for each of its cases, the columns that are not as in a healthy world}."""
    found: dict[str, list[set[tuple[str, str]]]] = {}
    for code, breaks in [*CASES.items(), *DECLARED.items()]:
        for broken in breaks:
            world, healthy = World(), World().rows
            world.declare()
            broken(world)
            if world.settings != World().settings:  # it is about another trunk
                continue
            found.setdefault(code, []).append(
                {
                    (table, column)
                    for table, rows in world.rows.items()
                    for id_ in rows.keys() | healthy[table].keys()
                    for column in rows.get(id_, {}).keys() | healthy[table].get(id_, {}).keys()
                    if rows.get(id_, {}).get(column) != healthy[table].get(id_, {}).get(column)
                }
            )
    return found


SHOWN_BY = {
    ("ps_auths", "md5_cred", "TL204"): "test_a_digest_in_place_of_the_password",
    ("ps_endpoints", "deny", "TL306"): "no case has one: the finding is that it is missing",
    ("ps_endpoints", "permit", "TL306"): "the same",
}
"""{pair without a case of its own: what shows it}"""

CHANGED = _changed()


def test_a_column_whose_change_is_found_has_the_code() -> None:
    alone = {(*next(iter(each)), code) for code, cases in CHANGED.items() for each in cases if len(each) == 1}
    missing = {each for each in alone if each[2] not in OF_ALL and not each[2].startswith("TL6")} - PAIRS
    assert missing == set()


@pytest.mark.parametrize(("table", "column", "code"), sorted(PAIRS), ids=str)
def test_a_code_is_found_by_a_change_of_its_column(table: str, column: str, code: str) -> None:
    assert code in TABLE
    cases = CHANGED.get(code)
    shown = (table, column, code) in SHOWN_BY
    assert shown or cases is None or any((table, column) in each for each in cases)


def test_each_column_that_a_check_names_is_in_the_table() -> None:
    names = {value for file in Path(checks.__path__[0]).glob("*.py") for value in _texts(file)}
    shared = {column for each in vars(asterisk).values() if isinstance(each, tuple) for column in each}
    found = {(table, column) for table, column in OPTIONS if column in names | shared}
    assert {each for each in found if OPTIONS[each] in {"", "not checked"}} == set()


def test_each_column_that_trunkline_sets_is_in_the_table() -> None:
    ours = {(table, column) for table in COLUMNS for column in COLUMNS[table] if table != EXTENSIONS and column != "id"}
    assert ours <= OPTIONS.keys()


def _texts(file: Path) -> list[str]:
    return [
        each.value
        for each in ast.walk(ast.parse(file.read_text()))
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
