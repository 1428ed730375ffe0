"""Broken and slow answers, on each path and verb that the product uses."""

import gzip
import re
import time
from collections.abc import Iterator, Sequence
from functools import partial

import pytest
import stamina

from trunkline.providers import connections
from trunkline.providers.errors import AmbiguousError, RefusedError, UnreachableError
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import http_client

from ..support import operations, wire
from ..support.operations import OPERATIONS
from ..support.wire import End, Request, Step

SOON = 3.0
"""Seconds: what has no deadline takes longer, and a busy machine less."""

TOKEN = "CanaryTokena1b2c3d4e5f6"
ACCOUNT = f"AC{'a' * 32}"
SIDS = {prefix: prefix + "a" * 32 for prefix in ("TK", "OU", "CL", "CR", "AL", "IP", "PN")}
PAGE = f"<html>{TOKEN}</html>"
HTML = ("Content-Type: text/html", f"Content-Length: {len(PAGE)}")
BOMB = gzip.compress(b" " * 10**6)
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
FULL = "Content-Length: 9999"

UNREADABLE: dict[str, Sequence[Step]] = {
    "HTML with 200": [wire.reply(200, PAGE, *HTML)],
    "HTML with 201": [wire.reply(201, PAGE, *HTML)],
    "HTML called JSON": [wire.reply(200, PAGE)],
    "HTML with 502": [wire.reply(502, PAGE, *HTML)],
    "HTML with 503": [wire.reply(503, PAGE, *HTML)],
    "nothing with 200": [wire.reply(200)],
    "nothing with 500": [wire.reply(500)],
    "no JSON": [wire.reply(200, f"{{'token': '{TOKEN}'}}")],
    "no text": [wire.reply(200, b'{"a": "\xff\xfe"}')],
    "a byte order mark": [wire.reply(200, b"\xef\xbb\xbf{}")],
    "too much": [wire.reply(200, b'"' + b"a" * 70_000 + b'"')],
    "a bomb": [wire.reply(200, BOMB, f"Content-Length: {len(BOMB)}", "Content-Encoding: gzip")],
    "half a zip": [wire.reply(200, gzip.compress(PAGE.encode() * 9)[:30], "Content-Encoding: gzip"), End.CLOSE],
    "an unknown encoding": [wire.reply(200, PAGE, *HTML, "Content-Encoding: rot13")],
    "a redirect": [wire.reply(302, "", "Location: https://login.example.com/", "Content-Length: 0")],
    "a redirect to no URL": [wire.reply(307, PAGE, *HTML, "Location: http://[")],
    "not modified": [wire.reply(304, "", "Content-Length: 0")],
    "broken headers": [b"HTTP/1.1 200 OK\r\n: x\r\nnonsense\r\nContent-Length: 0\r\n\r\n", End.CLOSE],
}
BROKEN: dict[str, Sequence[Step]] = {
    "hung up": [End.CLOSE],
    "reset": [End.RESET],
    "hung up in the status": [b"HTTP/1.", End.CLOSE],
    "reset in the headers": [b"HTTP/1.1 200 OK\r\nContent-Ty", End.RESET],
    "hung up in the body": [wire.reply(200, '{"sid": "', FULL), End.CLOSE],
    "hung up in an error": [wire.reply(500, '{"code": ', FULL), End.CLOSE],
    "reset in the body": [wire.reply(200, '{"sid": "', FULL), 0.01, End.RESET],
    "hung up in a chunk": [CHUNKED, b'ff\r\n{"sid', End.CLOSE],
    "hung up between chunks": [CHUNKED, b"2\r\n{}\r\n", End.CLOSE],
    "no length of a chunk": [CHUNKED, f"{TOKEN}\r\n".encode(), End.CLOSE],
    "no zip": [wire.reply(200, "zip", "Content-Encoding: gzip", "Content-Length: 3")],
    "no HTTP": [b"SSH-2.0-OpenSSH_9.2p1\r\n", End.CLOSE],
    "headers without end": [b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 200, End.CLOSE],
    "a header without end": [b"HTTP/1.1 200 OK\r\nX-A: ", b"a" * 70_000, End.CLOSE],
}
DRIPPED = [step for _ in range(1000) for step in (b"a", 0.02)]
SLOW: dict[str, Sequence[Step]] = {
    "silence": [9.0],
    "a dripped status": [b"HTTP/1.1 200 ", *DRIPPED],
    "dripped headers": [b"HTTP/1.1 200 OK\r\nX-A: ", *DRIPPED],
    "go on, go on": [b"HTTP/1.1 100 Continue\r\n\r\n", 0.02] * 1000,
    "a dripped body": [wire.reply(200, "", FULL), *DRIPPED],
    "dripped chunks": [CHUNKED, *(step for _ in range(1000) for step in (b"1\r\n \r\n", 0.02))],
    "a dripped length of a chunk": [CHUNKED, *DRIPPED],
    "half a body, then silence": [wire.reply(200, '{"sid": "', FULL), 9.0],
}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(http_client, "MOST_BYTES", 60_000)
    with stamina.set_testing(True, attempts=2):
        yield


