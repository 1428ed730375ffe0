"""Numbers that are gone, or on another trunk by now: one line reports them. No run takes them back."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from twilio.rest import Client

from trunkline.emulator.app import create_app
from trunkline.providers.errors import NotFoundError, NotOursError, TrunklineError
from trunkline.providers.twilio.account import Account
from trunkline.testing import twilio as emulators
from trunkline.testing.twilio import NUMBERS, Emulator

from ..support import account, inputs
from ..support.logics import PhoneNumberLogic, TrunkLogic
from ..support.numbers import phone_number

LOST, KEPT, SPARE = NUMBERS
DECLARED = inputs.trunk(phone_numbers=[LOST, KEPT])

LOSSES: dict[str, type[TrunklineError]] = {"released": NotFoundError, "on another trunk": NotOursError}
CHANGES: dict[str, tuple[dict[str, Any], bool]] = {
    "no change": ({}, False),
    "another one added": ({"phone_numbers": [LOST, KEPT, SPARE]}, True),
    "another one taken off": ({"phone_numbers": [LOST]}, True),
    "another one exchanged": ({"phone_numbers": [LOST, SPARE]}, True),
    "this one taken off": ({"phone_numbers": [KEPT]}, False),
    "all taken off": ({"phone_numbers": []}, False),
    "this one exchanged": ({"phone_numbers": [KEPT, SPARE]}, False),
    "another domain": ({"domain_name": "moved.pstn.twilio.com"}, False),
    "another domain, this one taken off": ({"domain_name": "moved.pstn.twilio.com", "phone_numbers": [KEPT]}, False),
    "another domain, another one added": (
        {"domain_name": "moved.pstn.twilio.com", "phone_numbers": [LOST, KEPT, SPARE]},
        True,
    ),
}
"""{what has changed in the program: the inputs, and whether they ask for the number that is lost}"""


def _lose(client: Client, loss: str) -> str:
    """Lose the number; the line for it."""
    (number,) = client.incoming_phone_numbers.list(phone_number=LOST)
    if loss == "released":
        number.delete()
        return f"phone_numbers: {LOST} is not a number of this account: buy it at Twilio, or leave it out"
    sales = client.trunking.v1.trunks.create(friendly_name="sales", domain_name="sales.pstn.twilio.com")
    number.update(trunk_sid=sales.sid)
    return (
        f"phone_numbers: {LOST} belongs to another trunk ({sales.sid}, 'sales'), whose calls would stop: "
        "leave it out, take it off that trunk first, or set adopt=True"
    )


def _trunk_of(client: Client, number: str) -> str | None:
    """The domain of its trunk; None if it is on none, or gone."""
    domains = {each.sid: str(each.domain_name) for each in client.trunking.v1.trunks.list()}
    found = client.incoming_phone_numbers.list(phone_number=number)
    return domains.get(found[0].trunk_sid) if found else None


def _numbers_of(emulator: Emulator, domain_name: str) -> list[str]:
    trunks = {trunk["domain_name"]: trunk for trunk in account.read(emulator)["trunks"]}
    numbers: list[str] = trunks[domain_name]["phone_numbers"]
    return numbers


@pytest.mark.parametrize("refreshed", [False, True], ids=["as known", "refreshed"])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("loss", LOSSES)
def test_a_lost_number(  # noqa: PLR0917 - fixtures
    loss: str, change: str, refreshed: bool, emulator: Emulator, trunks: TrunkLogic, client: Client
) -> None:
    changes, asks = CHANGES[change]
    sid, outputs = trunks.create(DECLARED)
    line, news = _lose(client, loss), DECLARED | changes
    if refreshed:
        outputs = trunks.read(sid, outputs) or {}
        assert outputs["phone_numbers"] == [KEPT]
        asks = LOST in news["phone_numbers"]
    before = account.read(emulator)
    assert trunks.inspect(outputs, news) == ([line] if asks else [])
    if asks:
        with pytest.raises(LOSSES[loss]) as refused:
            trunks.update(sid, outputs, news)
        assert str(refused.value) == line
        assert account.read(emulator) == before
        return
    made = trunks.update(sid, outputs, news)
    assert made["phone_numbers"] == news["phone_numbers"]
    assert _trunk_of(client, LOST) == (None if loss == "released" else "sales.pstn.twilio.com")
    assert _numbers_of(emulator, news["domain_name"]) == sorted({*news["phone_numbers"]} - {LOST})


@pytest.mark.parametrize("change", [change for change, (_, asks) in CHANGES.items() if asks])
def test_adopt_takes_it_back(change: str, emulator: Emulator, trunks: TrunkLogic, client: Client) -> None:
    sid, outputs = trunks.create(DECLARED)
    _lose(client, "on another trunk")
    news = DECLARED | CHANGES[change][0] | {"adopt": True}
    assert trunks.inspect(outputs, news) == []
    trunks.update(sid, outputs, news)
    assert _numbers_of(emulator, news["domain_name"]) == sorted(news["phone_numbers"])
    assert _numbers_of(emulator, "sales.pstn.twilio.com") == []


def test_adopt_brings_back_no_number_that_is_gone(trunks: TrunkLogic, client: Client) -> None:
    _, outputs = trunks.create(DECLARED)
    line = _lose(client, "released")
    assert trunks.inspect(outputs, DECLARED | {"phone_numbers": [LOST, KEPT, SPARE], "adopt": True}) == [line]


def test_a_number_that_is_lost_during_the_run(emulator: Emulator, client: Client) -> None:
    """The run has asked for the account's numbers before."""
    logic = TrunkLogic(Account(client))
    sid, outputs = logic.create(inputs.trunk(phone_numbers=[KEPT]))
    news = inputs.trunk(phone_numbers=[LOST, KEPT])
    assert logic.inspect(outputs, news) == []
    _lose(client, "released")
    with pytest.raises(NotFoundError) as refused:
        logic.update(sid, outputs, news)
    assert len(str(refused.value).splitlines()) == 1
    assert _numbers_of(emulator, news["domain_name"]) == [KEPT]


