"""One emulator a worker, in a thread on a free port; each test has an account of its own in it."""

import re
import secrets
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.auth import HTTPBasicAuth
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from trunkline.emulator.app import create_app
from trunkline.emulator.seed import seed
from trunkline.emulator.server import Server
from trunkline.emulator.store import Store


class EmulatorHttpClient(TwilioHttpClient):  # type: ignore[misc] # the SDK is untyped
    """Sends what is meant for Twilio to the emulator."""

    def __init__(self, url: str) -> None:
        super().__init__(timeout=10)
        self.session.trust_env = False
        self.url = url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        return super().request(method, re.sub(r"^https://[a-z.]+\.twilio\.com", self.url, url), *args, **kwargs)


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state file of the emulator that the tests share."""
    return tmp_path_factory.mktemp("emulator") / "state.sqlite3"


@pytest.fixture(scope="session")
def url(state: Path) -> Iterator[str]:
    """The URL of the emulator that the tests share."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        environ = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": secrets.token_hex(16)}
        server = Server(create_app(state, environ=environ))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def connect(url: str) -> Iterator[Callable[..., Client]]:
    """Make an SDK client for the shared emulator, or for the one at `url=`."""
    clients = []

    def make(*credentials: str, url: str = url) -> Client:
        clients.append(EmulatorHttpClient(url))
        return Client(*credentials, http_client=clients[-1])

    yield make
    for client in clients:
        client.session.close()


@pytest.fixture
def make_account(state: Path, connect: Callable[..., Client]) -> Callable[[], Client]:
    """Make a fresh account with three numbers, one of them British."""

    def make() -> Client:
        account_sid, token = "AC" + secrets.token_hex(16), secrets.token_hex(16)
        numbers = [f"{prefix}{secrets.randbelow(9 * 10**6) + 10**6}" for prefix in ("+1512", "+1614", "+44207")]
        with closing(Store(state)) as store:
            seed(store, {"TWILIO_ACCOUNT_SID": account_sid, "TWILIO_AUTH_TOKEN": token}, numbers)
        return connect(account_sid, token)

    return make


@pytest.fixture
def client(make_account: Callable[[], Client]) -> Client:
    """A client of a fresh account."""
    return make_account()


@pytest.fixture
def stranger(make_account: Callable[[], Client]) -> Client:
    """A client of another account."""
    return make_account()


@pytest.fixture
def send(client: Client, url: str) -> Callable[..., requests.Response]:
    """Send a bare request as the account of `client`; `{account}` in a path is its SID."""
    with_auth = HTTPBasicAuth(client.username, client.password)

    def request(method: str, path: str, **kwargs: Any) -> requests.Response:
        kwargs = {"auth": with_auth, **kwargs}
        session: requests.Session = client.http_client.session
        return session.request(method, url + path.replace("{account}", client.account_sid), timeout=10, **kwargs)

    return request


@pytest.fixture
def db(state: Path) -> Iterator[sqlite3.Connection]:
    """The state file, as another program sees it."""
    with closing(sqlite3.connect(state, isolation_level=None, timeout=10)) as connection:
        yield connection


@pytest.fixture
def domain() -> str:
    """A termination domain that is free."""
    return f"t{secrets.token_hex(8)}.pstn.twilio.com"


@pytest.fixture
def paths(client: Client) -> dict[str, str]:
    """A path to each kind of thing that can be changed."""
    trunk = client.trunking.v1.trunks.create(friendly_name="before")
    origination = trunk.origination_urls.create(
        weight=1, priority=1, enabled=True, friendly_name="before", sip_url="sip:before"
    )
    account = client.api.account
    address = account.sip.ip_access_control_lists.create("before").ip_addresses.create("before", "192.0.2.9")
    credential = account.sip.credential_lists.create("before").credentials.create("before", "IWasAtSignal2018")
    return {
        "trunk": f"/v1/Trunks/{trunk.sid}",
        "recording": f"/v1/Trunks/{trunk.sid}/Recording",
        "origination": f"/v1/Trunks/{trunk.sid}/OriginationUrls/{origination.sid}",
        "originations": f"/v1/Trunks/{trunk.sid}/OriginationUrls",
        "number": str(account.incoming_phone_numbers.list()[0].uri),
        "address": str(address.uri),
        "addresses": str(address.uri).rpartition("/")[0] + ".json",
        "credential": str(credential.uri),
        "credentials": str(credential.uri).rpartition("/")[0] + ".json",
    }
