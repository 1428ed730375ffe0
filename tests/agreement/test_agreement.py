"""What a preview accepts, the doctor finds healthy. What a preview refuses, it finds if somebody writes it by hand."""

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from trunkline import SipTrunk
from trunkline.doctor import codes
from trunkline.doctor.finding import HINT, Finding
from trunkline.local import realtime
from trunkline.testing.twilio import running

from . import by_hand, engine
from .sides import Sides
from .strategies import NAMES, arguments, of_one_fault, trunks

EXAMPLES = os.environ.get("TRUNKLINE_EXAMPLES")
"""How many, other ones each time; without it 500 in all, each time the same."""


def _examples(count: int) -> settings:
    return settings(
        max_examples=int(EXAMPLES or count),
        derandomize=not EXAMPLES,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


NOT_OF_THE_SIDES = {
    r"is needed": "no text, number, list or mapping of that kind can be written there",
    r": (missing|none is generated)": "what has to be said",
    r"not an option|list it once|has host bits set": "another way to say the same",
    r"does not go with authentication": "an argument too many, not a side that is wrong",
    r": '' is |an empty text given": "an empty column is one that is not set",
    r"'ULAW' is not one of": "Asterisk takes capitals too",
    r"_name: '\w*' has|letters, digits and|variable's name|a number or a pattern has": "names of one's own",
    r"write an application as|calls '\\+": "the doctor does not read what an extension does",
    r"its host identifies the trunk": "the sides do not show that other trunks are on the Asterisk",
    r"does not go with authentication=": "a list that the trunk does not have is not written",
    r"authentication: .* is not one of": "the lists of the trunk say it",
    r"is the trunk's own username|to 1000000$": "no part of either side",
}
"""{what a line says: why the doctor does not see it on the two sides}"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def sides(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    folder = tmp_path_factory.mktemp("agreement")
    if request.param == "sqlite":
        realtime.prepare(folder / "asterisk.sqlite3")
        url = f"sqlite:///{folder / 'asterisk.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_server").create_database()
    with running(folder / "twilio.sqlite3") as emulator:
        yield Sides(emulator, url)


def _agree(sides: Sides, declared: Mapping[str, Any]) -> None:
    sides.empty()

    def program() -> list[SipTrunk]:
        return [SipTrunk(name, args) for name, args in declared.items()]

    shown = engine.preview(program, sides.config)
    if shown.refusals:
        _is_found(sides, declared, shown.refusals)
        return
    state, late = engine.up(program, sides.config)
    warnings = [*shown.warnings, *(late if _buys(declared) else ())]
    assert _unexpected(sides.findings(state), warnings) == []
    without = [each for each in sides.findings() if each.code is not codes.FOREIGN_ENCODING]  # only a stack can say
    assert _unexpected(without, warnings) == []


def _buys(declared: Mapping[str, Any]) -> bool:
    """Which numbers are bought is known in the `up`."""
    return any(args.get("buy_numbers") for args in declared.values())


def _unexpected(findings: list[Finding], warnings: list[str]) -> list[str]:
    """Errors and warnings that the preview has not shown in the same words."""
    return [
        f"{each.code.code} {each.subject}: {each.fact}"
        for each in findings
        if each.code.severity != HINT and not any(each.code.finding in line for line in warnings)
    ]


def _is_found(sides: Sides, declared: Mapping[str, Any], refusals: list[str]) -> None:
    if all(any(re.search(words, line) for words in NOT_OF_THE_SIDES) for line in refusals):
        return
    try:
        for name, args in declared.items():
            by_hand.write(sides, name, args)
    except by_hand.CannotHoldError:
        return
    assert sides.findings() != [], refusals


@pytest.mark.slow
@given(NAMES, arguments())
@_examples(20)
def test_some_trunks(sides: Sides, name: str, args: dict[str, Any]) -> None:
    _agree(sides, {name: args})


@pytest.mark.long
@given(NAMES, arguments())
@_examples(250)
def test_many_trunks(sides: Sides, name: str, args: dict[str, Any]) -> None:
    _agree(sides, {name: args})


@pytest.mark.long
@given(of_one_fault())
@_examples(100)
def test_one_fault(sides: Sides, args: dict[str, Any]) -> None:
    _agree(sides, {"twilio": args})


@pytest.mark.long
@given(trunks())
@_examples(50)
def test_two_trunks(sides: Sides, declared: dict[str, dict[str, Any]]) -> None:
    _agree(sides, declared)
