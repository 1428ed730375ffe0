"""A client of Twilio's that dies, as a provider's process does when somebody kills it."""

import threading
from typing import Any

from twilio.http.response import Response
from twilio.rest import Client

from trunkline.testing.twilio import Emulator


class Killed(BaseException):
    """No code catches it, so nothing after it runs."""


class Mortal:
    """An HTTP client that dies at its `life`-th request: before that is sent, or once it has been carried out."""

    def __init__(self, http_client: Any, life: int, *, after: bool) -> None:
        self._http_client = http_client
        self._life = life
        self._after = after
        self._lock = threading.Lock()

    def request(self, *args: Any, **options: Any) -> Response:
        with self._lock:
            self._life -= 1
            life = self._life
        if life > 0:
            response: Response = self._http_client.request(*args, **options)
            return response
        if life == 0 and self._after:
            self._http_client.request(*args, **options)
        raise Killed


def client(emulator: Emulator, life: int, *, after: bool) -> Client:
    immortal = emulator.client()
    mortal = Mortal(immortal.http_client, life, after=after)
    return Client(emulator.account_sid, emulator.auth_token, http_client=mortal)
