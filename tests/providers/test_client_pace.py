"""As many requests at once as Twilio accepts, over real HTTP."""

import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from typing import Any

import pytest
import stamina
from twilio.rest import Client

from trunkline.providers import connections, pace
from trunkline.providers.errors import RefusedError, UnreachableError
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import http_client
from trunkline.testing.twilio import Emulator

from ..support import at_once, wire
from ..support.wire import Request, Step
from .test_client_connections import EMPTY
from .test_client_wire import ACCOUNT, TOKEN

THREADS = 64
BODY = '{"status": 429, "code": 20429, "message": "Too Many Requests"}'
LATE_SECONDS = 0.02


def _make_lists(client: Client, count: int) -> None:
    """Requests that must not be repeated."""
    lists = client.api.v2010.account.sip.ip_access_control_lists
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda number: lists.create(f"list {number}"), range(count)))
    assert len(lists.list()) == count


def _statuses(emulator: Emulator) -> list[int]:
    return [each["status"] for each in emulator.requests_made() if each["method"] == "POST"]


@pytest.mark.slow
@pytest.mark.parametrize("limit", [1, 2, 10])
def test_an_account_with_a_low_limit(limit: int, emulator: Emulator) -> None:
    client = emulator.client()
    emulator.misbehave(kind="latency", seconds=LATE_SECONDS, times=10**9)
    emulator.misbehave(kind="limit", at_once=limit)
    _make_lists(client, 100)
    statuses = _statuses(emulator)
    assert sorted(statuses)[:100] == [201] * 100
    assert len(statuses) <= 100 + 30


@pytest.mark.slow
def test_an_account_without_a_limit(emulator: Emulator) -> None:
    client = emulator.client()
    emulator.misbehave(kind="latency", seconds=0.5, times=10**9)
    _make_lists(client, 300)
    assert at_once.most(emulator) == http_client.CONNECTIONS == THREADS


@pytest.mark.slow
def test_a_limit_that_is_lifted(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "FASTER_SECONDS", 0.05)
    client = emulator.client()
    emulator.misbehave(kind="limit", at_once=2)
    _make_lists(client, 50)
    emulator.behave()
    emulator.forget_requests()
    emulator.misbehave(kind="latency", seconds=0.2, times=10**9)
    lists = client.api.v2010.account.sip.ip_access_control_lists
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda _: lists.list(), range(500)))
    assert at_once.most(emulator) == THREADS


@pytest.fixture
def _at_once() -> Iterator[None]:
    """Tries again without a pause of its own."""
    with stamina.set_testing(True, attempts=6, cap=True):
        yield


def _connect(url: str) -> Client:
    return connections.account(Settings(twilio_account_sid=ACCOUNT, twilio_auth_token=TOKEN, twilio_url=url)).twilio


def _too_many(*headers: str) -> bytes:
    return wire.reply(429, BODY, f"Content-Length: {len(BODY)}", *headers)


@pytest.mark.slow
@pytest.mark.usefixtures("_at_once")
@pytest.mark.parametrize(("later", "seconds"), [("1", 1.0), (2.0, 1.0), ("0", 0.0), ("-1", 0.0), ("soon", 0.0)])
def test_retry_after(later: Any, seconds: float) -> None:
    came: list[float] = []

    def answer(_: Request) -> list[Step]:
        came.append(time.monotonic())
        header = formatdate(time.time() + later, usegmt=True) if isinstance(later, float) else later
        return [EMPTY] if came[1:] else [_too_many(f"Retry-After: {header}")]

    with wire.answering(answer) as server:
        assert _connect(server.url).trunking.v1.trunks.list() == []
    assert seconds <= came[1] - came[0] < seconds + 2


@pytest.mark.usefixtures("_at_once")
def test_retry_after_the_deadline() -> None:
    with wire.answering(lambda _: [_too_many("Retry-After: 3600")]) as server:
        began = time.monotonic()
        with pytest.raises(RefusedError, match=r"^Twilio answered 429, code 20429: .*: run again in a minute$"):
            _connect(server.url).trunking.v1.trunks.list()
        assert time.monotonic() - began < 5
        assert len(server.requests) == 1


@pytest.mark.usefixtures("_at_once")
def test_a_turn_that_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "FIRST", 2)
    over = threading.Event()

    def answer(request: Request) -> Iterator[Step]:
        if request.connection:
            yield _too_many("Retry-After: 3600")
        else:
            over.wait(9)
            yield EMPTY

    with wire.answering(answer) as server, ThreadPoolExecutor() as pool:
        trunks = _connect(server.url).trunking.v1.trunks
        first = pool.submit(trunks.list)
        while not server.requests:
            time.sleep(0.001)
        with pytest.raises(RefusedError, match="code 20429"):
            trunks.list()
        monkeypatch.setattr(http_client, "DEADLINE", 0.05)
        with pytest.raises(UnreachableError) as failed:
            trunks.list()
        over.set()
        assert first.result() == []
    host = server.url.partition("//")[2]
    assert str(failed.value) == (
        f"Twilio at {host} accepts few requests at once, and has not accepted this one within 0.05 s: "
        "run again with a lower PULUMI_PARALLEL"
    )


def test_another_thread_that_closes_the_idle_connections(emulator: Emulator) -> None:
    """After a timeout it does. Requests that are under way are not harmed."""
    client, over = emulator.client(), threading.Event()

    def close() -> None:
        while not over.is_set():
            client.http_client.close()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    closing = threading.Thread(target=close)
    closing.start()
    try:
        _make_lists(client, 100)
    finally:
        over.set()
        closing.join()
        sys.setswitchinterval(interval)
