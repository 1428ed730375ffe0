"""Changes that lose calls or cost money, one at a time."""

import json
from typing import Any

import pytest

from trunkline.model import acl
from trunkline.model.signalling import SIGNALLING_RANGES

from .documents import alerts, comment, document, step

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
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def _urls(*priorities: tuple[str, int]) -> dict[str, Any]:
    return {"origination_urls": {f"sip:{host}.example.com": {"priority": number} for host, number in priorities}}


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
        (
            _urls(("a", 20), ("b", 10)),
            "WARNING",
            "inbound calls go to `sip:b.example.com` first, instead of `sip:a.example.com`",
        ),
        (_urls(("a", 10), ("b", 20), ("c", 5)), "WARNING", "go to `sip:c.example.com` first, instead of `sip:a."),
        (_urls(("a", 10), ("b", 10)), "WARNING", "go to `sip:a.example.com`, `sip:b.example.com` first, instead of"),
        (_urls(("a", 1), ("b", 2)), "", ""),
        (_urls(("a", 10), ("b", 20), ("c", 15)), "", ""),
        ({"origination_urls": {"sip:a.example.com": UNKNOWN, "sip:b.example.com": UNKNOWN}}, "", ""),
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


@pytest.mark.parametrize(
    ("setting", "on", "off", "text"),
    [
        ("recording", {"mode": "record-from-ringing"}, TRUNK["recording"], "recording turned off: Twilio records no"),
        ("cnam_lookup_enabled", True, False, "CNAM lookup turned off: inbound calls come without the caller's name"),
        ("transfer_mode", "enable-all", "disable-all", "call transfer turned off: Twilio refuses to transfer a call"),
    ],
)
def test_a_feature_that_is_turned_off(setting: str, on: Any, off: Any, text: str) -> None:
    changed = document(step("twilio:Trunk", TRUNK | {setting: on}, TRUNK | {setting: off}))
    _assert_alert(changed, "WARNING", text)


def test_backups_in_another_order() -> None:
    before, after = _urls(("a", 1), ("b", 2), ("c", 3)), _urls(("a", 1), ("b", 3), ("c", 2))
    _assert_alert(
        document(step("twilio:Trunk", TRUNK | before, TRUNK | after)),
        "NOTE",
        "if `sip:a.example.com` does not answer, inbound calls go to `sip:c.example.com`, `sip:b.example.com`, in",
    )


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


HALVES = ("0.0.0.0/1", "128.0.0.0/1")
SMALL = ("192.0.2.0/25", "192.0.2.128/25")


@pytest.mark.parametrize(
    ("before", "after", "level", "text"),
    [
        (
            ("192.0.2.1",),
            HALVES,
            "WARNING",
            "IP ranges `0.0.0.0/1`, `128.0.0.0/1` added: 4,294,967,296 addresses may call at your expense",
        ),
        (("0.0.0.0/0",), HALVES, "", ""),
        (HALVES, ("0.0.0.0/0",), "", ""),
        (HALVES, HALVES[:1], "CAUTION", "IP range `128.0.0.0/1` removed: Twilio refuses calls from there"),
        (("192.0.2.0/24",), SMALL, "", ""),
        (
            ("192.0.2.0/24",),
            SMALL[:1],
            "CAUTION",
            "IP range `192.0.2.0/24`, the only one so far, removed: Twilio refuses calls from its addresses that",
        ),
        (("192.0.2.1",), ("192.0.2.1", "10.0.0.0/8", "10.0.0.0/16"), "WARNING", ": 16,777,216 addresses may call"),
    ],
)
def test_wide_ranges(before: tuple[str, ...], after: tuple[str, ...], level: str, text: str) -> None:
    old, new = ({"ip_addresses": dict.fromkeys(each, "a")} for each in (before, after))
    _assert_alert(document(step("twilio:IpAccessControlList", old, new)), level, text)


BLOCKS = {f"twilio-{edge}": {"match": block} for edge, block in SIGNALLING_RANGES.items()}
HOSTS = {f"twilio-{host}": {"match_request_uri": f"/@{host}[.]example[.]com([^A-Za-z0-9.-]|$)/"} for host in "ab"}
HEADER = {"twilio-header": {"match_header": "X-Twilio-AccountSid: AC1"}}
SBC = {"twilio-sbc": {"match": "203.0.113.5"}}
REMOVED = "removed: Asterisk refuses inbound calls that no other row matches"


