"""After any failure of a purchase, there is one number in the end, never two."""

import itertools
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

import pytest
from twilio.http.response import Response
from twilio.rest import Client

from trunkline.providers.errors import AmbiguousError, NotOursError, RefusedError, TrunklineError
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.number_on_sale import CANDIDATES
from trunkline.testing.twilio import Emulator

from ..support import mortality
from ..support.logics import PhoneNumberLogic
from ..support.mortality import Killed
from ..support.numbers import EXACT, NAME, SEARCH, bought, phone_number

pytestmark = pytest.mark.usefixtures("impatient")

POST = "/IncomingPhoneNumbers.json$"
ASKED = {"exact": {"phone_number": EXACT}, "search": SEARCH}
FAULTS = {
    "429": {"kind": "status", "status": 429},
    "500 before": {"kind": "status", "status": 500},
    "500 after": {"kind": "status_after", "status": 500},
    "503 after": {"kind": "status_after", "status": 503},
    "hung up before": {"kind": "drop"},
    "hung up after": {"kind": "drop_after"},
}


class Interfering:
    """Does something right before each purchase."""

    def __init__(self, http_client: Any, interfere: Callable[[str], None]) -> None:
        self._http_client = http_client
        self._interfere = interfere

    def request(self, method: str, url: str, **options: Any) -> Response:
        if method == "POST" and url.endswith("/IncomingPhoneNumbers.json"):
            self._interfere(options["data"]["PhoneNumber"])
        response: Response = self._http_client.request(method, url, **options)
        return response


def _interfered(emulator: Emulator, interfere: Callable[[str], None]) -> PhoneNumberLogic:
    http_client = Interfering(emulator.client().http_client, interfere)
    return PhoneNumberLogic(Account(Client(emulator.account_sid, emulator.auth_token, http_client=http_client)))


def _sell(emulator: Emulator, number: str, *, friendly_name: str = "sold", account_sid: str = "AC" + "9" * 32) -> None:
    """Somebody else buys it; or we do, with an answer that never came."""
    columns = "sid, account_sid, phone_number, friendly_name, date_created, date_updated"
    dates = ("2024-12-07T18:24:18Z",) * 2
    with closing(sqlite3.connect(emulator.state)) as state, state:
        state.execute("INSERT OR IGNORE INTO accounts (sid, date_created) VALUES (?, ?)", (account_sid, dates[0]))
        state.execute(
            f"INSERT OR IGNORE INTO incoming_phone_numbers ({columns}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
            (f"PN{number[1:]:0>32}", account_sid, number, friendly_name, *dates),
        )


