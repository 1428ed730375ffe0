"""The connection to Twilio: what a user reads when there is none, and threads that share it."""

import logging
import secrets
import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import attrs
import pytest
from twilio.rest import Client

from trunkline.providers import connections
from trunkline.providers.errors import AmbiguousError, NotConfiguredError, NotFoundError, RefusedError, UnreachableError
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import http_client
from trunkline.providers.twilio.account import Account
from trunkline.testing import twilio
from trunkline.testing.twilio import NUMBERS, Emulator

from ..support import account, inputs
from ..support.logics import CredentialListLogic

TOKEN = "CanaryTokena1b2c3d4e5f6"


def _settings(url: str) -> Settings:
    return Settings(twilio_account_sid=f"AC{secrets.token_hex(16)}", twilio_auth_token=TOKEN, twilio_url=url)


@contextmanager
def _answering(status: int, body: bytes, content_type: str) -> Iterator[str]:
    """The URL of a server that is not Twilio: a proxy's page, a captive portal."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Location", "https://login.example.com/")
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that the server looks for

        def log_message(self, *_: object) -> None:
            """Nothing: the tests' output stays clean."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_wrong_token(emulator: Emulator) -> None:
    wrong = connections.account(attrs.evolve(emulator.settings, twilio_auth_token=TOKEN)).twilio
    with pytest.raises(RefusedError) as refused:
        CredentialListLogic(Account(wrong)).create(inputs.credential_list())
    line = str(refused.value)
    assert line.startswith("Twilio answered 401, code 20003: ")
    assert line.endswith(": check TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, or TWILIO_API_KEY with TWILIO_API_SECRET")
    assert TOKEN not in line
    assert account.read(emulator)["lists"] == 0


def test_a_token_of_any_letters(emulator: Emulator) -> None:
    wrong = connections.account(attrs.evolve(emulator.settings, twilio_auth_token="\u20ac\u00fc")).twilio
    with pytest.raises(RefusedError, match=r"^Twilio answered 401, code 20003: "):
        wrong.trunking.v1.trunks.list()


@pytest.mark.usefixtures("impatient")
def test_no_server_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = connections.account(_settings(f"http://127.0.0.1:{port}")).twilio
    with pytest.raises(UnreachableError) as failed:
        CredentialListLogic(Account(client)).create(inputs.credential_list())
    assert str(failed.value) == f"Twilio at 127.0.0.1:{port} cannot be reached: check the network and run again"
    assert not isinstance(failed.value, AmbiguousError)


