"""Accepted values, and values that a preview does not know yet."""

from collections.abc import Callable

import pytest

from trunkline.model import values

from . import judge


@pytest.mark.parametrize(
    "domain",
    [
        *("grable.pstn.twilio.com", "a.pstn.twilio.com", "9-lives.pstn.twilio.com", f"{'g' * 63}.pstn.twilio.com"),
        *("berlin.grable.pstn.twilio.com", "a.pstn.b.pstn.twilio.com"),
    ],
)
def test_domain(domain: str) -> None:
    assert judge.domain_name("domain_name", domain) is None


@pytest.mark.parametrize(("value", "least"), [(1, 1), (1.0, 1), (65535, 1), (65535.0, 0), (0, 0), (0.0, 0)])
def test_whole_number(value: float, least: int) -> None:
    assert judge.whole_number("weight", value, least, 65535) is None


@pytest.mark.parametrize("value", ["206.189.160.179", "206.189.160.0/24", "54.172.60.0/30", "128.0.0.0/8"])
def test_network(value: str) -> None:
    assert judge.network("ip_addresses", value) is None
    assert values.block(*values.parts(value)) == value


@pytest.mark.parametrize("number", ["+11234567890", "+15005550006", "+442071838750", "+4915112345678"])
def test_phone_number(number: str) -> None:
    assert judge.phone_number("phone_numbers", number) is None


@pytest.mark.parametrize("password", ["Grable-Trunk-2024", "aB3456789012", "Pässwort mit ; und ^ 1", "A1" + "a" * 78])
def test_password(password: str) -> None:
    assert judge.password("credentials.grable", password) is None


@pytest.mark.parametrize("username", ["grable", "x" * 32, "+11234567890", "grable.trunk_1-a~!"])
def test_username(username: str) -> None:
    assert judge.username("credentials", username) is None


@pytest.mark.parametrize(
    "url",
    [
        "sip:grable.voip.zoftko.com",
        "sip:206.189.160.179",
        "SIP:grable.voip.zoftko.com:5061;transport=TLS",
        "sip:asterisk@grable.voip.zoftko.com;transport=udp;edge=ashburn",
        "sip:+11234567890@localhost:65535;transport=tcp",
        "sip:a.example.com;lr;x-tag=1",
    ],
)
def test_sip_url(url: str) -> None:
    assert judge.sip_url("origination_urls", url) is None


@pytest.mark.parametrize("codecs", ["ulaw", "alaw", "ulaw,alaw", "alaw,ulaw"])
def test_codecs(codecs: str) -> None:
    assert judge.codecs("ps_endpoints.twilio.allow", codecs) is None


@pytest.mark.parametrize("url", ["", "https://example.com/twiml", "http://203.0.113.1:8080/?a=b"])
def test_web_url(url: str) -> None:
    assert judge.web_url("disaster_recovery_url", url) is None


RULES: list[Callable[[object], str | None]] = [
    lambda value: judge.domain_name("a", value),
    lambda value: judge.text("a", value, 64),
    lambda value: judge.username("a", value),
    lambda value: judge.password("a", value),
    lambda value: judge.network("a", value),
    lambda value: judge.phone_number("a", value),
    lambda value: judge.whole_number("a", value, 1, 2),
    lambda value: judge.choice("a", value, ("b",)),
    lambda value: judge.web_url("a", value),
    lambda value: judge.sip_url("a", value),
    lambda value: judge.codecs("a", value),
]


@pytest.mark.parametrize("rule", RULES)
def test_what_is_not_known_yet_passes(rule: Callable[[object], str | None]) -> None:
    assert rule(object()) is None
