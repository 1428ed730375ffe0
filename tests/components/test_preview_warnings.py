"""What may be meant, and is an error more often: the preview's warning has the doctor's words and the user's names."""

from typing import Any

import pulumi
import pytest

from trunkline import AsteriskEndpointArgs, SipTrunk, SipTrunkArgs, TwilioTrunkArgs
from trunkline.components.arguments import Arguments
from trunkline.doctor import codes
from trunkline.doctor.finding import Code
from trunkline.model import acl
from trunkline.model.signalling import SIGNALLING_RANGES

from . import recorder
from .cases import BASES

NUMBER, OTHER = "+11234567890", "+442071838750"
URL = {"sip_url": "sip:a.example.com;transport=tls"}
DUBLIN = {"dublin": SIGNALLING_RANGES["dublin"]}
ROWS: dict[str, dict[str, dict[str, Any]]] = {
    "ps_auths": {"twilio": {"username": "grable"}},
    "ps_aors": {"twilio": {"contact": "sip:grable@grable.pstn.twilio.com", "qualify_frequency": 60.0}},
    "ps_endpoints": {
        "twilio": {
            "aors": "twilio",
            "outbound_auth": "twilio",
            "context": "from-twilio",
            "transport": "tls",
            "disallow": "all",
            "allow": "ulaw",
            "media_encryption": "sdes",
            "identify_by": "ip",
            "direct_media": False,
        }
    },
    "ps_endpoint_id_ips": {label: {"endpoint": "twilio", "match": block} for label, block in SIGNALLING_RANGES.items()},
}


def _rows(table: str, row: str, **columns: Any) -> dict[str, Any]:
    """`ROWS` with some columns changed; None takes one out."""
    changed = {key: value for key, value in {**ROWS[table][row], **columns}.items() if value is not None}
    return ROWS | {table: ROWS[table] | {row: changed}}


BY_HEADER = _rows("ps_endpoints", "twilio", **acl.write([*SIGNALLING_RANGES.values()])) | {
    "ps_endpoint_id_ips": {"twilio": {"endpoint": "twilio", "match_header": f"X-Twilio-AccountSid: AC{'1' * 32}"}}
}

CASES: list[tuple[dict[str, Any], str, Code]] = [
    ({"asterisk_addresses": ["192.0.2.1", "192.168.1.9"]}, "asterisk_addresses[1]", codes.PRIVATE_ORIGINATION),
    (
        {"asterisk_addresses": {"10.0.0.7/32": "pbx", "192.0.2.1": "nat"}},
        'asterisk_addresses["10.0.0.7/32"]',
        codes.PRIVATE_ORIGINATION,
    ),
    ({"asterisk_addresses": ["192.168.0.0/16"]}, "asterisk_addresses", codes.PRIVATE_ADDRESSES),
    ({"timers": "required"}, "timers", codes.REQUIRED_EXTENSION),
    ({"endpoint_options": {"100rel": "required"}}, 'endpoint_options["100rel"]', codes.REQUIRED_EXTENSION),
    ({"endpoint_options": {"webrtc": True}}, 'endpoint_options["webrtc"]', codes.BROWSER_MEDIA),
    ({"endpoint_options": {"use_avpf": "yes"}}, 'endpoint_options["use_avpf"]', codes.BROWSER_MEDIA),
    ({"endpoint_options": {"max_audio_streams": 0}}, 'endpoint_options["max_audio_streams"]', codes.NO_AUDIO),
    (
        {"auth_options": {"supported_algorithms_uac": "SHA-256"}},
        'auth_options["supported_algorithms_uac"]',
        codes.NO_MD5,
    ),
    ({"endpoint_options": {"contact_deny": "0.0.0.0/0"}}, 'endpoint_options["contact_deny"]', codes.CONTACT_ACL),
    ({"rows_as_found": _rows("ps_endpoints", "twilio", timers="required")}, "rows_as_found", codes.REQUIRED_EXTENSION),
    ({"rows_as_found": _rows("ps_endpoints", "twilio", webrtc="yes")}, "rows_as_found", codes.BROWSER_MEDIA),
    (
        {"rows_as_found": _rows("ps_endpoints", "twilio", deny="0.0.0.0/0,::/0", permit="192.168.0.0/16,fd00::/8")},
        "rows_as_found",
        codes.RANGE_MISSING,
    ),
    (
        {"rows_as_found": _rows("ps_endpoints", "twilio", outbound_proxy="sip:a.example.com")},
        "rows_as_found",
        codes.STRICT_PROXY,
    ),
    (
        {"origination_urls": [URL, {"sip_url": "sip:127.0.0.1;transport=tls"}]},
        "origination_urls[1].sip_url",
        codes.PRIVATE_ORIGINATION,
    ),
    (
        {"origination_urls": [{"sip_url": "sip:a.example.com:5060;transport=tls"}]},
        "origination_urls[0].sip_url",
        codes.ORIGINATION_PORT,
    ),
    ({"origination_urls": [], "phone_numbers": [NUMBER]}, "origination_urls", codes.NO_ORIGINATION),
    (
        {"origination_urls": [URL | {"enabled": False}], "phone_numbers": [NUMBER]},
        "origination_urls",
        codes.NO_ORIGINATION,
    ),
    ({"signalling_ranges": DUBLIN}, "signalling_ranges", codes.RANGE_MISSING),
    (
        {"signalling_ranges": {**SIGNALLING_RANGES, "proxy": "198.51.100.7"}},
        'signalling_ranges["proxy"]',
        codes.STRANGERS_MATCH,
    ),
    ({"direct_media": True}, "direct_media", codes.DIRECT_MEDIA),
    ({"dtmf_mode": "inband"}, "dtmf_mode", codes.DTMF),
    ({"edges": ["dublin", "ashburn"], "qualify_frequency": 0}, "qualify_frequency", codes.NO_FAILOVER),
    ({"rows_as_found": _rows("ps_endpoints", "twilio", identify_by=None)}, "rows_as_found", codes.SPOOFABLE),
    (
        {"rows_as_found": _rows("ps_endpoints", "twilio", media_encryption="no")},
        "rows_as_found",
        codes.MEDIA_ENCRYPTION,
    ),
    ({"rows_as_found": _rows("ps_auths", "twilio", username="other")}, "rows_as_found", codes.UNKNOWN_USERNAME),
    ({"rows_as_found": _rows("ps_aors", "twilio", qualify_frequency=5)}, "rows_as_found", codes.TOO_OFTEN),
    ({"rows_as_found": _rows("ps_endpoint_id_ips", "tokyo", match=None)}, "rows_as_found", codes.RANGE_MISSING),
]


