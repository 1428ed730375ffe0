"""Refused values: one line with the property, the value and the rule."""

from collections.abc import Callable

import pytest

from trunkline.model import values

from . import judge

Case = tuple[Callable[[str, object], str | None], object, str]


def _domain(_prop: str, value: object) -> str | None:
    return judge.domain_name("domain_name", value)


def _name(width: int) -> Callable[[str, object], str | None]:
    return lambda prop, value: judge.text(prop, value, width)


def _number(least: int, most: int) -> Callable[[str, object], str | None]:
    return lambda prop, value: judge.whole_number(prop, value, least, most)


def _one_of(*allowed: str) -> Callable[[str, object], str | None]:
    return lambda prop, value: judge.choice(prop, value, allowed)


NO_DOMAIN = (
    "is not a termination domain: "
    "labels of a-z, 0-9 and '-' up to 63 characters, with dots between, then .pstn.twilio.com"
)
NO_WEIGHT = "is not a whole number from 1 to 65535"
NO_PRIORITY = "is not a whole number from 0 to 65535"
NO_NETWORK = "is not an IPv4 address or CIDR block"
NO_NUMBER = "is not an E.164 number: '+', country code and number, digits only, as in +442071838750"
NO_URL = "is not a SIP URL: sip:[user@]host[:port][;transport=udp|tcp|tls][;edge=name]"
NO_CODEC = "is not a codec of Twilio's trunks: ulaw and alaw are"
NO_USERNAME = "is not 1 to 32 printable ASCII characters without space"

