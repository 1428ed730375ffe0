"""The Twilio emulator for a test."""

import asyncio
import secrets
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from attrs import field, frozen
from twilio.rest import Client

from trunkline.emulator.app import create_app
from trunkline.emulator.server import Server
from trunkline.providers import connections
from trunkline.providers.settings import Settings

NUMBERS = ("+11234567890", "+15005550006", "+442071838750")


@frozen
class Emulator:
    """A running emulator and its one account, which owns `NUMBERS`.

    Attributes:
        url: `http://127.0.0.1:<port>`, in place of https://api.twilio.com and https://trunking.twilio.com.
        account_sid: `AC` and 32 hex digits.
        auth_token: the account's auth token.
        state: its SQLite file.
    """

    url: str
    account_sid: str
    auth_token: str = field(repr=False)
    state: Path

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which a program uses the emulator."""
        return {
            "TWILIO_ACCOUNT_SID": self.account_sid,
            "TWILIO_AUTH_TOKEN": self.auth_token,
            "TRUNKLINE_TWILIO_URL": self.url,
        }

    @property
    def settings(self) -> Settings:
        """The same as settings, for trunkline's own resources."""
        return Settings(twilio_account_sid=self.account_sid, twilio_auth_token=self.auth_token, twilio_url=self.url)

    def client(self) -> Client:
        """A client of Twilio's own SDK for the emulator."""
        return connections.account(self.settings).twilio

    def requests_made(self) -> list[dict[str, Any]]:
        """The requests since the last call of `forget_requests`, the latest 10,000: {"method", "path", "status"}."""
        made: list[dict[str, Any]] = self._control("GET", "requests").json()["requests"]
        return made

    def request_count(self) -> int:
        """The number of these requests, also of those beyond the latest 10,000."""
        return int(self._control("GET", "requests").json()["count"])

    def forget_requests(self) -> None:
        """Start `requests_made` and `request_count` again from nothing."""
        self._control("DELETE", "requests")

    def misbehave(self, **fault: Any) -> None:
        """Make it fail for a while.

        Args:
            fault: `kind`, one of `latency` (late by `seconds`), `status` (answers `status` and does nothing),
                `status_after` (the same, after it has carried out the request), `drop` and `drop_after` (closes the
                connection without an answer), or `limit` (answers 429 while `at_once` other requests are under way,
                until `behave`); `path`, a regular expression, default any; `method`, default any; `times`, default 1;
                `status`, 429, 500 or 503, default 500; `seconds`, default 0; `at_once`, default 1.
        """
        self._control("POST", "faults", json=fault)

    def behave(self) -> None:
        """End all faults of `misbehave`."""
        self._control("DELETE", "faults")

    def lift_reservations(self) -> None:
        """Release the domains of deleted trunks. Twilio blocks them for up to 30 days."""
        self._control("DELETE", "reserved-domains")

    def _control(self, method: str, path: str, **options: Any) -> requests.Response:
        response = requests.request(
            method,
            f"{self.url}/emulator/{path}",
            auth=(self.account_sid, self.auth_token),
            timeout=10,
            proxies={"no_proxy": "127.0.0.1"},
            **options,
        )
        response.raise_for_status()
        return response


class _PromptServer(Server):
    """A server that ends within 10 ms, without uvicorn's wait for open connections: each test has its own."""

    async def main_loop(self) -> None:
        while not self.should_exit:  # noqa: ASYNC110 - an attribute ends uvicorn
            await asyncio.sleep(0.01)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await self.lifespan.shutdown()


@contextmanager
def running(
    state: Path,
    auth_token: str | None = None,
    api_key: tuple[str, str] = ("", ""),
    numbers: Sequence[str] = NUMBERS,
    region: str = "us1",
) -> Iterator[Emulator]:
    """An emulator in a thread of this process, on a free port of 127.0.0.1."""
    account_sid, token = f"AC{secrets.token_hex(16)}", auth_token or secrets.token_hex(16)
    environment = {
        "TWILIO_ACCOUNT_SID": account_sid,
        "TWILIO_AUTH_TOKEN": token,
        "TWILIO_API_KEY": api_key[0],
        "TWILIO_API_SECRET": api_key[1],
    }
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = _PromptServer(create_app(state, environ=environment, numbers=numbers, region=region))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            time.sleep(0.005)
        try:
            yield Emulator(f"http://127.0.0.1:{listener.getsockname()[1]}", account_sid, token, state)
        finally:
            server.should_exit = True
            thread.join()