def _settings(url: str) -> Settings:
    return Settings(twilio_account_sid=ACCOUNT, twilio_auth_token=TOKEN, twilio_url=url)


def _line(name: str, steps: Sequence[Step], expected: tuple[type[Exception], ...], *, is_slow: bool = False) -> str:
    """The error of an operation that gets this each time: one line without secrets, after its one or two tries."""
    with wire.answering(lambda _: steps) as server:
        client = connections.account(_settings(server.url)).twilio
        with pytest.raises(expected) as failed:
            OPERATIONS[name](client, SIDS)
        host = server.url.removeprefix("http://")
        requested = len(server.requests)
    line = str(failed.value)
    is_ambiguous = name in operations.AMBIGUOUS
    assert isinstance(failed.value, AmbiguousError) == is_ambiguous, name
    assert requested == (1 if is_ambiguous else 2) or is_slow, name
    assert line.isprintable()
    assert "Canary" not in line
    return line.replace(host, "HOST")


@pytest.mark.slow
@pytest.mark.parametrize("way", UNREADABLE)
def test_what_cannot_be_read(way: str) -> None:
    for name in OPERATIONS:
        line = _line(name, UNREADABLE[way], (RefusedError, AmbiguousError))
        assert re.fullmatch(
            r"Twilio answered \d+ with something that is not Twilio's JSON: check the URL, or run again", line
        )


@pytest.mark.slow
@pytest.mark.parametrize("way", BROKEN)
def test_what_breaks_off(way: str) -> None:
    for name in OPERATIONS:
        line = _line(name, BROKEN[way], (UnreachableError,))
        assert line == "Twilio at HOST sent no complete answer: check the network and run again", name


@pytest.mark.slow
@pytest.mark.parametrize("way", SLOW)
def test_what_comes_too_slowly(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "TIMEOUT", 0.1)
    for name in operations.ONE_OF_EACH_VERB:
        began = time.monotonic()
        line = _line(name, SLOW[way], (UnreachableError,), is_slow=True)
        assert line == "Twilio at HOST did not answer in time: check the network and run again"
        assert time.monotonic() - began < SOON


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_content(name: str) -> None:
    """Right after a DELETE only."""
    if name in {*operations.DELETES, *operations.LAST_DELETES}:
        with wire.answering(lambda _: [b"HTTP/1.1 204 No Content\r\n\r\n"]) as server:
            OPERATIONS[name](connections.account(_settings(server.url)).twilio, SIDS)
    else:
        line = _line(name, [wire.reply(204, "", "Content-Length: 0")], (RefusedError, AmbiguousError))
        assert line == "Twilio answered 204 with something that is not Twilio's JSON: check the URL, or run again"


def test_too_many_requests_for_ever() -> None:
    """It was not processed: no request is ambiguous for that."""
    refusal = wire.document(429, {"status": 429, "code": 20429, "message": "Too Many Requests"})
    for name in OPERATIONS:
        for answer in (refusal, wire.reply(429, PAGE, *HTML)):
            with wire.answering(partial(_always, answer)) as server:
                client = connections.account(_settings(server.url)).twilio
                with pytest.raises(RefusedError, match=r"^Twilio answered 429"):
                    OPERATIONS[name](client, SIDS)
                assert len(server.requests) == 2


def _always(answer: bytes, _: Request) -> Iterator[Step]:
    yield answer