@pytest.mark.usefixtures("impatient")
def test_no_answer_in_time(emulator: Emulator, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list was made all the same; it is found and goes on being ours."""
    monkeypatch.setattr(http_client, "TIMEOUT", 0.3)
    emulator.misbehave(method="POST", path="/SIP/CredentialLists.json$", kind="latency", seconds=0.6)
    with pytest.raises(AmbiguousError, match=r"^Twilio at 127.0.0.1:\d+ did not answer in time: check the network"):
        client.api.v2010.account.sip.credential_lists.create("slow")
    emulator.misbehave(kind="latency", seconds=0.6, times=9)
    with pytest.raises(UnreachableError, match="did not answer in time"):
        client.api.v2010.account.sip.credential_lists.list()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("status", "body"), [(200, b"<html>Log in</html>"), (302, b""), (404, b"no such page"), (502, b"Bad gateway")]
)
def test_not_twilio(status: int, body: bytes) -> None:
    with _answering(status, body, "text/html") as url:
        client = connections.account(_settings(url)).twilio
        with pytest.raises((RefusedError, UnreachableError)) as failed:
            CredentialListLogic(Account(client)).create(inputs.credential_list())
    assert str(failed.value) == (
        f"Twilio answered {status} with something that is not Twilio's JSON: check the URL, or run again"
    )


def test_one_line_whatever_twilio_says() -> None:
    with _answering(400, b'{"code": 20001, "message": "First.\\n  Second.", "status": 400}', "application/json") as url:
        client = connections.account(_settings(url)).twilio
        with pytest.raises(RefusedError) as failed:
            client.trunking.v1.trunks.create()
    assert str(failed.value) == (
        "Twilio answered 400, code 20001: First. Second: see https://www.twilio.com/docs/api/errors/20001"
    )


@pytest.mark.parametrize(
    ("url", "fact"),
    [
        ("localhost:8080", "is not a URL"),
        ("http://", "is not a URL"),
        ("ftp://127.0.0.1", "is not a URL"),
        ("127.0.0.1:9", "is not a URL"),
        ("http://127.0.0.1:99999", "is not a URL"),
        ("http://a..b:80", "is not a URL"),
        (f"http://[{TOKEN}", "is not a URL"),
        (f"http://me:{TOKEN}/x@127.0.0.1:9", "is not a URL"),
        (f"http://me:{TOKEN}@127.0.0.1:9", "has a user, which Twilio does not use"),
        (f"http://{TOKEN}@127.0.0.1:9", "has a user, which Twilio does not use"),
        (f"http://127.0.0.1:9/{TOKEN}", "has a path, query or fragment after the host"),
        (f"http://127.0.0.1#{TOKEN}@127.0.0.1:9", "has a path, query or fragment after the host"),
        (f"http://127.0.0.1?{TOKEN}@127.0.0.1:9", "has a path, query or fragment after the host"),
    ],
)
@pytest.mark.parametrize(("explicit", "name"), [(False, "TRUNKLINE_TWILIO_URL"), (True, "twilio_url")])
def test_no_url(url: str, fact: str, explicit: bool, name: str) -> None:
    """An unreadable answer is not shown: it can have a password."""
    with pytest.raises(NotConfiguredError) as refused:
        connections.account(attrs.evolve(_settings(url), explicit=explicit))
    assert str(refused.value) == f"{name} {fact}: write http://host:port"


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({}, "TWILIO_ACCOUNT_SID is not set: export it, or run `pulumi config set twilioAccountSid`"),
        (
            {"stack": "prod"},
            "TWILIO_ACCOUNT_SID is not set: export it, or run `pulumi config set twilioAccountSid --stack prod`",
        ),
        (
            {"twilio_account_sid": "AC"},
            "TWILIO_AUTH_TOKEN is not set: export it, or run `pulumi config set --secret twilioAuthToken`",
        ),
        (
            {"twilio_account_sid": "AC", "twilio_api_key": "SK"},
            "TWILIO_API_SECRET is not set: export it, or run `pulumi config set --secret twilioApiSecret`",
        ),
    ],
)
def test_not_configured(given: dict[str, Any], line: str) -> None:
    with pytest.raises(NotConfiguredError) as refused:
        connections.account(Settings(**given))
    assert str(refused.value) == line


def test_twilios_refusal_names_the_stack(emulator: Emulator) -> None:
    trunks = connections.account(attrs.evolve(emulator.settings, stack="prod")).twilio.trunking.v1.trunks
    with pytest.raises(NotFoundError) as refused:
        trunks(f"TK{'0' * 32}").fetch()
    assert str(refused.value).endswith("run `pulumi refresh --stack prod`, then `pulumi up --stack prod`")


def test_api_key(tmp_path: Path) -> None:
    key = (f"SK{'0' * 32}", TOKEN)
    with twilio.running(tmp_path / "twilio.sqlite3", api_key=key) as emulator:
        settings = Settings(
            twilio_account_sid=emulator.account_sid,
            twilio_api_key=key[0],
            twilio_api_secret=key[1],
            twilio_url=emulator.url,
        )
        CredentialListLogic(Account(connections.account(settings).twilio)).create(inputs.credential_list())
        assert account.read(emulator)["lists"] == 1


def test_one_client_for_a_process(emulator: Emulator) -> None:
    assert emulator.client() is emulator.client()


def test_settings_come_from_the_environment_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.delenv("TWILIO_ACCOUNT_SID", raising=False)
    config = {"twilioAccountSid": "AC1", "twilioAuthToken": "stale"}
    settings = Settings.find(config.get)
    assert (settings.twilio_account_sid, settings.twilio_auth_token) == ("AC1", TOKEN)
    assert TOKEN not in repr(settings)


def test_each_thread_gets_its_own_answer(client: Client) -> None:
    """The SDK's own HTTP client would take it from an attribute that all threads share."""
    lists = client.api.v2010.account.sip.credential_lists
    names = {lists.create(f"list {number}").sid: f"list {number}" for number in range(8)}
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            sids = list(names) * 12
            assert [each.friendly_name for each in pool.map(lambda sid: lists(sid).fetch(), sids)] == [
                names[sid] for sid in sids
            ]
    finally:
        sys.setswitchinterval(interval)


def test_pages(client: Client) -> None:
    """Requests to each API, with and without a search."""
    lists, trunks, numbers = client.api.v2010.account.sip.credential_lists, client.trunking.v1.trunks, NUMBERS
    for number in range(3):
        lists.create(f"list {number}")
        trunks.create(friendly_name=f"trunk {number}")
    assert [each.friendly_name for each in lists.stream(page_size=1)] == ["list 0", "list 1", "list 2"]
    assert [each.friendly_name for each in trunks.list(page_size=2)] == ["trunk 0", "trunk 1", "trunk 2"]
    assert [each.phone_number for each in client.incoming_phone_numbers.list(page_size=1)] == list(numbers)
    assert len(client.incoming_phone_numbers.list(page_size=1, phone_number="+1*")) == 2
    assert len(client.available_phone_numbers("US").local.list(limit=7, page_size=2, contains="+1512*")) == 7


def test_more_threads_than_connections(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """They wait for each other, and nothing is said of it: the engine would print it."""
    caplog.set_level(logging.WARNING)
    with ThreadPoolExecutor(3 * http_client.CONNECTIONS) as pool:
        pages = list(pool.map(lambda _: client.trunking.v1.trunks.list(), range(6 * http_client.CONNECTIONS)))
    assert pages == [[]] * len(pages)
    assert not caplog.records


def test_four_creates_at_once(emulator: Emulator, client: Client) -> None:
    logic = CredentialListLogic(Account(client))
    with ThreadPoolExecutor(4) as pool:
        made = list(
            pool.map(lambda number: logic.create(inputs.credential_list(friendly_name=f"list {number}")), range(4))
        )
    assert len({sid for sid, _ in made}) == 4
    assert account.read(emulator)["credential_lists"] == {f"list {number}": ["grable"] for number in range(4)}


def test_four_creates_of_one_list_at_once(emulator: Emulator, client: Client) -> None:
    logic = CredentialListLogic(Account(client))
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: logic.create(inputs.credential_list()), range(4)))
    assert len({sid for sid, _ in made}) == 1
    assert account.read(emulator)["lists"] == 1
