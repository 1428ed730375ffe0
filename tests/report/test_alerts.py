"""Changes that lose calls or cost money, one at a time."""

import json
from typing import Any

import pytest

from .documents import alerts, document, step

TRUNK: dict[str, Any] = {
    "domain_name": "grable.pstn.twilio.com",
    "secure": False,
    "recording": {"mode": "do-not-record", "trim": "do-not-trim"},
    "disaster_recovery_url": "https://example.com/twiml",
    "origination_urls": {
        "sip:a.example.com": {"enabled": True, "priority": 10},
        "sip:b.example.com": {"enabled": True, "priority": 20},
    },
    "phone_numbers": ["+15005550006"],
    "keep_domain": True,
    "credential_lists": ["CL1", "CL2"],
    "ip_access_control_lists": ["AL1"],
}
AOR: dict[str, Any] = {"contact": "sip:grable@grable.pstn.twilio.com", "qualify_frequency": 60}
ENDPOINT: dict[str, Any] = {
    "endpoint_id": "twilio",
    "ps_auths": {"twilio": {"username": "grable", "password": "[secret]"}},
    "ps_aors": {"twilio": AOR},
    "ps_endpoints": {"twilio": {"aors": "twilio", "deny": "0.0.0.0/0,!54.172.60.0/30", "permit": "35.156.191.128/30"}},
    "ps_endpoint_id_ips": {"twilio-all": {"match": "54.172.0.0/16"}, "twilio-a": {"match_request_uri": "/@a[.]b/"}},
    "extensions": {"from-twilio/100/1": {"app": "Goto"}},
}
GRABLE: dict[str, Any] = {"credentials": {"grable": "[secret]"}}
NUMBER: dict[str, Any] = {"friendly_name": "trunkline/test/sales", "buy": {"country": "US", "area_code": "415"}}


