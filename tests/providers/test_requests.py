"""How many requests the guide's trunk costs, and how long each may take."""

from typing import Any

import pytest
import requests
from twilio.rest import Client

from trunkline.providers.twilio import http_client
from trunkline.testing.twilio import Emulator

from ..support import twilio_side


def test_first_up(emulator: Emulator, client: Client) -> None:
    """The requests of an `up`, with its preview."""
    emulator.forget_requests()
    assert twilio_side.inspect(client) == []
    twilio_side.create(client)
    assert len(emulator.requests_made()) <= 14
    twilio_side.is_made_once(emulator)


def test_every_request_has_a_time_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    timeouts = set()
    send = requests.Session.send

    def spy(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        timeouts.add(options["timeout"].total)
        return send(session, request, **options)

    monkeypatch.setattr(requests.Session, "send", spy)
    twilio_side.create(client)
    assert timeouts == {http_client.TIMEOUT}
    assert 0 < http_client.TIMEOUT <= 30
