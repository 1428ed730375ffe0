"""The table of defects fits the product as it is; `make mutation` shows whether the tests find them."""

import ast
from collections import Counter

from ..support.project import ROOT
from .defects import DEFECTS


def test_each_text_occurs_once() -> None:
    found = {(each.file, each.text): (ROOT / each.file).read_text().count(each.text) for each in DEFECTS}
    assert {place: times for place, times in found.items() if times != 1} == {}


def test_each_defect_is_another_and_has_tests() -> None:
    assert len(DEFECTS) >= 60
    assert max(Counter((each.file, each.text) for each in DEFECTS).values()) == 1
    assert [each for each in DEFECTS if each.text == each.instead or not each.tests] == []
    assert [file for each in DEFECTS for file in each.files if not (ROOT / file).is_file()] == []


def test_a_defect_is_python() -> None:
    """An error of syntax would be found by every test."""
    for each in DEFECTS:
        ast.parse((ROOT / each.file).read_text().replace(each.text, each.instead))
