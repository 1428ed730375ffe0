"""Another region of Twilio's: which hosts are asked, and what does not go together."""

import inspect
import re
from typing import Any

import attrs
import pytest
import requests
from twilio.base import client_base
from twilio.http import http_client

from trunkline.providers import connections, settings
from trunkline.providers.errors import NotConfiguredError
from trunkline.providers.settings import Settings
from trunkline.testing.twilio import Emulator

ACCOUNT = Settings(twilio_account_sid=f"AC{'0' * 32}", twilio_auth_token="none")


@pytest.mark.parametrize(
    ("region", "edge", "host"),
    [
        (None, None, "trunking.twilio.com"),
        ("", "", "trunking.twilio.com"),
        ("us1", None, "trunking.us1.twilio.com"),
        (None, "ashburn", "trunking.ashburn.us1.twilio.com"),
        ("us1", "umatilla", "trunking.umatilla.us1.twilio.com"),
        ("au1", "sydney", "trunking.sydney.au1.twilio.com"),
        ("ie1", "dublin", "trunking.dublin.ie1.twilio.com"),
        ("jp1", "tokyo", "trunking.tokyo.jp1.twilio.com"),
    ],
)
def test_hosts(region: str | None, edge: str | None, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Asked(Exception):  # noqa: N818 - no error
        pass

    def request(_session: requests.Session, _method: str, url: str, **_options: Any) -> None:
        asked.append(url)
        raise Asked

    monkeypatch.setattr(requests.Session, "request", request)
    twilio = connections.account(attrs.evolve(ACCOUNT, twilio_region=region, twilio_edge=edge)).twilio
    with pytest.raises(Asked):
        twilio.trunking.v1.trunks.list()
    with pytest.raises(Asked):
        twilio.incoming_phone_numbers.list()
    assert [url.split("/")[2] for url in asked] == [host, host.replace("trunking", "api")]


@pytest.mark.parametrize(
    ("region", "edge"),
    [
        ("ie1", None),
        ("ie1", "tokyo"),
        ("au1", ""),
        ("au1", "dublin"),
        ("jp1", "ashburn"),
        ("us1", "dublin"),
        (None, "dublin"),
        ("IE1", "dublin"),
        ("ie1", "Dublin"),
        ("de1", "frankfurt"),
        ("mars", None),
    ],
)
def test_what_does_not_go_together(region: str | None, edge: str | None) -> None:
    with pytest.raises(NotConfiguredError) as refused:
        connections.account(attrs.evolve(ACCOUNT, twilio_region=region, twilio_edge=edge))
    assert str(refused.value) == (
        f"TWILIO_EDGE (twilioEdge) {edge or None!r} does not lead to TWILIO_REGION (twilioRegion) {region or 'us1'!r}: "
        "set sydney for au1, dublin for ie1, tokyo for jp1, or neither of the two"
    )


def test_the_emulator_is_asked_all_the_same(emulator: Emulator) -> None:
    twilio = connections.account(attrs.evolve(emulator.settings, twilio_region="ie1", twilio_edge="dublin")).twilio
    assert len(twilio.incoming_phone_numbers.list(page_size=1)) == 3


def test_settings_come_from_the_sdks_own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_REGION", "jp1")
    monkeypatch.delenv("TWILIO_EDGE", raising=False)
    settings = Settings.find({"twilioRegion": "ie1", "twilioEdge": "tokyo"}.get)
    assert (settings.twilio_region, settings.twilio_edge) == ("jp1", "tokyo")


@pytest.mark.parametrize(
    ("region", "edge", "host"),
    [(None, None, "trunking.twilio.com"), ("jp1", "tokyo", "trunking.tokyo.jp1.twilio.com")],
)
def test_a_provider_of_the_program_asks_no_environment(
    region: str | None, edge: str | None, host: str, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each variable of trunkline's and of the SDK's is nonsense."""
    sdks = re.findall(r"TWILIO_[A-Z_]+", inspect.getsource(client_base) + inspect.getsource(http_client))
    assert {"TWILIO_REGION", "TWILIO_EDGE"} <= {*sdks}
    for variable in {*sdks, *settings.VARIABLES}:
        monkeypatch.setenv(variable, "nonsense")
    given = attrs.asdict(emulator.settings) | {"twilio_region": region, "twilio_edge": edge}
    config = settings.properties("trunkline", {name: given[name] for name in settings.NAMES if given[name]})
    found = Settings.find(lambda key: config.get(f"trunkline:{key}"))
    assert found == attrs.evolve(emulator.settings, twilio_region=region, twilio_edge=edge, explicit=True, alone=True)
    twilio = connections.account(found).twilio
    assert len(twilio.incoming_phone_numbers.list(page_size=1)) == 3
    assert twilio.get_hostname("https://trunking.twilio.com/v1/Trunks") == f"https://{host}/v1/Trunks"
    assert twilio.auth == (emulator.account_sid, emulator.auth_token)
