"""Any text has the parts of a SIP URI, and they are those that Asterisk and Twilio see."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.model.sip_uri import SipUri

PIECES = st.lists(
    st.sampled_from(["sip:", "sips:", "<", ">", "a", "@", "[::1]", ".pstn.twilio.com", ":5060", ";x=y", "?", ",", " "])
    | st.text(max_size=3)
).map("".join)
LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("sip:grable@grable.pstn.twilio.com", ("sip", "grable", "grable.pstn.twilio.com", "", {})),
        ("<sip:GRABLE.pstn.twilio.com:5061;transport=TLS>", ("sip", "", "grable.pstn.twilio.com", "5061", {"transport": "TLS"})),  # noqa: E501
        ("SIPS:pbx", ("sips", "", "pbx", "", {})),
        ("sip:a;b@pbx;lr;Edge=ashburn;edge=dublin?subject=x;y", ("sip", "a;b", "pbx", "", {"lr": "", "edge": "ashburn"})),  # noqa: E501
        ("sip:pbx@[2001:db8::1]:5060", ("sip", "pbx", "[2001:db8::1]", "5060", {})),
        ("grable.pstn.twilio.com", ("", "", "", "", {})),
        ("tel:+11234567890", ("", "", "", "", {})),
        ("sip: >", ("", "", "", "", {})),
        ("", ("", "", "", "", {})),
    ],
)  # fmt: skip
def test_parts(text: str, parts: tuple[str, str, str, str, dict[str, str]]) -> None:
    uri = SipUri(text)
    assert (uri.scheme, uri.user, uri.host, uri.port, uri.parameters) == parts
    assert uri.is_uri == bool(parts[0])


@given(PIECES)
def test_any_text(text: str) -> None:
    uri = SipUri(text)
    assert uri.text == text
    assert uri.is_uri == bool(uri.scheme) == bool(uri.host)
    assert uri.scheme in {"", "sip", "sips"}
    assert not uri.port.strip("0123456789")
    assert uri.address in text
    assert uri.domain_name is None or uri.is_twilio
    assert uri.edge is None or uri.domain_name
    assert re.fullmatch(r"\w*", uri.transport)
    again = SipUri(uri.with_user("grable"))
    assert (again.host, again.port, again.parameters) == (uri.host, uri.port, uri.parameters)
    assert again.user == ("grable" if uri.is_uri else "")


@given(LABELS, st.none() | LABELS, st.none() | st.sampled_from(["udp", "tcp", "tls"]), st.booleans())
def test_a_contact(label: str, edge: str | None, transport: str | None, upper: bool) -> None:
    host = f"{label}.pstn.{f'{edge}.' if edge else ''}twilio.com"
    parameter = f";transport={transport}" if transport else ""
    uri = SipUri(f"sip:{label}@{host.upper() if upper else host}{parameter}")
    assert (uri.user, uri.host, uri.transport) == (label, host, transport or "")
    assert (uri.domain_name, uri.edge, uri.is_twilio) == (f"{label}.pstn.twilio.com", edge, True)


@pytest.mark.parametrize(
    "host", ["pbx", "twilio.com", "grable.sip.twilio.com", "a.pstn.twilio.com.evil", "pstn.twilio.com"]
)
def test_a_host_that_is_no_termination_domain(host: str) -> None:
    uri = SipUri(f"sip:grable@{host}")
    assert uri.domain_name is uri.edge is None
    assert uri.is_twilio == host.endswith("twilio.com")
