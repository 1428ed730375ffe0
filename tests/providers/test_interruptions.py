"""A run that was killed anywhere is repaired by running again."""

import itertools
import threading
from typing import Any

import pytest
from twilio.http.response import Response
from twilio.rest import Client

from ..support import account, twilio_side
from ..support.twilio import Emulator


class Killed(BaseException):
    """Nobody catches it: what comes after is as if it had never been written."""


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


def _mortal(emulator: Emulator, life: int, *, after: bool) -> Client:
    immortal = emulator.client()
    mortal = Mortal(immortal.http_client, life, after=after)
    return Client(emulator.account_sid, emulator.auth_token, http_client=mortal)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("life", range(1, 12))
def test_killed_at_each_request(life: int, after: bool, emulator: Emulator) -> None:
    with pytest.raises(Killed):
        twilio_side.create(_mortal(emulator, life, after=after))
    twilio_side.create(emulator.client())
    twilio_side.is_made_once(emulator)


def test_that_was_each_request(emulator: Emulator) -> None:
    twilio_side.create(_mortal(emulator, 12, after=False))
    twilio_side.is_made_once(emulator)


def test_killed_again_and_again(emulator: Emulator) -> None:
    """Each run gets one request further than the one before."""
    for life in itertools.count(1):
        try:
            twilio_side.create(_mortal(emulator, life, after=True))
        except Killed:
            assert account.read(emulator)["lists"] <= 2
        else:
            break
    twilio_side.is_made_once(emulator)
