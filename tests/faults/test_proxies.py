"""The proxies count what passes, and spoil it as they are asked to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import psycopg2.errors
import pytest
import requests

from .database_faults import FAULTS as DATABASE_FAULTS
from .database_faults import Trap as DatabaseTrap
from .fast import shorter_spans
from .http_faults import FAULTS, Trap
from .http_proxy import Exchange
from .kills import Hold
from .sides import Sides
from .sql_proxy import Statement


def _ask(both: Sides, method: str, path: str, **form: str) -> Any:
    url, auth = f"{both.http.url}{path}", (both.emulator.account_sid, both.emulator.auth_token)
    answer = requests.request(method, url, data=form, auth=auth, timeout=0.8)
    return answer.status_code, answer.headers.get("Content-Type"), answer.json()


def _make_and_read(both: Sides) -> Any:
    """Two requests: make a trunk, read it."""
    _, _, made = _ask(both, "POST", "/v1/Trunks", FriendlyName="one")
    return _ask(both, "GET", f"/v1/Trunks/{made['sid']}")


def test_requests_are_counted(both: Sides) -> None:
    with both.http.listening() as seen:
        status, kind, document = _make_and_read(both)
    assert (status, kind, document["friendly_name"]) == (200, "application/json", "one")
    assert seen == [("POST", "/v1/Trunks"), ("GET", f"/v1/Trunks/{document['sid']}")]


WHAT_A_CLIENT_SEES: dict[str, int | type[Exception]] = {
    "429-some": 429,
    "429-for-ever": 429,
    "500-before": 500,
    "500-after": 500,
    "reset-before": requests.ConnectionError,
    "reset-after": requests.ConnectionError,
    "time-out": requests.ReadTimeout,
    "slow-drip": 200,  # it is whole in the end
    "truncated": requests.exceptions.ChunkedEncodingError,
    "html-502": requests.JSONDecodeError,
    "wrong-type": requests.JSONDecodeError,
    "empty-200": requests.JSONDecodeError,
    "other-shape": 200,
    "401": 401,
    "404-just-made": 404,
    "lists-lag": 200,
    "swapped": 201,
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_http_fault(fault: Any, both: Sides) -> None:
    """At the second of two requests, which has been forwarded unless the fault comes before."""
    expected = WHAT_A_CLIENT_SEES[fault.name]
    trap = Trap(lambda exchange: exchange.index == 2, fault)
    with both.http.listening(trap) as seen:
        if isinstance(expected, int):
            assert _make_and_read(both)[0] == expected
        else:
            with pytest.raises(expected):
                _make_and_read(both)
    assert trap.sprung == 1
    assert trap.waited is (fault.name == "slow-drip")
    assert len(seen) == 2


def test_swapped_answers(both: Sides) -> None:
    fault = next(each for each in FAULTS if each.name == "swapped")
    answers: dict[str, Any] = {}

    def ask(path: str) -> None:
        answers[path] = _ask(both, "GET", path)[2]

    with both.http.listening(Trap(lambda exchange: exchange.index == 1, fault)):
        threads = [threading.Thread(target=ask, args=(path,)) for path in ("/v1/Trunks", "/v1/Trunks?PageSize=1")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers["/v1/Trunks"]["meta"]["page_size"] == 1
    assert answers["/v1/Trunks?PageSize=1"]["meta"]["page_size"] == 50


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_request_that_is_held(when: str, both: Sides) -> None:
    released = threading.Event()
    hold = Hold("http", 1, when, released.wait)
    with both.http.listening(hold.request):
        thread = threading.Thread(target=_fails, args=(both,))
        thread.start()
        assert hold.reached.wait(5)
        released.set()
        thread.join()
    made = [each["friendly_name"] for each in both.look().things["trunks"].values()]
    assert ("one" in made) is (when == "after")


def _fails(both: Sides) -> None:
    with pytest.raises(requests.RequestException):
        _ask(both, "POST", "/v1/Trunks", FriendlyName="one")


@contextmanager
def _session(both: Sides) -> Iterator[Any]:
    connection = psycopg2.connect(
        both.environment["TRUNKLINE_DATABASE_URL"], keepalives_idle=1, keepalives_interval=1, keepalives_count=1
    )
    try:
        yield connection.cursor()
    finally:
        connection.close()


def _write(cursor: Any) -> None:
    """Three statements, the first of them BEGIN."""
    cursor.execute("INSERT INTO ps_auths (id) VALUES ('one')")
    cursor.connection.commit()


def test_statements_are_counted(both: Sides) -> None:
    with both.sql.listening() as seen, _session(both) as cursor:
        _write(cursor)
    assert seen == ["BEGIN", "INSERT INTO ps_auths (id) VALUES ('one')", "COMMIT"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", [1, 2, 3], ids=["BEGIN", "INSERT", "COMMIT"])
def test_a_statement_that_is_held(at: int, when: str, both: Sides) -> None:
    hold = Hold("sql", at, when, lambda: None)
    with both.sql.listening(hold.statement), _session(both) as cursor, pytest.raises(psycopg2.OperationalError):
        _write(cursor)
    both.sql.end_sessions()
    assert ("one" in both.look().things["ps_auths"]) is (when == "after" and at == 3)


WHAT_A_SESSION_SEES: dict[str, type[Exception]] = {
    "killed": psycopg2.OperationalError,
    "restarted": psycopg2.OperationalError,
    "silent-before": psycopg2.OperationalError,
    "silent-after": psycopg2.OperationalError,
    "locked": psycopg2.errors.LockNotAvailable,
    "read-only": psycopg2.errors.ReadOnlySqlTransaction,
    "deadlock": psycopg2.errors.DeadlockDetected,
    "serialization": psycopg2.errors.SerializationFailure,
    "full": psycopg2.errors.DiskFull,
    "altered": psycopg2.errors.UndefinedColumn,
    "cut-before": psycopg2.OperationalError,
    "cut-in-the-middle": psycopg2.OperationalError,
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", DATABASE_FAULTS, ids=lambda fault: fault.name)
def test_each_database_fault(fault: Any, both: Sides) -> None:
    """At an INSERT; what somebody changed for it is undone."""
    trap = DatabaseTrap(3, fault, both)
    with both.sql.listening(trap), _session(both) as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
        with pytest.raises(WHAT_A_SESSION_SEES[fault.name]):
            cursor.execute("INSERT INTO ps_endpoints (id, context) VALUES ('one', 'one')")
    for undo in trap.undo:
        undo()
    both.restore(both.nothing)
    with both.sql.listening(), _session(both) as cursor:
        _write(cursor)
    assert "one" in both.look().things["ps_auths"]


def test_time_outs_become_short() -> None:
    assert shorter_spans("-c statement_timeout=10s -c lock_timeout=4000ms") == (
        "-c statement_timeout=400ms -c lock_timeout=160ms"
    )
    assert shorter_spans("SET statement_timeout TO '10s'") == "SET statement_timeout TO '400ms'"


def test_exchange_and_statement_say_what_they_are(both: Sides) -> None:
    exchanges: list[Exchange] = []
    statements: list[Statement] = []

    def note_exchange(exchange: Exchange) -> bool:
        exchanges.append(exchange)
        return False

    def note_statement(statement: Statement) -> bool:
        statements.append(statement)
        return False

    with both.http.listening(note_exchange):
        _ask(both, "GET", "/v1/Trunks")
    with both.sql.listening(note_statement), _session(both) as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() == (statements[0].pid,)
    assert [(each.index, each.method, each.path) for each in exchanges] == [(1, "GET", "/v1/Trunks")]
    assert [each.text for each in statements] == ["BEGIN", "SELECT pg_backend_pid()"]