BOGUS: dict[str, list[Case]] = {
    "domain_name": [
        (_domain, "grable", NO_DOMAIN),
        (_domain, "grable.twilio.com", NO_DOMAIN),
        (_domain, "grable.sip.twilio.com", NO_DOMAIN),
        (_domain, "grable.pstn.ashburn.twilio.com", NO_DOMAIN),
        (_domain, "grable.pstn.twilio.com.evil.com", NO_DOMAIN),
        (_domain, "grable.pstnxtwilio.com", NO_DOMAIN),
        (_domain, ".pstn.twilio.com", NO_DOMAIN),
        (_domain, "a..b.pstn.twilio.com", NO_DOMAIN),
        (_domain, ".b.pstn.twilio.com", NO_DOMAIN),
        (_domain, "a.-b.pstn.twilio.com", NO_DOMAIN),
        (_domain, "-grable.pstn.twilio.com", NO_DOMAIN),
        (_domain, "grable-.pstn.twilio.com", NO_DOMAIN),
        (_domain, "gr_able.pstn.twilio.com", NO_DOMAIN),
        (_domain, "Grable.pstn.twilio.com", NO_DOMAIN),
        (_domain, "gräble.pstn.twilio.com", NO_DOMAIN),
        (_domain, "grable.pstn.twilio.com\n", NO_DOMAIN),
        (_domain, f"{'g' * 64}.pstn.twilio.com", NO_DOMAIN),
    ],
    "weight": [(_number(1, 65535), bogus, NO_WEIGHT) for bogus in (0, -1, 65536, 1.5, 0.0)],
    "enabled": [(_number(1, 65535), bogus, "given: a whole number is needed") for bogus in ("10", True)],
    "priority": [
        (_number(0, 65535), bogus, NO_PRIORITY)
        for bogus in (70000, 70000.0, -1, 0.5, float("inf"), float("nan"), 10**400)
    ],
    "ip_addresses": [
        (judge.network, bogus, NO_NETWORK)
        for bogus in (
            "",
            "grable.voip.zoftko.com",
            "206.189.160",
            "206.189.160.256",
            "206.189.160.179/33",
            "206.189.160.179/24",
            "2001:db8::1",
            "206.189.160.0179",
            " 206.189.160.179",
            "0.0.0.0/0",
        )
    ],
    "phone_numbers": [
        (judge.phone_number, bogus, NO_NUMBER)
        for bogus in (
            "",
            "+",
            "11234567890",
            "(123) 456-7890",
            "+1 123 456 7890",
            "+1123456",
            "+999123456789",
            "+4420718387501234567",
            "tel:+442071838750",
            "+44(0)2071838750",
            "+442071838750 ",
            "+4420718387\uff15\uff10",
        )
    ],
    "password": [
        (judge.password, "Short1a", "lacks 12 characters"),
        (judge.password, "no-upper-case-1", "lacks an upper-case letter"),
        (judge.password, "NO-LOWER-CASE-1", "lacks a lower-case letter"),
        (judge.password, "No-digit-at-all", "lacks a digit"),
        (judge.password, "", "lacks 12 characters, an upper-case letter, a lower-case letter, a digit"),
    ],
    "friendly_name": [
        (_name(64), "", "has 0 characters: from 1 to 64 are allowed"),
        (_name(64), "x" * 65, "has 65 characters: from 1 to 64 are allowed"),
        (_name(255), "x" * 256, "has 256 characters: from 1 to 255 are allowed"),
    ],
    "credentials": [
        (judge.username, bogus, NO_USERNAME)
        for bogus in ("", "x" * 33, "gra ble", "grable@evil", "a:b", 'a"b', "a;b", "a\nb", "<a>", "gräble")
    ],
    "allow": [
        (judge.codecs, "g729", f"'g729' {NO_CODEC}"),
        (judge.codecs, "ulaw,opus,g722", f"'opus', 'g722' {NO_CODEC}"),
        (judge.codecs, "", f"'' {NO_CODEC}"),
        (judge.codecs, "ulaw, alaw", f"' alaw' {NO_CODEC}"),
    ],
    "origination_urls": [
        (judge.sip_url, "sips:grable.example.com", "has the scheme sips: use sip: with ;transport=tls"),
        (judge.sip_url, "https://grable.example.com", "has a scheme that is not sip"),
        (judge.sip_url, "tel:+11234567890", "has a scheme that is not sip"),
        (judge.sip_url, "grable.example.com", "has a scheme that is not sip"),
        *(
            (judge.sip_url, bogus, NO_URL)
            for bogus in (
                "sip:",
                "sip:a b",
                "sip:a@",
                "sip:a@b@c",
                "sip:grable.example.com:0",
                "sip:grable.example.com:65536",
                "sip:grable.example.com:tls",
                "sip:[2001:db8::1]",
                "sip:grable..example.com",
                "sip:grable.example.com?subject=x",
                "sip:<grable.example.com>",
                "sip:grable.example.com;",
            )
        ),
        (judge.sip_url, "sip:a.example.com;transport=sctp", "transport is udp, tcp or tls"),
        (judge.sip_url, "sip:a.example.com;transport=", "transport is udp, tcp or tls"),
        (judge.sip_url, "sip:a.example.com;edge=a b", NO_URL),
        (judge.sip_url, "sip:a.example.com;edge=a_b", "edge is a name"),
    ],
    "disaster_recovery_url": [
        (judge.web_url, bogus, "is not an http or https URL")
        for bogus in ("grable.example.com", "ftp://a", "https://", "https://a b", "http://[")
    ],
    "transfer_mode": [
        (_one_of("disable-all", "enable-all", "sip-only"), "all", "is not one of disable-all, enable-all, sip-only")
    ],
}


@pytest.mark.parametrize(
    ("prop", "rule", "value", "fact"),
    [(prop, *case) for prop, cases in BOGUS.items() for case in cases],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else type(value).__name__,
)
def test_refused(prop: str, rule: Callable[[str, object], str | None], value: object, fact: str) -> None:
    line = rule(prop, value)
    assert line
    assert line.startswith(f"{prop}: ")
    assert fact in line
    assert "\n" not in line
    if rule is not judge.password and rule is not judge.codecs and not fact.endswith("is needed"):
        assert values.shown(value) in line


@pytest.mark.parametrize("network", ["206.189.160.179/32", "206.189.160.0/255.255.255.0"])
def test_another_spelling(network: str) -> None:
    line = judge.network("ip_addresses", network)
    assert line == f"ip_addresses: {network!r} must be written {values.canonical_network(network)!r}"
