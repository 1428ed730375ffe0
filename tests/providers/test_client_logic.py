"""Resources whose requests are carried out, and answered with something else."""

import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import attrs
import pytest

from trunkline.providers import connections
from trunkline.providers.errors import TrunklineError
from trunkline.testing.twilio import Emulator

from ..support import account, twilio_side, wire
from ..support.between import Answered, between, truly
from ..support.wire import End, Step
from .test_failures import POSTS

pytestmark = pytest.mark.usefixtures("impatient")

REQUESTS = {
    **{f"POST {name}": ("POST", path) for name, path in POSTS.items() if name != "number"},
    "POST number": ("POST", "/IncomingPhoneNumbers/"),
    "GET trunks": ("GET", "/v1/Trunks"),
    "GET lists": ("GET", "/SIP/CredentialLists.json"),
    "GET numbers": ("GET", "/IncomingPhoneNumbers.json"),
}
"""Requests by method and path."""


def _changed(change: Callable[[dict[str, Any]], Any]) -> Callable[[Answered], Iterable[Step]]:
    return lambda answered: [wire.document(answered[1], change(json.loads(answered[2])))]


WAYS: dict[str, Callable[[Answered], Iterable[Step]]] = {
    "HTML": lambda answered: [wire.reply(answered[1], "<html>Log in</html>")],
    "truncated": lambda answered: [wire.reply(answered[1], answered[2])[:-7], End.CLOSE],
    "reset": lambda _: [End.RESET],
    "another's": _changed(lambda document: document | {"sid": f"ZZ{'f' * 32}", "meta": {"key": "x"}, "uri": "/x"}),
    "no keys": _changed(lambda _: {}),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("request_", REQUESTS)
def test_one_wrong_answer_is_survived(way: str, request_: str, emulator: Emulator) -> None:
    method, path = REQUESTS[request_]
    left = [way]

    def spoil(answered: Answered) -> Iterable[Step]:
        request = answered[0]
        is_meant = request.method == method and re.search(path, request.path.partition("?")[0])
        return WAYS[left.pop()](answered) if is_meant and left else truly(answered)

    with between(emulator, spoil) as proxy:
        client = connections.account(attrs.evolve(emulator.settings, twilio_url=proxy.url)).twilio
        assert twilio_side.inspect(client) == []
        twilio_side.create(client)
    twilio_side.is_made_once(emulator)
    assert not left


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_wrong_answers_for_ever_then_another_run(way: str, emulator: Emulator) -> None:
    """Each run ends in one line, and what it made is found by the one that gets through."""
    for spoiled in range(1, 30, 3):

        def spoil(answered: Answered, left: list[int] = [spoiled]) -> Iterable[Step]:  # noqa: B006 - counts down
            left[0] -= 1
            return truly(answered) if left[0] > 0 else WAYS[way](answered)

        with between(emulator, spoil) as proxy:
            client = connections.account(attrs.evolve(emulator.settings, twilio_url=proxy.url)).twilio
            with suppress(TrunklineError):
                twilio_side.create(client)
                assert spoiled > 13
    twilio_side.create(emulator.client())
    twilio_side.is_made_once(emulator)
    assert account.read(emulator) == twilio_side.MADE
