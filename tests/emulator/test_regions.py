"""The differences in the region ie1."""

import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from trunkline.emulator.app import create_app
from trunkline.emulator.errors import StartError
from trunkline.emulator.server import Server

ACCOUNT, TOKEN = f"AC{secrets.token_hex(16)}", secrets.token_hex(16)
NUMBERS = f"/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers"


@contextmanager
def _running(state: Path, region: str) -> Iterator[Callable[..., requests.Response]]:
    with socket.create_server(("127.0.0.1", 0)) as listener, requests.Session() as session:
        environ = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}
        server = Server(create_app(state, environ=environ, region=region))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        session.auth = (ACCOUNT, TOKEN)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield lambda method, path, **options: session.request(method, url + path, timeout=10, **options)
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize(("region", "status"), [("us1", 200), ("au1", 200), ("ie1", 404), ("jp1", 200)])
def test_a_trunks_numbers(region: str, status: int, tmp_path: Path) -> None:
    with _running(tmp_path / "state.sqlite3", region) as send:
        trunk = send("POST", "/v1/Trunks").json()["sid"]
        number = send("GET", f"{NUMBERS}.json").json()["incoming_phone_numbers"][0]["sid"]
        taken = send("POST", f"{NUMBERS}/{number}.json", data={"TrunkSid": trunk}).json()
        assert taken["trunk_sid"] == trunk

        answer = send("GET", f"/v1/Trunks/{trunk}/PhoneNumbers")
        assert answer.status_code == status
        assert [each["sid"] for each in answer.json().get("phone_numbers", [])] == [number][: status == 200]

        assert send("POST", f"{NUMBERS}/{number}.json", data={"TrunkSid": ""}).json()["trunk_sid"] is None


def test_no_region(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="mars is not a region; must be one of us1, au1, ie1, jp1"):
        create_app(tmp_path / "state.sqlite3", region="mars")
    assert list(tmp_path.iterdir()) == []