def _warnings(kind: type[Arguments], **given: Any) -> list[str]:
    return [str(each) for each in kind(**{**BASES[kind], **given}).warnings()]


@pytest.mark.parametrize(("given", "path", "code"), CASES, ids=lambda each: getattr(each, "code", None))
def test_a_trunk(given: dict[str, Any], path: str, code: Code) -> None:
    (line,) = _warnings(SipTrunkArgs, **given)
    assert line.startswith(f"SipTrunkArgs.{path}: ")
    assert f"{code.finding}: " in line


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        case
        for case in CASES
        if {"signalling_ranges", "timers", "endpoint_options", "edges", "rows_as_found"} & case[0].keys()
    ],
    ids=lambda each: getattr(each, "code", None),
)
def test_an_endpoint(given: dict[str, Any], path: str, code: Code) -> None:
    (line,) = _warnings(AsteriskEndpointArgs, **given)
    assert line.startswith(f"AsteriskEndpointArgs.{path}: ")
    assert f"{code.finding}: " in line


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"asterisk_addresses": ["192.168.0.0/16", "192.0.2.1"]},
        {"timers": "yes", "endpoint_options": {"100rel": "yes", "webrtc": False}},
        {"origination_urls": [{"sip_url": "sip:127.0.0.1;transport=tls", "enabled": False}]},
        {"qualify_frequency": 0},
        {"rows_as_found": ROWS},
        {"rows_as_found": ROWS, "auth_type": "md5"},
        {"rows_as_found": _rows("ps_auths", "twilio", auth_type="md5")},
        {"rows_as_found": BY_HEADER},  # which account the trunk has is not known here
    ],
)
def test_nothing_to_warn_of(given: dict[str, Any]) -> None:
    assert _warnings(SipTrunkArgs, **given) == []


def test_a_trunk_alone() -> None:
    (line,) = _warnings(TwilioTrunkArgs, ip_addresses=["10.0.0.7"], origination_urls=[URL])
    assert line.startswith(
        f"TwilioTrunkArgs.ip_addresses: {codes.PRIVATE_ADDRESSES.finding}: 10.0.0.7: set ip_addresses"
    )


def test_one_of_several_endpoints() -> None:
    assert _warnings(AsteriskEndpointArgs, edges=["dublin"], signalling_ranges=DUBLIN) == []
    (line,) = _warnings(AsteriskEndpointArgs, edges=["dublin", "tokyo"], signalling_ranges=DUBLIN)
    assert f"{codes.RANGE_MISSING.finding}: {SIGNALLING_RANGES['tokyo']}: " in line


@pytest.mark.parametrize("is_late", [False, True])
def test_an_extension_for_another_number(is_late: bool, caplog: pytest.LogCaptureFixture) -> None:
    extensions = {NUMBER: "Hangup()", OTHER: "Hangup()", "_+44X.": "Hangup()", "s": "Hangup()"}

    def make() -> SipTrunk:
        numbers: Any = pulumi.Output.from_input([NUMBER]) if is_late else [NUMBER]
        return SipTrunk(
            "twilio", SipTrunkArgs(**{**BASES[SipTrunkArgs], "phone_numbers": numbers, "extensions": extensions})
        )

    recorder.preview(make)
    warned = [each.getMessage() for each in caplog.records if codes.CALLS_GO_ELSEWHERE.finding in each.getMessage()]
    assert [line.split(": ")[1] for line in warned] == [f'SipTrunkArgs.extensions["{OTHER}"]']


def test_a_number_is_bought_once() -> None:
    desk, fax = {"name": "desk", "country": "US"}, {"name": "fax", "phone_number": NUMBER}
    bought: Any = [desk, fax, desk]
    found = SipTrunkArgs(**BASES[SipTrunkArgs], phone_numbers=[NUMBER], buy_numbers=bought).problems("twilio")
    assert [str(each) for each in found] == [
        f"SipTrunkArgs.buy_numbers[1].phone_number: '{NUMBER}' is the trunk's already: list it once",
        "SipTrunkArgs.buy_numbers[2].name: 'desk' is listed before: give each number its own name",
    ]
