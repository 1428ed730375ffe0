"""The doctor has an answer to any value of a column, and never shows a secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.doctor.checks import examine
from trunkline.doctor.checks.numbers import _matches

from .world import NUMBER, World

COLUMNS = {
    "ps_auths": ("auth_type", "username", "password", "md5_cred", "realm"),
    "ps_aors": ("contact", "qualify_frequency", "qualify_2xx_only"),
    "ps_endpoints": (
        "aors",
        "outbound_auth",
        "transport",
        "allow",
        "disallow",
        "identify_by",
        "media_encryption",
        "direct_media",
        "callerid",
        "context",
        "deny",
        "permit",
        "auth",
    ),
}
PLACES = [(table, column) for table, columns in COLUMNS.items() for column in columns]
TEXT = st.text("abtwiliosp:@;,.^3B!/0123456789-=<> \u00e9", max_size=40)
PIECES = st.lists(
    st.sampled_from(
        ["sip:", "grable", "@", ".pstn.twilio.com", ":5060", ";transport=tls", "^3B", ",", "0.0.0.0/0", "!"]
    ),
    max_size=6,
).map("".join)
CANARY = "Qw7~"
VALUES = st.one_of(st.integers(-2, 100000), TEXT, PIECES).filter(lambda value: value != "")


@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
@given(changes=st.dictionaries(st.sampled_from(PLACES), VALUES, max_size=3), match=VALUES, exten=TEXT)
def test_any_value(
    declared: bool, dialect: str, changes: dict[tuple[str, str], int | str], match: str, exten: str
) -> None:
    world = World(dialect=dialect)
    if declared:
        world.declare()
    for (table, column), value in changes.items():
        world.column(table, column, f"{CANARY}{value}" if column in {"password", "md5_cred"} else value)
    world.add("ps_endpoint_id_ips", "any", endpoint="twilio", match=match)
    world.add("ps_endpoint_id_ips", "uri", endpoint="twilio", match_request_uri=f"/{match}/")
    world.extensions = {"from-twilio": frozenset({f"_{exten}"})}
    for finding in examine(world.snapshot()):
        assert "\n" not in finding.fact
        assert CANARY not in finding.fact


@pytest.mark.parametrize(
    ("exten", "matches"),
    [
        (NUMBER, True),
        ("_+1NXXNXXXXXX", False),
        ("_+1ZXXXXXXXXX", True),
        ("_+1.", True),
        ("_+1!", True),
        ("_[+]112345678[0-9]0", True),
        ("_+1123-456-7890", True),
        ("_+1123456789[1-9]", False),
        ("s", False),
    ],
)
def test_dialplan_patterns(exten: str, matches: bool) -> None:
    assert _matches(exten, NUMBER) == matches
