"""The guide's own statements, run by hand, and what the doctor reports."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from trunkline.cli import app
from trunkline.components import SIGNALLING_RANGES
from trunkline.testing.twilio import Emulator

from .conftest import ByHand

PASSWORD = "Grable-Trunk-2024"
GUIDE = (
    "INSERT INTO ps_auths (id, username, password, auth_type) VALUES ('twilio', 'XXXXX', 'XXXXXX', 'userpass')",
    (
        "INSERT INTO ps_aors (id, contact, max_contacts, qualify_frequency)"
        " VALUES ('twilio', 'sip:user@yourtermination.pstn.twilio.com', 1, 60)"
    ),
    (
        "INSERT INTO ps_endpoints (id, disallow, allow, outbound_auth, aors, context, transport)"
        " VALUES ('twilio', 'all', 'ulaw', 'twilio', 'twilio', 'from-twilio', 'tls')"
    ),
    """INSERT INTO ps_endpoint_id_ips (id, endpoint, "match") VALUES ('twilio-oregon', 'twilio', '54.244.51.0/30')""",
)
"""As the guide has them, with its placeholders; `match` is in quotes, because MariaDB reserves the word."""

OWN_DOMAIN = "UPDATE ps_aors SET contact = 'sip:user@grable.pstn.twilio.com'"
OWN_USER = "UPDATE ps_aors SET contact = 'sip:grable@grable.pstn.twilio.com'"
OWN_USERNAME = "UPDATE ps_auths SET username = 'grable'"
OWN_PASSWORD = f"UPDATE ps_auths SET password = '{PASSWORD}'"  # noqa: S608 - our own
NO_TRANSPORT = "UPDATE ps_endpoints SET transport = NULL"
REPAIRED = (
    "UPDATE ps_endpoints SET identify_by = 'ip', media_encryption = 'sdes', direct_media = 'no'",
    "UPDATE ps_aors SET qualify_2xx_only = 'yes'",
    *(
        f"""INSERT INTO ps_endpoint_id_ips (id, endpoint, "match") VALUES ('twilio-{edge}', 'twilio', '{block}')"""  # noqa: S608
        for edge, block in SIGNALLING_RANGES.items()
        if block != "54.244.51.0/30"
    ),
)

LEFT_OUT = {
    "TL302": "ps_endpoint_id_ips.twilio",
    "TL305": "ps_endpoints.twilio.identify_by",
    "TL406": "ps_endpoints.twilio.direct_media",
    "TL414": "ps_aors.twilio.qualify_2xx_only",
}
"""Settings that the guide leaves out."""
PLAIN = {"TL401": "ps_endpoints.twilio.media_encryption"}
USER = {"TL110": "ps_aors.twilio.contact"}
WEAK = {"TL205": "ps_auths.twilio.password"}


@pytest.fixture
def doctor(
    emulator: Emulator, database_url: str, by_hand: ByHand, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, str]]:
    """The guide's trunk and rows. Runs further statements, and returns {code: subject}."""
    twilio = emulator.client()
    trunk = twilio.trunking.v1.trunks.create(domain_name="grable.pstn.twilio.com", secure=True)
    credentials = twilio.api.v2010.account.sip.credential_lists.create("grable")
    credentials.credentials.create("grable", PASSWORD)
    addresses = twilio.api.v2010.account.sip.ip_access_control_lists.create("grable")
    addresses.ip_addresses.create("asterisk", "206.189.160.179")
    trunk.credentials_lists.create(credentials.sid)
    trunk.ip_access_control_lists.create(addresses.sid)
    trunk.origination_urls.create(10, 10, True, "asterisk", "sip:grable.voip.zoftko.com;transport=tls")
    trunk.phone_numbers.create(twilio.incoming_phone_numbers.list(phone_number="+11234567890")[0].sid)
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TRUNKLINE_DATABASE_URL", database_url)
    by_hand.revoke()
    by_hand.run(*GUIDE)
    emulator.forget_requests()

    def examine(*statements: str) -> dict[str, str]:
        if statements:
            by_hand.run(*statements)
        ended = CliRunner().invoke(app, ["doctor", "--json"])
        findings: list[dict[str, Any]] = json.loads(ended.stdout)["findings"]
        assert ended.exit_code == bool([each for each in findings if each["severity"] != "hint"])
        assert PASSWORD not in ended.stdout
        assert {made["method"] for made in emulator.requests_made()} == {"GET"}
        return {each["code"]: each["subject"] for each in findings}

    return examine


def test_word_for_word(doctor: Callable[..., dict[str, str]]) -> None:
    assert doctor() == LEFT_OUT | USER | WEAK | {"TL102": "ps_aors.twilio.contact"}


def test_with_the_reader_s_own_domain(doctor: Callable[..., dict[str, str]]) -> None:
    assert doctor(OWN_DOMAIN) == LEFT_OUT | PLAIN | WEAK | {"TL203": "ps_auths.twilio.username"}


def test_with_the_reader_s_own_username(doctor: Callable[..., dict[str, str]]) -> None:
    assert doctor(OWN_DOMAIN, OWN_USERNAME) == LEFT_OUT | PLAIN | WEAK | USER


def test_with_all_of_the_reader_s_own(doctor: Callable[..., dict[str, str]]) -> None:
    assert doctor(OWN_USER, OWN_USERNAME, OWN_PASSWORD) == LEFT_OUT | PLAIN


def test_without_the_crucial_transport(doctor: Callable[..., dict[str, str]]) -> None:
    found = doctor(OWN_USER, OWN_USERNAME, OWN_PASSWORD, NO_TRANSPORT)
    assert found == LEFT_OUT | PLAIN | {"TL402": "ps_endpoints.twilio.transport"}


def test_once_repaired(doctor: Callable[..., dict[str, str]], emulator: Emulator) -> None:
    assert doctor(OWN_USER, OWN_USERNAME, OWN_PASSWORD, *REPAIRED) == {}
    assert len(emulator.requests_made()) == 7
    ended = CliRunner().invoke(app, ["doctor"])
    assert (ended.exit_code, ended.stdout) == (
        0,
        "Healthy; checked 1 trunk (grable.pstn.twilio.com), 1 endpoint (twilio), 1 number (+11234567890)\n",
    )
