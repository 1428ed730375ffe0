"""Each resource names the property, the value and the rule. No server is asked: there is none here."""

from typing import Any

import pytest

from trunkline.providers import connections
from trunkline.providers.asterisk.database import Database
from trunkline.providers.settings import Settings
from trunkline.providers.twilio.account import Account

from ..support import inputs
from ..support.inputs import ORIGINATION, PASSWORD, URL, with_column
from ..support.logics import CredentialListLogic, EndpointLogic, IpAccessControlListLogic, TrunkLogic

NOBODY = connections.account(
    Settings(twilio_account_sid="AC" + "0" * 32, twilio_auth_token="none", twilio_url="http://127.0.0.1:9")
).twilio
LOGICS: dict[str, Any] = {
    "credentials": CredentialListLogic(Account(NOBODY)),
    "addresses": IpAccessControlListLogic(Account(NOBODY)),
    "trunk": TrunkLogic(Account(NOBODY)),
    "endpoint": EndpointLogic(Database("sqlite:////nowhere")),
}
GOOD = {
    "credentials": inputs.credential_list(),
    "addresses": inputs.ip_access_control_list(),
    "trunk": inputs.trunk(),
    "endpoint": inputs.endpoint(),
}


@pytest.mark.parametrize("resource", GOOD)
def test_good_inputs(resource: str) -> None:
    assert LOGICS[resource].validate(GOOD[resource]) == []


AT = f'origination_urls["{URL}"]'


def _url(**changes: Any) -> dict[str, Any]:
    return {"origination_urls": {URL: ORIGINATION | changes}}


@pytest.mark.parametrize(
    ("resource", "change", "line"),
    [
        ("credentials", {"friendly_name": "x" * 65}, "friendly_name: 'xxx"),
        ("credentials", {"credentials": {"x" * 33: PASSWORD}}, "credentials: 'xxx"),
        ("credentials", {"credentials": {"grable": "short1A"}}, "credentials.grable: the password (not shown) lacks"),
        ("addresses", {"friendly_name": "x" * 256}, "friendly_name: 'xxx"),
        ("addresses", {"ip_addresses": {"2001:db8::1": "asterisk"}}, "ip_addresses: '2001:db8::1' is not an IPv4"),
        ("addresses", {"ip_addresses": {"192.0.2.1/32": "asterisk"}}, "ip_addresses: '192.0.2.1/32' must be written"),
        ("addresses", {"ip_addresses": {"192.0.2.1": ""}}, "ip_addresses[\"192.0.2.1\"]: '' has 0 characters"),
        ("trunk", {"friendly_name": "x" * 65}, "friendly_name: 'xxx"),
        ("trunk", {"domain_name": "grable.twilio.com"}, "domain_name: 'grable.twilio.com' is not"),
        ("trunk", {"transfer_mode": "all"}, "transfer_mode: 'all' is not one of disable-all, enable-all, sip-only"),
        (
            "trunk",
            {"transfer_caller_id": "me"},
            "transfer_caller_id: 'me' is not one of from-transferee, from-transferor",
        ),
        ("trunk", {"disaster_recovery_url": "twiml"}, "disaster_recovery_url: 'twiml' is not an http or https URL"),
        ("trunk", {"disaster_recovery_method": "PUT"}, "disaster_recovery_method: 'PUT' is not one of GET, POST"),
        (
            "trunk",
            {"recording": {"mode": "yes", "trim": "do-not-trim"}},
            "recording.mode: 'yes' is not one of do-not-record,",
        ),
        (
            "trunk",
            {"recording": {"mode": "do-not-record", "trim": "no"}},
            "recording.trim: 'no' is not one of trim-silence, do-not-trim",
        ),
        ("trunk", {"phone_numbers": ["11234567890"]}, "phone_numbers[0]: '11234567890' is not an E.164 number"),
        (
            "trunk",
            {"origination_urls": {"https://a": ORIGINATION}},
            "origination_urls: 'https://a' has a scheme that is",
        ),
        ("trunk", _url(weight=-1.0), f"{AT}.weight: -1 is not a whole number from 0 to 65535"),
        ("trunk", _url(priority=70000.0), f"{AT}.priority: 70000 is not a whole number from 0"),
        ("trunk", _url(friendly_name="x" * 65), f"{AT}.friendly_name: 'xxx"),
        (
            "trunk",
            {"origination_urls": {f"sip:a{n}.example.com": ORIGINATION for n in range(11)}},
            "origination_urls: 11 given: at most 10 are allowed",
        ),
        ("endpoint", {"endpoint_id": ""}, "endpoint_id: '' has 0 characters: from 1 to 40 are allowed"),
        (
            "endpoint",
            with_column(inputs.endpoint(), "ps_endpoints", "allow", "g729"),
            "ps_endpoints.twilio.allow: 'g729' is not a codec of Twilio's trunks: ulaw and alaw are",
        ),
        (
            "endpoint",
            with_column(inputs.endpoint(), "ps_endpoint_id_ips", "match", "0.0.0.0/0"),
            "ps_endpoint_id_ips.twilio-ashburn.match: '0.0.0.0/0' is not an IPv4 address or CIDR block",
        ),
        (
            "endpoint",
            with_column(inputs.endpoint(), "ps_aors", "qualify_frequency", 5.0),
            "ps_aors.twilio.qualify_frequency: 5 is neither 0 nor a whole number from 15 to 86400",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_one_line_each(resource: str, change: dict[str, Any], line: str) -> None:
    (finding,) = LOGICS[resource].validate(GOOD[resource] | change)
    assert finding.startswith(line)
    assert "\n" not in finding
    assert "short1A" not in finding


@pytest.mark.parametrize("frequency", [0, 0.0, 15.0, 60.0, 86400.0])
def test_qualify_frequencies(frequency: float) -> None:
    given = with_column(inputs.endpoint(), "ps_aors", "qualify_frequency", frequency)
    assert LOGICS["endpoint"].validate(given) == []


@pytest.mark.parametrize("resource", GOOD)
def test_every_property_may_be_unknown_yet(resource: str) -> None:
    for key in GOOD[resource].keys() - {"adopt"}:
        assert LOGICS[resource].validate(GOOD[resource] | {key: object()}) == []


@pytest.mark.parametrize("table", ["ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips"])
def test_every_row_may_be_unknown_yet(table: str) -> None:
    assert LOGICS["endpoint"].validate(inputs.endpoint(**{table: {"twilio": object()}})) == []


def test_an_origination_url_may_be_unknown_yet() -> None:
    assert LOGICS["trunk"].validate(inputs.trunk(origination_urls={URL: object()})) == []