@pytest.mark.slow
@pytest.mark.parametrize("buy", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_one_failure_is_survived(fault: dict[str, Any], buy: dict[str, Any], emulator: Emulator) -> None:
    emulator.misbehave(method="POST", path=POST, **fault)
    PhoneNumberLogic(Account(emulator.client())).create(phone_number(buy))
    assert bought(emulator) == {EXACT: NAME}


@pytest.mark.slow
@pytest.mark.parametrize("buy", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_lasting_failure_then_another_run(fault: dict[str, Any], buy: dict[str, Any], emulator: Emulator) -> None:
    logic = PhoneNumberLogic(Account(emulator.client()))
    emulator.misbehave(method="POST", path=POST, times=3, **fault)
    with suppress(TrunklineError):
        logic.create(phone_number(buy))
    emulator.behave()
    logic.create(phone_number(buy))
    assert bought(emulator) == {EXACT: NAME}


@pytest.mark.parametrize("buy", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("path", ["AvailablePhoneNumbers", "IncomingPhoneNumbers.json"])
def test_nothing_is_bought_blindly(path: str, buy: dict[str, Any], emulator: Emulator) -> None:
    """If the numbers cannot be read, none is bought."""
    if path == "AvailablePhoneNumbers" and "phone_number" in buy:
        return
    emulator.misbehave(method="GET", path=path, kind="status", times=9)
    with pytest.raises(TrunklineError):
        PhoneNumberLogic(Account(emulator.client())).create(phone_number(buy))
    emulator.behave()
    assert bought(emulator) == {}


@pytest.mark.parametrize("buy", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("life", [1, 2, 3])
def test_killed_at_each_request(life: int, after: bool, buy: dict[str, Any], emulator: Emulator) -> None:
    with pytest.raises(Killed):
        PhoneNumberLogic(Account(mortality.client(emulator, life, after=after))).create(phone_number(buy))
    sid, outputs = PhoneNumberLogic(Account(emulator.client())).create(phone_number(buy))
    assert bought(emulator) == {EXACT: NAME}
    assert outputs["phone_number"] == EXACT
    assert emulator.client().incoming_phone_numbers(sid).fetch().phone_number == EXACT


@pytest.mark.parametrize("buy", ASKED.values(), ids=ASKED)
def test_killed_again_and_again(buy: dict[str, Any], emulator: Emulator) -> None:
    for life in itertools.count(1):
        assert life <= 4
        try:
            PhoneNumberLogic(Account(mortality.client(emulator, life, after=True))).create(phone_number(buy))
        except Killed:
            assert len(bought(emulator)) <= 1
        else:
            break
    assert bought(emulator) == {EXACT: NAME}


def test_a_candidate_that_is_sold_meanwhile_gives_way_to_the_next(emulator: Emulator) -> None:
    sold: list[str] = []

    def sell(number: str) -> None:
        if len(sold) < 3:
            sold.append(number)
            _sell(emulator, number)

    _, outputs = _interfered(emulator, sell).create(phone_number())
    assert sold == [f"+1415555010{last}" for last in range(3)]
    assert bought(emulator) == {"+14155550103": NAME} == {outputs["phone_number"]: NAME}


def test_all_candidates_are_sold_meanwhile(emulator: Emulator) -> None:
    asked: list[str] = []

    def sell(number: str) -> None:
        asked.append(number)
        _sell(emulator, number)

    with pytest.raises(RefusedError, match=r"code 21422: \+1415555\d+ is not available: somebody else has it"):
        _interfered(emulator, sell).create(phone_number())
    assert len(set(asked)) == len(asked) == CANDIDATES
    assert bought(emulator) == {}


@pytest.mark.slow
def test_after_a_lost_answer_no_other_candidate_is_bought(emulator: Emulator) -> None:
    """The number is gone and does not bear our name yet: it may be ours, so buying goes no further."""

    def sell(number: str) -> None:
        _sell(emulator, number)

    emulator.misbehave(method="POST", path=POST, kind="drop")
    with pytest.raises(RefusedError, match=r"code 21422: \+14155550100 is not available"):
        _interfered(emulator, sell).create(phone_number())
    assert bought(emulator) == {}


def test_an_exact_number_that_is_sold_meanwhile(emulator: Emulator) -> None:
    with pytest.raises(RefusedError, match=r"code 21422: \+14155550100 is not available: somebody else has it"):
        _interfered(emulator, lambda number: _sell(emulator, number)).create(phone_number({"phone_number": EXACT}))
    assert bought(emulator) == {}


@pytest.mark.parametrize("friendly_name", [NAME, "a colleague's"])
def test_an_exact_number_that_the_account_buys_meanwhile(friendly_name: str, emulator: Emulator) -> None:
    def buy(number: str) -> None:
        _sell(emulator, number, friendly_name=friendly_name, account_sid=emulator.account_sid)

    logic = _interfered(emulator, buy)
    if friendly_name == NAME:
        assert logic.create(phone_number({"phone_number": EXACT}))[1]["phone_number"] == EXACT
    else:
        with pytest.raises(NotOursError, match="is this account's already"):
            logic.create(phone_number({"phone_number": EXACT}))
    assert bought(emulator) == {EXACT: friendly_name}


def test_legal_requirements_are_reported_before_a_purchase(emulator: Emulator) -> None:
    buy = {"country": "DE"}
    with pytest.raises(
        RefusedError, match=r"code 21631: .*: set address_sid to the SID of an address in Twilio's console"
    ):
        PhoneNumberLogic(Account(emulator.client())).create(phone_number(buy))
    assert bought(emulator) == {}
    _, outputs = PhoneNumberLogic(Account(emulator.client())).create(phone_number(buy, address_sid="AD" + "0" * 32))
    assert bought(emulator) == {outputs["phone_number"]: NAME}


@pytest.mark.slow
def test_a_lost_answer_twice(emulator: Emulator) -> None:
    emulator.misbehave(method="POST", path=POST, kind="drop", times=2)
    with pytest.raises(AmbiguousError, match="sent no complete answer: check the network and run again"):
        PhoneNumberLogic(Account(emulator.client())).create(phone_number())
    assert bought(emulator) == {}
