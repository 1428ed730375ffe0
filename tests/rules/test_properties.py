"""Rules with many values."""

import ipaddress
import re
import string

from hypothesis import example, given
from hypothesis import strategies as st

from trunkline.model import values
from trunkline.providers.asterisk.encoding import decode, encode

from . import judge

ANYTHING = st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none())
DRIVERS = st.sampled_from(["sqlite", "postgresql", "mysql"])


@given(ANYTHING)
def test_every_rule_answers_one_line_or_none(value: object) -> None:
    for line in (
        judge.domain_name("domain_name", value),
        judge.text("a", value, 64),
        judge.username("a", value),
        judge.password("a", value),
        judge.network("a", value),
        judge.phone_number("a", value),
        judge.whole_number("a", value, 0, 65535),
        judge.choice("a", value, ("b", "c")),
        judge.web_url("a", value),
        judge.sip_url("a", value),
        judge.codecs("a", value),
    ):
        assert line is None or (line and len(line.splitlines()) == 1)


@given(st.text(min_size=4))
def test_a_password_is_never_repeated(password: str) -> None:
    usual = judge.password("credentials.grable", "") or ""
    line = judge.password("credentials.grable", password)
    assert not line or password not in line or password in usual


@given(st.from_regex(r"[A-Za-z0-9;^!-/]{12,80}", fullmatch=True))
def test_passwords_by_twilios_rule(password: str) -> None:
    fits = all(re.search(kind, password) for kind in ("[A-Z]", "[a-z]", "[0-9]"))
    assert (judge.password("a", password) is None) is fits


@given(st.integers(-10, 70000))
def test_weights(weight: int) -> None:
    assert (judge.whole_number("weight", float(weight), 1, 65535) is None) is (1 <= weight <= 65535)


@given(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True))
def test_domains(label: str) -> None:
    assert judge.domain_name("domain_name", f"{label}.pstn.twilio.com") is None
    assert judge.domain_name("domain_name", f"{label}.pstn.example.com")


@given(st.ip_addresses(v=4), st.integers(values.WIDEST, 32))
def test_networks(address: ipaddress.IPv4Address, prefix: int) -> None:
    network = str(ipaddress.IPv4Network((address, prefix), strict=False))
    canonical = values.canonical_network(network)
    assert judge.network("a", canonical) is None
    assert values.canonical_network(canonical) == canonical
    assert values.block(*values.parts(canonical)) == canonical


@given(st.ip_addresses(v=6))
def test_no_ipv6(address: ipaddress.IPv6Address) -> None:
    assert judge.network("a", str(address))


@given(st.text(max_size=130), st.integers(1, 128))
def test_widths(name: str, width: int) -> None:
    assert (judge.text("a", name, width) is None) is (1 <= len(name) <= width)


@given(st.lists(st.sampled_from(["ulaw", "alaw", "opus", "g722", ""]), min_size=1))
def test_codecs(codecs: list[str]) -> None:
    assert (judge.codecs("a", ",".join(codecs)) is None) is (set(codecs) <= {"ulaw", "alaw"})


@given(st.text(string.ascii_letters + string.digits + ":;=@.[]<>? ", max_size=30))
@example("0;@")
def test_sip_urls_name_a_host(rest: str) -> None:
    if judge.sip_url("a", f"sip:{rest}") is None:
        host = re.split(r"[:;]", rest.rpartition("@")[2])[0]
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", host)


@given(st.text("^;0123456789ABCDEFabcdefxyz "), DRIVERS)
def test_what_is_stored_means_what_was_declared(value: str, driver: str) -> None:
    stored = encode(value, driver)
    assert decode(stored, driver) == value
    assert driver == "sqlite" or ";" not in stored
