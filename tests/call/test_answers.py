"""The tables agree with each other, with the doctor, with the how-to and with the laboratory's manager.conf."""

import re

import pytest

from trunkline.call.answers import ERRORS, OF_CAUSE, SIP, meaning, number_of, possible
from trunkline.call.running import TO_CALL, TO_WAIT
from trunkline.doctor import codes

from ..support.project import ROOT

HOW_TO = (ROOT / "docs/how-to/calling.md").read_text()
LABORATORY = (ROOT / "tests/e2e/etc/manager.conf").read_text()


def test_the_tables() -> None:
    assert {number for answer in SIP.values() for number in answer.errors} <= ERRORS.keys()
    assert {code for candidates in OF_CAUSE.values() for code in candidates} & SIP.keys()
    assert all(400 <= code < 700 for code in SIP)
    remedies = [each.remedy for each in ERRORS.values()] + [each.remedy for each in SIP.values()]
    assert all(remedies)
    assert not [remedy for remedy in remedies if remedy.endswith(".")]


@pytest.mark.parametrize("kind", ["read", "write"])
def test_the_permissions(kind: str) -> None:
    """The how-to, the laboratory and the command name the same classes, and no more."""
    needed = {*TO_CALL[kind], *TO_WAIT[kind]}
    for text in (HOW_TO, LABORATORY.partition("[caller]")[2]):
        line = re.search(rf"^{kind} ?= ?(.*)$", text, re.MULTILINE)
        assert line
        assert {*line[1].split(",")} == needed
    for each in needed:
        assert f"| `{kind} = {each}` |" in HOW_TO


def test_the_codes_of_the_how_to() -> None:
    named = {*re.findall(r"TL\d{3}", HOW_TO)}
    assert named <= codes.TABLE.keys()
    numbers = {int(number) for number in re.findall(r"\b32\d{3}\b", HOW_TO)}
    assert numbers <= ERRORS.keys()


@pytest.mark.parametrize(
    ("header", "number"),
    [
        ("32202 Authentication failure - bad user credentials", 32202),
        ("32202", 32202),
        ("", None),
        (" ", None),
        ("Unknown", None),
        ("\u0663\u0662 x", None),
    ],
)
def test_the_number_of_a_header(header: str, number: int | None) -> None:
    assert number_of(header) == number


def test_a_number_explains_more_than_a_code() -> None:
    known = meaning(403, "32204 x", is_challenged=True)
    assert known.text.startswith("; Twilio's error 32204: 'From' phone number not verified (https://www.twilio.com/")
    assert known.codes == (codes.CALLER_ID, codes.FOREIGN_CALLER_ID)
    unknown = meaning(403, "99999 something new", is_challenged=True)
    assert unknown.text == "; X-Twilio-Error: 99999 something new: Twilio refuses the caller"
    assert meaning(499, "", is_challenged=None).text == ": Twilio refuses it"


def test_a_challenge_rules_errors_out() -> None:
    assert 32201 in possible(403, is_challenged=False)
    assert 32202 not in possible(403, is_challenged=False)
    assert 32201 not in possible(403, is_challenged=True)
    assert {32201, 32202} <= {*possible(403, is_challenged=None)}
