"""What the 64 threads of a process share."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stamina
from attrs import evolve
from twilio.rest import Client

from trunkline.providers import connections, logic
from trunkline.providers.errors import TrunklineError, UnreachableError
from trunkline.providers.ledger import Ledger
from trunkline.providers.ownership import Owner
from trunkline.providers.settings import Settings
from trunkline.providers.shared import Shared
from trunkline.providers.twilio import http_client, list_credentials
from trunkline.providers.twilio.account import Account
from trunkline.testing.twilio import NUMBERS, Emulator

from ..support import wire
from ..support.logics import PhoneNumberLogic
from ..support.numbers import bought, phone_number
from .test_client_wire import ACCOUNT, TOKEN

THREADS = 64


@pytest.fixture
def _often_interrupted() -> Iterator[None]:
    """Each thread runs for a moment only, so that another one gets in between."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def _at_once(call: Callable[[int], Any], threads: int = THREADS) -> list[Any]:
    """What `call` returns, or raises, in each thread; they begin together."""
    begin = threading.Barrier(threads)

    def run(number: int) -> Any:
        begin.wait()
        try:
            return call(number)
        except TrunklineError as error:
            return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


def _lists_read(emulator: Emulator) -> int:
    return sum(each["method"] == "GET" and each["path"].endswith("Lists.json") for each in emulator.requests_made())


def test_one_connection_to_each_side(emulator: Emulator, sqlite_url: str) -> None:
    settings = evolve(emulator.settings, database_url=sqlite_url)
    assert len({*map(id, _at_once(lambda _: connections.account(settings)))}) == 1
    assert len({*map(id, _at_once(lambda _: connections.database(settings)))}) == 1


@pytest.mark.usefixtures("_often_interrupted")
def test_a_value_is_read_once() -> None:
    reads: list[object] = []

    def read() -> object:
        time.sleep(0.05)
        reads.append(object())
        return reads[-1]

    shared = Shared(read)
    assert len({*map(id, _at_once(lambda _: shared.get()))}) == len(reads) == 1
    shared.forget()
    assert len({*map(id, _at_once(lambda _: shared.get()))}) == 1
    assert len(reads) == 2
    assert len({*map(id, _at_once(lambda _: shared.again()))}) <= 2
    assert len(reads) <= 4


@pytest.mark.usefixtures("_often_interrupted")
def test_a_value_is_read_after_each_asks_again() -> None:
    now = iter(range(1000))
    shared = Shared(lambda: next(now))
    for before in range(20):
        assert min(_at_once(lambda _: shared.again(), 4)) >= before
    assert [shared.again() < shared.again() for _ in range(3)] == [True] * 3


def test_a_failure_is_shared() -> None:
    reads: list[float] = []

    def fail() -> None:
        time.sleep(0.1)
        reads.append(time.monotonic())
        raise UnreachableError("silence")

    shared = Shared(fail)
    assert {*map(str, _at_once(lambda _: shared.get()))} == {"silence"}
    assert len(reads) <= 3
    before = len(reads)
    for _ in range(2):
        with pytest.raises(UnreachableError):
            shared.get()
    assert len(reads) == before + 2


def test_an_index_is_fetched_once(emulator: Emulator) -> None:
    index = Account(emulator.client()).credential_lists
    emulator.misbehave(kind="latency", seconds=0.2, times=10)
    assert _at_once(lambda _: index.all()) == [[]] * THREADS
    assert _lists_read(emulator) == 1
    assert _at_once(lambda _: index.refetch()) == [[]] * THREADS
    assert _lists_read(emulator) <= 3


def test_an_index_follows_all_threads(client: Client) -> None:
    """Whatever is fetched meanwhile."""
    lists = client.api.v2010.account.sip.ip_access_control_lists
    index = Account(client).ip_access_control_lists

    def work(number: int) -> str:
        made = lists.create(f"list {number}")
        index.put(made)
        assert index.find(made.sid)
        if number % 8 == 0:
            index.refetch()
        if number % 8 == 1:
            index.forget()
        if number % 2:
            lists(made.sid).delete()
            index.drop(made.sid)
        return str(made.sid)

    sids = _at_once(work)
    assert {each.sid for each in index.all()} == {*sids[::2]} == {each.sid for each in lists.list()}


def test_twilios_silence_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "TIMEOUT", 0.5)
    settings = Settings(twilio_account_sid=ACCOUNT, twilio_auth_token=TOKEN)
    with wire.answering(lambda _: []) as server, stamina.set_testing(True, attempts=1):
        trunks = Account(connections.account(evolve(settings, twilio_url=server.url)).twilio).trunks
        began = time.monotonic()
        failures = _at_once(lambda _: trunks.all())
        assert time.monotonic() - began < THREADS * http_client.TIMEOUT / 4
        assert {type(each) for each in failures} == {UnreachableError}
        assert len(server.requests) <= 4


def test_credentials_that_are_made(client: Client) -> None:
    account = Account(client)
    sid = client.api.v2010.account.sip.credential_lists.create("list").sid
    _at_once(lambda number: list_credentials.add(account, sid, f"user{number}", "Grable-Trunk-2024"))
    assert {*account.made_credentials[sid]} == {f"user{number}" for number in range(THREADS)}


def test_each_buys_another_number(emulator: Emulator) -> None:
    """A search finds the same ten for all of them."""
    account = Account(emulator.client())
    buy = {"country": "US", "area_code": "512"}
    made = _at_once(
        lambda number: PhoneNumberLogic(account).create(phone_number(buy, friendly_name=f"desk {number}")), 20
    )
    assert len({sid for sid, _ in made}) == 20
    assert len(bought(emulator)) == 20
    assert {each["status"] for each in emulator.requests_made() if each["method"] == "POST"} == {201}


@pytest.mark.usefixtures("_often_interrupted")
def test_of_two_that_declare_the_same_one_finds_the_other() -> None:
    for _ in range(20):
        owners = [Owner(f"urn:{number}", ledger) for ledger in [Ledger()] for number in range(8)]
        found = _at_once(lambda number, owners=owners: owners[number].declare(["key"]), 8)  # type: ignore[misc]
        assert sum(not each for each in found) == 1


@pytest.mark.usefixtures("_often_interrupted")
def test_the_ledger_keeps_what_each_notes() -> None:
    ledger = Ledger()
    _at_once(lambda number: [ledger.note(f"urn:{number}", [f"{number}/{key}"]) for key in range(20)])
    assert len(ledger.read()) == 20 * THREADS
    assert ledger.find([f"{number}/0" for number in range(THREADS)]) == {
        f"{number}/0": f"urn:{number}" for number in range(THREADS)
    }


@pytest.mark.usefixtures("_often_interrupted")
def test_lines_are_shown_whole(capfd: pytest.CaptureFixture[str]) -> None:
    _at_once(lambda number: logic.show(f"line {number} of {NUMBERS[0]}"))
    shown = capfd.readouterr().out.splitlines()
    assert sorted(shown) == sorted(f"line {number} of {NUMBERS[0]}" for number in range(THREADS))