@pytest.mark.parametrize(
    ("change", "level", "text"),
    [
        ({"secure": True}, "CAUTION", "secure turned on: Twilio refuses calls without TLS and SRTP"),
        ({"origination_urls": {}}, "CAUTION", "removed or disabled, and none is left: no inbound call arrives"),
        (
            {"origination_urls": TRUNK["origination_urls"] | {"sip:a.example.com": {"enabled": False}}},
            "WARNING",
            "origination URL `sip:a.example.com` removed or disabled: no inbound call goes there",
        ),
        ({"disaster_recovery_url": None}, "WARNING", "disaster recovery URL removed"),
        ({"phone_numbers": []}, "CAUTION", "number `+15005550006` removed from the trunk: its inbound calls stop"),
        ({"domain_name": "b.pstn.twilio.com"}, "CAUTION", "calls to `grable.pstn.twilio.com` fail"),
        ({"credential_lists": ["CL1"]}, "CAUTION", "credential list `CL2` removed from the trunk: Twilio refuses"),
        ({"ip_access_control_lists": []}, "CAUTION", "IP access control list `AL1` removed from the trunk: Twilio"),
        ({"credential_lists": ["CL1", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"]}, "", ""),
        (
            {"keep_domain": False},
            "NOTE",
            "keep_domain turned off: after a deletion of the trunk, its domain is blocked",
        ),
    ],
)
def test_trunk(change: dict[str, Any], level: str, text: str) -> None:
    _assert_alert(document(step("twilio:Trunk", TRUNK, TRUNK | change)), level, text)


def test_a_trunk_that_keeps_its_domain() -> None:
    _assert_alert(document(step("twilio:Trunk", TRUNK, None)), "CAUTION", "it stays at Twilio, with its domain only")


@pytest.mark.parametrize(
    ("severity", "message", "subject"),
    [
        ("warning", "config trunks.twilio.dtmfMode: 'inband': TL501 Twilio hears no digits: set rfc4733", ""),
        ("info", "trunk 'grable.pstn.twilio.com': it is number 101 of the account's trunks: ask Twilio", "`twilio`: "),
        ("info", "credential list 'a': it is number 101 of the account's credential lists: ask Twilio", ""),
        ("info", "IP access control list 'a': it is number 1001 of the account's: ask Twilio", ""),
        ("info", "Asterisk endpoint 'a': it shares them with 'b': set sharedAsterisk, on each of them", ""),
    ],
)
def test_a_warning_of_the_program_or_a_provider(severity: str, message: str, subject: str) -> None:
    """The engine's JSON has what a provider prints as information, and what a program warns of as a warning."""
    changed = step("twilio:Trunk", TRUNK, TRUNK)
    said = {"severity": severity, "message": f"{message}\n\n"}
    assert alerts(document(changed, diagnostics=[said]))["WARNING"] == [f"{subject}`{message}`"]


def test_a_number_that_moves_is_not_lost() -> None:
    gives, takes = TRUNK | {"phone_numbers": []}, TRUNK | {"phone_numbers": ["+15005550006", "+442071838750"]}
    steps = step("twilio:Trunk", TRUNK, gives), step("twilio:Trunk", gives, takes, "b")
    moved = "`twilio`: number `+15005550006` moves to `b`, with its inbound calls"
    assert alerts(document(*steps)) == {"NOTE": [moved]}


@pytest.mark.parametrize(
    ("change", "level", "text"),
    [
        ({"192.0.2.1": "a", "192.0.2.2": "b"}, "", ""),
        ({"192.0.2.0/24": "a"}, "", ""),
        ({"192.0.2.2": "b"}, "CAUTION", "IP range `192.0.2.1`, the only one so far, removed: Twilio refuses calls"),
        ({}, "CAUTION", "removed: none is left, so Twilio refuses every call from Asterisk"),
        ({"192.0.0.0/16": "a"}, "WARNING", "IP range `192.0.0.0/16` added: 65,536 addresses may call at your expense"),
    ],
)
def test_ip_ranges(change: dict[str, str], level: str, text: str) -> None:
    before, after = ({"ip_addresses": addresses} for addresses in ({"192.0.2.1": "a"}, change))
    _assert_alert(document(step("twilio:IpAccessControlList", before, after)), level, text)


@pytest.mark.parametrize(
    ("table", "rows", "level", "text"),
    [
        ("ps_endpoint_id_ips", {"twilio-a": {"match_request_uri": "/@a[.]b/"}}, "CAUTION", "identify row `twilio-all`"),
        (
            "ps_endpoint_id_ips",
            {"twilio-all": {"match": "54.172.0.0/16"}},
            "CAUTION",
            "identify row `twilio-a`",
        ),
        (
            "ps_endpoints",
            {"twilio": {"aors": "twilio", "deny": "0.0.0.0/0,!54.172.60.0/30"}},
            "CAUTION",
            "signalling range `35.156.191.128/30` no longer permitted",
        ),
        (
            "ps_endpoints",
            {"twilio": {"aors": "twilio", "deny": "0.0.0.0/0", "permit": "0.0.0.0/0,!54.172.60.1"}},
            "CAUTION",
            "signalling range `54.172.60.0/30` no longer permitted",
        ),
        ("ps_endpoints", {"twilio": {"aors": "twilio"}}, "", ""),
        ("ps_aors", {"twilio": AOR | {"qualify_frequency": 30}}, "", ""),
        (
            "ps_aors",
            {"twilio": AOR | {"qualify_frequency": 0}},
            "WARNING",
            "OPTIONS to `grable.pstn.twilio.com` turned off: Asterisk does not detect that Twilio is unreachable",
        ),
        ("extensions", None, "WARNING", "dialplan row `from-twilio/100/1` removed"),
        ("ps_aors", {"twilio": AOR | {"contact": "sip:a@b.example"}}, "NOTE", "calls out go to `b.example` instead of"),
    ],
)
def test_rows(table: str, rows: Any, level: str, text: str) -> None:
    _assert_alert(document(step("asterisk:Endpoint", ENDPOINT, ENDPOINT | {table: rows})), level, text)


def test_a_separate_endpoint_must_encrypt_as_its_trunk_does() -> None:
    encrypted = ENDPOINT | {"ps_endpoints": {"twilio": {"aors": "twilio", "media_encryption": "sdes"}}}
    made = json.dumps(document(step("asterisk:Endpoint", ENDPOINT, encrypted)))
    assert alerts(json.loads(made)) == {}
    (text,) = alerts(json.loads(made.replace("SipTrunk", "AsteriskEndpoint")))["WARNING"]
    assert text == "`twilio`: media encryption none → `sdes`: calls fail unless the trunk's secure changes too"


def test_a_password_that_no_list_seals() -> None:
    changed = step("asterisk:Endpoint", ENDPOINT, ENDPOINT)
    changed["detailedDiff"] = {"ps_auths.twilio.password": {"kind": "update"}}
    _assert_alert(document(changed), "WARNING", "Twilio refuses Asterisk's calls until its list has the same password")


def test_an_endpoint_that_is_created_does_not_change_to_the_new_credential() -> None:
    changed = step("twilio:CredentialList", GRABLE, GRABLE)
    changed["detailedDiff"] = {"credentials.grable": {"kind": "update"}}
    endpoint = step("asterisk:Endpoint", ENDPOINT, ENDPOINT | {"sealed": GRABLE})
    created = step("asterisk:Endpoint", ENDPOINT, ENDPOINT | {"sealed": GRABLE, "endpoint_id": "carrier"})
    assert set(alerts(document(changed, endpoint))) == {"NOTE"}
    assert set(alerts(document(changed, created | {"op": "replace"}))) == {"CAUTION"}


def test_credentials_that_a_preview_names_by_their_list_only() -> None:
    credentials = {"credentials": {"a.b": "[secret]"}}
    changed = step("twilio:CredentialList", credentials, credentials)
    for diff in (
        {"detailedDiff": None, "diffReasons": ["credentials"]},
        {"detailedDiff": {'credentials["a.b"]': {"kind": "update"}}},
    ):
        assert "password of `a.b` changed" in alerts(document(changed | diff))["CAUTION"][0]


@pytest.mark.parametrize(
    ("old", "new", "level", "text"),
    [
        (None, NUMBER, "WARNING", "number `twilio-PhoneNumber (US, 415)` bought: Twilio charges for it every month"),
        (NUMBER, None, "NOTE", "no longer in the stack: the account keeps it, and pays for it"),
        (
            NUMBER | {"release_on_delete": True},
            None,
            "CAUTION",
            "its calls stop, and another customer of Twilio can get it",
        ),
        (NUMBER, NUMBER | {"emergency_status": "Inactive"}, "WARNING", "emergency address of number"),
    ],
)
def test_numbers(old: dict[str, Any] | None, new: dict[str, Any] | None, level: str, text: str) -> None:
    _assert_alert(document(step("twilio:PhoneNumber", old, new)), level, text)


def test_a_number_that_the_account_has_costs_nothing() -> None:
    plan = "is the account's already and is taken over: nothing is bought"
    notice = {"severity": "info", "message": f"phone number 'trunkline/test/sales': +14155550100 {plan}\n\n"}
    bought = document(step("twilio:PhoneNumber", None, NUMBER), diagnostics=[notice])
    assert alerts(bought) == {"NOTE": [f"`twilio`: number `+14155550100` {plan}"]}


def test_a_provider_with_other_settings() -> None:
    changed = {"op": "update", "urn": "urn:pulumi:test::trunkline::pulumi:providers:pulumi-python::berlin"}
    assert alerts(document(changed))["WARNING"][0].startswith("provider `berlin` has other settings: if they name")


def test_a_value_that_is_secret_or_unknown_as_a_whole_is_not_removed() -> None:
    for whole in ("[secret]", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"):
        for kind, inputs in (("twilio:Trunk", TRUNK), ("asterisk:Endpoint", ENDPOINT)):
            hidden = {key: whole if isinstance(value, dict | list) else value for key, value in inputs.items()}
            assert "CAUTION" not in alerts(document(step(kind, inputs, hidden)))


def _assert_alert(made: dict[str, Any], level: str, text: str) -> None:
    """There is one alert, with that text; none if the level is empty."""
    found = alerts(made)
    assert set(found) == ({level} if level else set())
    if level:
        assert len(found[level]) == 1
        assert found[level][0].startswith("`twilio`: ")
        assert text in found[level][0]
