"""Values that no column can hold or Asterisk does not accept: one line with row and column, and nothing is written."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import TrunklineError

from ..support import inputs, rows
from ..support.inputs import PASSWORD, with_column
from ..support.logics import EndpointLogic
from ..support.postgres import PostgresServer

NOTHING: dict[str, dict[str, Any]] = {table: {} for table in rows.ENDPOINT_TABLES}
HUGE = 10**400
BROKEN = ("a\0b", "a\nb", "a\rb", "tab\there", "\x7f", "\ud800")

BY_RULE: dict[tuple[str, str], list[Any]] = {
    ("ps_auths", "username"): ["", "x" * 33, "a b", 'a"b', "a:b", "a;b", "a<b", "a@b", "ümlaut", "a\\b", "a\n"],
    ("ps_aors", "contact"): [
        "",
        "grable@grable.pstn.twilio.com",
        "sips:grable@grable.pstn.twilio.com",
        "sip:@grable.pstn.twilio.com",
        "sip:gra ble@grable.pstn.twilio.com",
        "sip:grable@",
        "sip:grable@grable.pstn.twilio.com;transport=ws",
        "sip:grable@grable.pstn.twilio.com;edge=dublin",
        "sip:a@b,sip:c@d",
        "sip:grable@grable_pstn",
        "<sip:grable@grable.pstn.twilio.com>",
    ],
    ("ps_aors", "qualify_frequency"): [-1, 1, 14, 14.0, 15.5, 86401, True, "60", HUGE, float("nan"), float("inf")],
    ("ps_endpoints", "allow"): ["", "g729", "ulaw,", "ulaw;alaw", "ULAW", "ulaw,opus", "all", "!ulaw"],
    ("ps_endpoints", "context"): ["", "from twilio", "from,twilio", "a;b", "a/b", "ümlaut", "a\nb", "a(b)", "a'b"],
    ("ps_endpoints", "dtmf_mode"): ["", "rfc2833", "RFC4733", "sip-info", "shortinfo"],
    ("ps_endpoint_id_ips", "match"): [
        "",
        "0.0.0.0/0",
        "192.0.2.1/33",
        "192.0.2.1/24",
        "::1",
        "pbx",
        "192.0.2.1,pbx",
        "192.0.2.1;192.0.2.2",
    ],
}
BY_SCHEMA: dict[tuple[str, str], list[Any]] = {
    ("ps_auths", "auth_type"): ["digest", "", "none", True, 1.0, ["md5"], {"md5": True}],
    ("ps_auths", "password"): [["a"], {"a": "b"}, *BROKEN, PASSWORD * 6],
    ("ps_auths", "nonce_lifetime"): [
        "soon",
        "",
        0.5,
        True,
        2**31,
        -(2**31) - 1,
        HUGE,
        float("nan"),
        float("inf"),
        "1e400",
    ],
    ("ps_aors", "max_contacts"): ["one", 1.5, False, 2**40, "1.5"],
    ("ps_aors", "qualify_timeout"): ["soon", "", True, float("nan"), float("inf"), "nan", HUGE, [3.0]],
    ("ps_aors", "authenticate_qualify"): ["maybe", "", 2, "y", 0.5, [True]],
    ("ps_endpoints", "aors"): [["twilio"], *BROKEN],
    ("ps_endpoints", "direct_media"): ["maybe", "", "none", 2, "yes no", {"yes": True}],
    ("ps_endpoints", "media_encryption"): ["srtp", "", "yes", "sdes,dtls"],
    ("ps_endpoints", "transport"): ["x" * 41, *BROKEN],
    ("ps_endpoints", "callerid"): ["x" * 41, "Grable\n<+1>", ["Grable"]],
    ("ps_endpoints", "set_var"): [["A=1", 2], ["A=1\n"], {"A": "1"}, [["A=1"]], "A=\0"],
    ("ps_endpoints", "max_audio_streams"): ["many", 1.5, True, 2**31],
    ("ps_endpoints", "from_domain"): ["x" * 36 + ".com.", ["a"]],
    ("ps_endpoints", "id"): ["twilio", "other", 1],
    ("ps_endpoints", "no_such_column"): ["x", 1, True, ["x"]],
    ("ps_endpoint_id_ips", "srv_lookups"): ["maybe", "", 7],
    ("ps_endpoint_id_ips", "match_request_uri"): ["x" * 256, "/a\nb/"],
}


def _cases(bogus: dict[tuple[str, str], list[Any]]) -> list[Any]:
    return [
        pytest.param(table, column, value, id=f"{table}.{column}-{index}")
        for (table, column), values in bogus.items()
        for index, value in enumerate(values)
    ]


@pytest.fixture(scope="module")
def fixed(postgres_server: PostgresServer) -> Database:
    """One PostgreSQL database for all of them: nothing stays in it."""
    return Database(postgres_server.create_database())


@pytest.mark.parametrize(("table", "column", "value"), _cases(BY_RULE))
def test_by_rule(table: str, column: str, value: Any) -> None:
    """No database is asked: there is none here."""
    logic = EndpointLogic(Database("sqlite:////nowhere"))
    findings = logic.validate(with_column(inputs.endpoint(), table, column, value))
    assert len(findings) == 1
    assert findings[0].startswith(f"{table}.")
    assert f".{column}: " in findings[0]
    assert len(findings[0].splitlines()) == 1


@pytest.mark.parametrize(("table", "column", "value"), _cases(BY_SCHEMA))
def test_by_the_schema(table: str, column: str, value: Any, fixed: Database) -> None:
    logic, declared = EndpointLogic(fixed), with_column(inputs.endpoint(), table, column, value)
    (finding,) = logic.inspect({}, declared)
    assert finding.startswith(f"{table}.")
    assert f".{column}: " in finding
    assert PASSWORD not in finding
    with pytest.raises(TrunklineError) as refused:
        logic.create(declared)
    assert str(refused.value) == finding
    assert rows.read(fixed) == NOTHING


@pytest.mark.parametrize(
    "endpoint_id", ["", "x" * 41, "two words", "a,b", "a;b", "a/b", "a@b", "ümlaut", "a\n", "a'b", "a&b", "a^b", "${A}"]
)
def test_endpoint_ids(endpoint_id: str) -> None:
    """The id is in dial strings, and in lists of AORs."""
    findings = EndpointLogic(Database("sqlite:////nowhere")).validate(inputs.endpoint() | {"endpoint_id": endpoint_id})
    assert len(findings) == 1
    assert findings[0].startswith("endpoint_id: ")


@pytest.mark.parametrize("exten", ["", "+1 123", "a,b", "+1;2", "+1/2", "ümlaut", "${EXTEN}", "+1\n"])
def test_extens(exten: str) -> None:
    row = {"context": "from-twilio", "exten": exten, "priority": 1.0, "app": "Goto", "appdata": "a,b,1"}
    given = inputs.endpoint(extensions={"from-twilio/x/1": row})
    (finding,) = EndpointLogic(Database("sqlite:////nowhere")).validate(given)
    assert finding.startswith('extensions["from-twilio/x/1"].exten: ')


ANYTHING = st.one_of(
    st.text(max_size=300),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.sampled_from(["yes", "No", "TRUE", "0", "", "md5", "sdes", "^3B;", "twilio", "15"]),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)
COLUMNS = st.sampled_from([*BY_RULE, *BY_SCHEMA, ("ps_endpoints", "accountcode"), ("ps_endpoints", "language")])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(COLUMNS, ANYTHING)
def test_anything_in_any_column(fixed: Database, place: tuple[str, str], value: Any) -> None:
    """It is refused in a line, or kept as it is: then the next read finds no difference."""
    logic, declared = EndpointLogic(fixed), with_column(inputs.endpoint(), *place, value)
    findings = logic.validate(declared) or logic.inspect({}, declared)
    assert all(len(finding.splitlines()) == 1 for finding in findings)
    if findings:
        assert rows.read(fixed) == NOTHING
        return
    _, outputs = logic.create(declared)
    try:
        assert logic.read("twilio", outputs) == declared
    finally:
        logic.delete("twilio", outputs)
        assert rows.read(fixed) == NOTHING


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40), st.text("^;3Bb5Ee a", max_size=20))
def test_texts_come_back(fixed: Database, caller_id: str, password: str) -> None:
    logic = EndpointLogic(fixed)
    declared = with_column(inputs.endpoint(), "ps_endpoints", "callerid", caller_id)
    declared = with_column(declared, "ps_auths", "password", password)
    if logic.inspect({}, declared):
        return
    _, outputs = logic.create(declared)
    try:
        assert logic.read("twilio", outputs) == declared
    finally:
        logic.delete("twilio", outputs)