@pytest.mark.parametrize(
    ("before", "after", "level", "text"),
    [
        (
            BLOCKS,
            HOSTS,
            "NOTE",
            "inbound calls identified by host instead of by address: other trunks can share",
        ),
        (HOSTS, BLOCKS, "WARNING", "inbound calls identified by address instead of by host: calls of other trunks"),
        (
            HEADER,
            BLOCKS,
            "WARNING",
            "header `X-Twilio-AccountSid: AC1` no longer required: Asterisk accepts calls of",
        ),
        (HEADER, {}, "CAUTION", f"identify row `twilio-header` {REMOVED}"),
        (HEADER, SBC, "CAUTION", f"identify row `twilio-header` {REMOVED}"),
        (BLOCKS | SBC, BLOCKS, "CAUTION", f"identify row `twilio-sbc` {REMOVED}"),
        (HOSTS, {"twilio-a": HOSTS["twilio-a"]}, "CAUTION", f"identify row `twilio-b` {REMOVED}"),
        (BLOCKS, {"all": {"match": ",".join(SIGNALLING_RANGES.values())}}, "", ""),
        (BLOCKS, {"twilio-a": HOSTS["twilio-a"]}, "CAUTION", "identify rows `twilio-ashburn`"),
        (BLOCKS, {"all": {"match_request_uri": "a.example.com"}}, "CAUTION", "identify rows `twilio-ashburn`"),
        (BLOCKS, {"all": {"match_request_uri": "/[/"}}, "CAUTION", "identify rows `twilio-ashburn`"),
    ],
)
def test_ways_to_identify_calls(before: Any, after: Any, level: str, text: str) -> None:
    """`shared_asterisk` changes them from addresses to hosts: no call is lost if each origination URL has a row."""
    old, new = ({"ps_endpoints": {}, "ps_endpoint_id_ips": each} for each in (before, after))
    changed = step("asterisk:Endpoint", ENDPOINT | old, ENDPOINT | new)
    _assert_alert(document(step("twilio:Trunk", TRUNK, TRUNK) | {"op": "same"}, changed), level, text)


@pytest.mark.parametrize("ranges", [SIGNALLING_RANGES, {"frankfurt": SIGNALLING_RANGES["frankfurt"]}])
def test_the_acl_of_a_shared_asterisk(ranges: dict[str, str]) -> None:
    """With `shared_asterisk`, the ACL has the ranges that were in identify rows."""
    old = {"ps_endpoints": {"twilio": {"aors": "twilio"}}, "ps_endpoint_id_ips": BLOCKS}
    columns = acl.write(ranges.values())
    new = {"ps_endpoints": {"twilio": {"aors": "twilio"} | columns}, "ps_endpoint_id_ips": HOSTS}
    shown = step("twilio:Trunk", TRUNK, TRUNK) | {"op": "same"}
    found = alerts(document(shown, step("asterisk:Endpoint", ENDPOINT | old, ENDPOINT | new)))
    assert [("signalling ranges" in each, "54.172.60.0/30" in each) for each in found.get("CAUTION", [])] == [
        (True, True) for _ in range(len(ranges) == 1)
    ]


OWN, OTHER = "+15005550006", "+442071838750"


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [(None, OWN, ""), (None, OTHER, "WARNING"), (OWN, OTHER, "WARNING"), (OTHER, OTHER, ""), (OTHER, None, "")],
)
def test_from_user(before: str | None, after: str | None, level: str) -> None:
    old, new = ({"ps_endpoints": {"twilio": {"aors": "twilio", "from_user": each}}} for each in (before, after))
    shown = step("twilio:Trunk", TRUNK, TRUNK) | {"op": "same"}
    text = f"→ `{OTHER}`: Twilio refuses calls out (error 32204) unless the account owns that number or has verified it"
    _assert_alert(document(shown, step("asterisk:Endpoint", ENDPOINT | old, ENDPOINT | new)), level, text)
    if before is None:
        _assert_alert(document(shown, step("asterisk:Endpoint", None, ENDPOINT | new)), level, text)


def test_a_dialplan_row_names_its_number() -> None:
    rows = ({"from-twilio/+15005550006/1": {"app": app, "exten": "+15005550006"}} for app in ("Goto", "Hangup"))
    old, new = (ENDPOINT | {"extensions": each} for each in rows)
    made = document(step("asterisk:Endpoint", old, new))
    _assert_alert(made, "NOTE", "calls to `+15005550006` run `Hangup()` instead of `Goto()`")
    assert "dialplan row `from-twilio/+15005550006/1`: app `Goto` → `Hangup`" in comment(made)
    _assert_alert(
        document(step("asterisk:Endpoint", old, old | {"extensions": None})),
        "WARNING",
        "dialplan row `from-twilio/+15005550006/1` removed: calls to `+15005550006` fail unless extensions.conf has it",
    )


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
