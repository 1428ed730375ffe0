"""Bogus values, field by field, and that what is refused leaves no trace."""

from collections.abc import Callable

import pytest
import requests

Send = Callable[..., requests.Response]

TRUNK = {
    "FriendlyName": ["x" * 65],
    "DomainName": [
        "example.com",
        "pstn.twilio.com",
        ".pstn.twilio.com",
        "a..b.pstn.twilio.com",
        "-a.b.pstn.twilio.com",
        "under_score.pstn.twilio.com",
        "-hyphen.pstn.twilio.com",
        "hyphen-.pstn.twilio.com",
        "x.pstn.twilio.com.example.com",
        "x.pstn.dublin.twilio.com",
        "x.pstn.twilio.com\n",
        "x" * 64 + ".pstn.twilio.com",
        "straße.pstn.twilio.com",
    ],
    "DisasterRecoveryUrl": [
        "example.com",
        "ftp://example.com",
        "https://",
        "https://a b",
        "https://[",
        "/path",
    ],
    "DisasterRecoveryMethod": ["get", "PUT"],
    "TransferMode": ["", "Enable-All", "on"],
    "TransferCallerId": ["", "transferee"],
    "Secure": ["", "yes", "1"],
    "CnamLookupEnabled": ["", "no", "null"],
}
RECORDING = {"Mode": ["", "record"], "Trim": ["", "trim"]}
ORIGINATION_URL = {
    "FriendlyName": ["x" * 65],
    "SipUrl": [
        "",
        "pbx.example.com",
        "http://pbx.example.com",
        "sip:",
        "sip:user@",
        "sip:pbx.example.com:0",
        "sip:pbx.example.com:65536",
        "sip:pbx.example.com;transport=sctp",
        "sip:pbx.example.com;edge=mars",
        "sip:pbx .example.com",
        "<sip:pbx.example.com>",
        "sip:[2001:db8::1]",
        "sip:pbx.example.com?",
        "sip:pbx.example.com?X-Site=a?b",
    ],
    "Priority": ["", "-1", "65536", "1.5", "high", "\u0661"],
    "Weight": ["", "-1", "65536", "0x1"],
    "Enabled": ["", "yes"],
}
CREDENTIAL = {
    "Username": ["", " ", "x" * 33, "a b", "a:b", "a@b", 'a"b', "a\\b", "ä"],
    "Password": ["", "Short0Word", "alllowercase0", "ALLUPPERCASE0", "NoDigitsInHere"],
}
IP_ADDRESS = {
    "FriendlyName": ["x" * 256],
    "IpAddress": [
        "",
        "192.0.2",
        "192.0.2.256",
        "192.0.2.01",
        "192.0.2.0/24",
        "2001:db8::1",
        "pbx.example.com",
    ],
    "CidrPrefixLength": ["", "0", "33", "-1", "many"],
}
NUMBER = {
    "FriendlyName": ["x" * 65],
    "ApiVersion": ["2020-01-01"],
    "TrunkSid": ["TK1", "TK" + "0" * 32, "CL" + "0" * 32],
    "VoiceUrl": ["example.com"],
    "VoiceMethod": ["HEAD"],
    "VoiceFallbackUrl": ["example.com"],
    "VoiceFallbackMethod": ["HEAD"],
    "VoiceApplicationSid": ["AP1"],
    "VoiceCallerIdLookup": ["maybe"],
    "VoiceReceiveMode": ["video"],
    "SmsUrl": ["example.com"],
    "SmsMethod": ["HEAD"],
    "SmsFallbackUrl": ["example.com"],
    "SmsFallbackMethod": ["HEAD"],
    "SmsApplicationSid": ["AP1"],
    "StatusCallback": ["example.com"],
    "StatusCallbackMethod": ["HEAD"],
    "AddressSid": ["AD1"],
    "IdentitySid": ["RI1"],
    "BundleSid": ["BU1"],
    "EmergencyStatus": ["active"],
    "EmergencyAddressSid": ["AD1"],
    "AccountSid": ["AC" + "0" * 32],
}

GOOD_URL = {"FriendlyName": "x", "SipUrl": "sip:x", "Priority": "1", "Weight": "1", "Enabled": "true"}
GOOD_CREDENTIAL = {"Username": "pbx", "Password": "IWasAtSignal2018"}
GOOD_ADDRESS = {"FriendlyName": "pbx", "IpAddress": "192.0.2.1"}


@pytest.mark.parametrize(
    ("path", "good", "bogus"),
    [
        ("trunk", {}, TRUNK),
        ("recording", {}, RECORDING),
        ("origination", {}, ORIGINATION_URL),
        ("originations", GOOD_URL, ORIGINATION_URL),
        ("number", {}, NUMBER),
        ("address", {}, IP_ADDRESS),
        ("addresses", GOOD_ADDRESS, IP_ADDRESS),
        ("credential", {}, {"Password": CREDENTIAL["Password"]}),
        ("credentials", GOOD_CREDENTIAL, CREDENTIAL),
    ],
)
def test_a_bogus_value_is_refused_and_changes_nothing(
    send: Send, paths: dict[str, str], path: str, good: dict[str, str], bogus: dict[str, list[str]]
) -> None:
    before = send("GET", paths[path]).json()

    for field, values in bogus.items():
        for value in values:
            answer = send("POST", paths[path], data={**good, field: value})
            assert answer.status_code == 400, (field, value, answer.text)
            assert 20001 <= answer.json()["code"] < 22000, (field, value)

    assert send("GET", paths[path]).json() == before


@pytest.mark.parametrize(
    ("path", "good"),
    [("originations", GOOD_URL), ("addresses", GOOD_ADDRESS), ("credentials", GOOD_CREDENTIAL)],
)
def test_a_field_that_create_needs_cannot_be_left_out(
    send: Send, paths: dict[str, str], path: str, good: dict[str, str]
) -> None:
    for field in good:
        answer = send("POST", paths[path], data={name: good[name] for name in good if name != field})
        assert answer.status_code == 400
        assert field in answer.json()["message"]

    assert send("POST", paths[path], data=good).status_code == 201


@pytest.mark.parametrize(
    ("path", "width", "code"),
    [("SIP/CredentialLists", 64, 21240), ("SIP/IpAccessControlLists", 255, 21235)],
)
def test_a_list_needs_a_name_that_fits(send: Send, path: str, width: int, code: int) -> None:
    path = f"/2010-04-01/Accounts/{{account}}/{path}.json"

    for data in ({}, {"FriendlyName": ""}, {"FriendlyName": " "}, {"FriendlyName": "x" * (width + 1)}):
        answer = send("POST", path, data=data)
        assert (answer.status_code, answer.json()["code"]) == (400, code)

    assert send("POST", path, data={"FriendlyName": "ä" * width}).status_code == 201


@pytest.mark.parametrize("path", ["CredentialLists", "IpAccessControlLists", "PhoneNumbers"])
def test_an_association_needs_a_sid(send: Send, paths: dict[str, str], path: str) -> None:
    assert send("POST", f"{paths['trunk']}/{path}").json()["code"] == 20001
