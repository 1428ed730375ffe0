"""The table is whole: each assumption has its evidence, and each mark in the code has its row."""

import re
from collections.abc import Iterator

import pytest

from trunkline.emulator import errors
from trunkline.parity.cases import kebab
from trunkline.parity.sources import SILENT
from trunkline.parity.table import ASSUMPTIONS

from ..emulator.test_clearing import FIELDS
from ..support.project import ROOT

CODE = ("components", "providers", "src/trunkline")


def _marks() -> Iterator[tuple[str, str]]:
    """Yield the file and the name of each mark `[? name]`."""
    for folder in CODE:
        for file in (ROOT / folder).rglob("*.py"):
            text = " ".join(line.strip(" #") for line in file.read_text().splitlines())
            for name in re.findall(r"\[\?([^\]]*)\]", text):
                yield str(file.relative_to(ROOT)), name.strip()


def test_each_has_a_name_of_its_own() -> None:
    ids = [each.id for each in ASSUMPTIONS]
    assert sorted(ids) == sorted({*ids})
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each) for each in ids)


def test_each_has_evidence_and_a_case_or_a_reason(subtests: pytest.Subtests) -> None:
    for assumption in ASSUMPTIONS:
        with subtests.test(assumption.id):
            assert SILENT in assumption.evidence or "https://" in assumption.evidence
            assert bool(assumption.case) != bool(assumption.why_not)
            assert assumption.assumed.endswith(".")


def test_each_error_of_the_emulator_has_a_row() -> None:
    codes = {each.code for each in errors.TwilioError.__subclasses__()}
    assumed = "\n".join(each.assumed for each in ASSUMPTIONS)
    assert [code for code in codes if not re.search(rf"\b{code}\b", assumed)] == []


def test_each_field_that_can_be_cleared_has_a_row() -> None:
    ids = {each.id for each in ASSUMPTIONS}
    fields = [(kind, kebab(field)) for kind in FIELDS if kind != "number" for field in FIELDS[kind]]
    assert [each for each in fields if not {"{}-clear-{}".format(*each), "{}-empty-{}".format(*each)} & ids] == []


def test_each_mark_in_the_code_has_a_row() -> None:
    marks = list(_marks())
    assert len(marks) > 15
    assert [mark for mark in marks if mark[1] not in {each.id for each in ASSUMPTIONS}] == []
