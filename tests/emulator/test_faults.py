"""Misbehaviour on request, and the journal that shows what was asked."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

Send = Callable[..., requests.Response]


@pytest.fixture(autouse=True)
def _clean(send: Send) -> Iterator[None]:
    """Leave no fault to the tests that share the emulator."""
    send("DELETE", "/emulator/requests")
    yield
    send("DELETE", "/emulator/faults")


@pytest.mark.parametrize("status", [429, 500, 503])
@pytest.mark.parametrize(("kind", "trunks"), [("status", 0), ("status_after", 1)])
def test_an_error_before_or_after_the_effect(client: Client, send: Send, status: int, kind: str, trunks: int) -> None:
    fault = {"method": "POST", "path": "^/v1/Trunks$", "times": 1, "kind": kind, "status": status}
    assert send("POST", "/emulator/faults", json=fault).status_code == 201
    client.trunking.v1.trunks.list()

    with pytest.raises(TwilioRestException) as refused:
        client.trunking.v1.trunks.create()

    assert (refused.value.status, refused.value.code) == (status, 20000 + status)
    assert len(client.trunking.v1.trunks.list()) == trunks
    assert client.trunking.v1.trunks.create().sid


@pytest.mark.parametrize(("kind", "trunks"), [("drop", 0), ("drop_after", 1)])
def test_a_dropped_answer_before_or_after_the_effect(client: Client, send: Send, kind: str, trunks: int) -> None:
    send("POST", "/emulator/faults", json={"method": "POST", "path": "/v1/Trunks", "kind": kind})

    with pytest.raises(requests.ConnectionError):
        client.trunking.v1.trunks.create()

    assert len(client.trunking.v1.trunks.list()) == trunks
    assert client.trunking.v1.trunks.create().sid


def test_latency(client: Client, send: Send) -> None:
    send("POST", "/emulator/faults", json={"kind": "latency", "seconds": 0.2})

    began = time.monotonic()
    assert client.trunking.v1.trunks.create().sid

    assert time.monotonic() - began >= 0.2


@pytest.mark.slow
def test_too_many_at_once(client: Client, send: Send) -> None:
    """The limit is on one method and one path. What it lets through can be late."""
    send("POST", "/emulator/faults", json={"kind": "limit", "method": "POST", "path": "^/v1/Trunks$", "at_once": 2})
    send("POST", "/emulator/faults", json={"kind": "latency", "seconds": 1.0, "times": 4})

    with ThreadPoolExecutor() as pool:
        posted = list(pool.map(lambda _: send("POST", "/v1/Trunks"), range(5)))
        got = list(pool.map(lambda _: send("GET", "/v1/Trunks").status_code, range(3)))

    assert sorted(each.status_code for each in posted) == [201, 201, 429, 429, 429]
    assert {each.json().get("code") for each in posted} == {None, 20429}
    assert got == [200] * 3
    assert len(client.trunking.v1.trunks.list()) == 2
    assert [send("POST", "/v1/Trunks").status_code for _ in range(3)] == [201] * 3


def test_a_fault_happens_as_often_as_ordered(client: Client, send: Send) -> None:
    send("POST", "/emulator/faults", json={"kind": "status", "times": 3, "status": 503, "path": "/v1/"})

    answers = [send("GET", "/v1/Trunks").status_code for _ in range(4)]

    assert answers == [503, 503, 503, 200]
    send("POST", "/emulator/faults", json={"kind": "status", "times": 3})
    send("DELETE", "/emulator/faults")
    assert client.trunking.v1.trunks.list() == []


@pytest.mark.parametrize(
    "fault",
    [
        [],
        {},
        {"kind": "explode"},
        {"kind": "status", "status": 418},
        {"kind": "drop", "times": 0},
        {"kind": "drop", "path": "("},
        {"kind": "drop", "path": 1},
        {"kind": "latency", "seconds": -1},
        {"kind": "latency", "seconds": "soon"},
        {"kind": "limit", "at_once": 0},
    ],
)
def test_a_bogus_fault_is_refused(send: Send, fault: object) -> None:
    assert send("POST", "/emulator/faults", json=fault).status_code == 400
    assert send("GET", "/v1/Trunks").status_code == 200


def test_requests_are_counted(client: Client, send: Send) -> None:
    trunk = client.trunking.v1.trunks.create()
    with pytest.raises(TwilioRestException):
        client.trunking.v1.trunks("TK1").fetch()
    send("GET", "/nowhere")
    send("GET", "/emulator/health")
    send("POST", "/emulator/faults", json={"kind": "drop_after"})
    with pytest.raises(requests.ConnectionError):
        trunk.delete()

    told = send("GET", "/emulator/requests").json()
    times = [(each.pop("began"), each.pop("ended")) for each in told["requests"]]
    assert times == sorted(times)
    assert all(began < ended for began, ended in times)
    assert told == {
        "count": 4,
        "requests": [
            {"method": "POST", "path": "/v1/Trunks", "status": 201},
            {"method": "GET", "path": "/v1/Trunks/TK1", "status": 404},
            {"method": "GET", "path": "/nowhere", "status": 404},
            {"method": "DELETE", "path": f"/v1/Trunks/{trunk.sid}", "status": None},
        ],
    }
    assert send("DELETE", "/emulator/requests").status_code == 204
    assert send("GET", "/emulator/requests").json() == {"count": 0, "requests": []}


def test_health_needs_no_account(url: str) -> None:
    answer = requests.get(f"{url}/emulator/health", timeout=10)

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