MOVES = {
    "one": ([LOST], [], [], [LOST]),
    "exchanged": ([LOST], [KEPT], [KEPT], [LOST]),
    "two of three": ([LOST, KEPT], [SPARE], [], [LOST, KEPT, SPARE]),
}


@pytest.mark.parametrize("order", ["from, to", "to, from"])
@pytest.mark.parametrize("move", MOVES)
def test_numbers_move_between_two_trunks(move: str, order: str, emulator: Emulator, client: Client) -> None:
    """In one run, whose process has asked for the numbers before either update."""
    before, after = MOVES[move][:2], MOVES[move][2:]
    logic = TrunkLogic(Account(client))
    names = ("berlin", "rome")
    given = [
        inputs.trunk(friendly_name=name, domain_name=f"{name}.pstn.twilio.com", origination_urls={}, adopt=True)
        for name in names
    ]
    made = [logic.create(each | {"phone_numbers": numbers}) for each, numbers in zip(given, before, strict=True)]
    changed = [each | {"phone_numbers": numbers} for each, numbers in zip(given, after, strict=True)]
    again = TrunkLogic(Account(client))
    for (_, outputs), news in zip(made, changed, strict=True):
        assert again.inspect(outputs, news) == []
    for index in (0, 1) if order == "from, to" else (1, 0):
        again.update(*made[index], changed[index])
    assert [_numbers_of(emulator, each["domain_name"]) for each in given] == list(map(sorted, after))


def test_a_bought_number_that_is_gone(client: Client) -> None:
    numbers = PhoneNumberLogic(Account(client))
    sid, outputs = numbers.create(phone_number())
    client.incoming_phone_numbers(sid).delete()
    assert PhoneNumberLogic(Account(client)).inspect(outputs, phone_number(friendly_name="desk")) == []
    with pytest.raises(NotFoundError) as refused:
        PhoneNumberLogic(Account(client)).update(sid, outputs, phone_number(friendly_name="desk"))
    assert "pulumi refresh" in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
    assert numbers.read(sid, outputs) is None
    numbers.delete(sid, outputs | {"release_on_delete": True})


@pytest.mark.parametrize("processes", [1, 2])
def test_a_number_is_not_taken_off_the_trunk_that_takes_it_at_that_moment(
    processes: int, emulator: Emulator, client: Client
) -> None:
    """Both trunks are changed at once, and the slower request is the one that takes it off."""
    berlin, rome = [
        inputs.trunk(friendly_name=name, domain_name=f"{name}.pstn.twilio.com", phone_numbers=[], adopt=True)
        for name in ("berlin", "rome")
    ]
    first = TrunkLogic(Account(client))
    giver, taker = first.create(berlin | {"phone_numbers": [LOST]}), first.create(rome)
    runs = [TrunkLogic(Account(client)) for _ in range(processes)]
    for method, seconds in (("POST", 0.3), ("DELETE", 0.6)):
        emulator.misbehave(kind="latency", method=method, path="PhoneNumbers/PN[0-9a-f]+", seconds=seconds)
    with ThreadPoolExecutor(1) as pool:
        leaving = pool.submit(runs[0].update, *giver, berlin)
        time.sleep(0.15)
        runs[-1].update(*taker, rome | {"phone_numbers": [LOST]})
        leaving.result()
    assert _trunk_of(client, LOST) == rome["domain_name"]


def test_a_number_is_taken_off_where_a_trunk_has_no_such_sub_resource(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trunkline.testing.twilio.create_app", partial(create_app, region="ie1"))
    with emulators.running(tmp_path / "ie1.sqlite3") as emulator:
        client = emulator.client()
        sid, outputs = TrunkLogic(Account(client)).create(DECLARED)
        TrunkLogic(Account(client)).update(sid, outputs, DECLARED | {"phone_numbers": [KEPT]})
        assert (_trunk_of(client, LOST), _trunk_of(client, KEPT)) == (None, DECLARED["domain_name"])
