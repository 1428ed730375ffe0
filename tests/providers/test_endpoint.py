"""The Asterisk rows, on SQLite and on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from twilio.rest import Client

from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import NotOursError, RefusedError
from trunkline.providers.twilio.account import Account

from ..support import inputs, rows
from ..support.inputs import PASSWORD, with_column
from ..support.logics import EndpointLogic

NOTHING: dict[str, dict[str, Any]] = {
    "ps_auths": {},
    "ps_aors": {},
    "ps_endpoints": {},
    "ps_endpoint_id_ips": {},
}


def _rows(declared: dict[str, Any]) -> dict[str, Any]:
    return {table: declared[table] for table in NOTHING}


def test_create_and_read(database_url: str, endpoints: EndpointLogic) -> None:
    declared = inputs.endpoint()
    assert endpoints.inspect({}, declared) == []
    endpoint_id, outputs = endpoints.create(declared)
    assert endpoint_id == "twilio"
    assert outputs == endpoints.read(endpoint_id, outputs) == declared
    assert rows.read(database_url) == _rows(declared)


def test_create_again_finds_its_own(database_url: str, endpoints: EndpointLogic) -> None:
    declared = inputs.endpoint()
    endpoints.create(declared)
    assert endpoints.inspect({}, declared) == []
    assert endpoints.create(declared) == ("twilio", declared)
    assert rows.read(database_url) == _rows(declared)


FOREIGN = [
    ("ps_auths", "twilio", "INSERT INTO ps_auths (id, username) VALUES ('twilio', 'else')"),
    ("ps_aors", "twilio", "INSERT INTO ps_aors (id, contact) VALUES ('twilio', 'sip:else')"),
    ("ps_endpoints", "twilio", "INSERT INTO ps_endpoints (id, context) VALUES ('twilio', 'default')"),
    (
        "ps_endpoint_id_ips",
        "twilio-ashburn",
        "INSERT INTO ps_endpoint_id_ips (id, endpoint) VALUES ('twilio-ashburn', 'else')",
    ),
    (
        "ps_endpoint_id_ips",
        "else",
        "INSERT INTO ps_endpoint_id_ips (id, endpoint, \"match\") VALUES ('else', 'twilio', '192.0.2.1')",
    ),
]


@pytest.mark.parametrize(("table", "row_id", "statement"), FOREIGN)
def test_foreign_rows_are_refused(
    table: str, row_id: str, statement: str, database_url: str, endpoints: EndpointLogic
) -> None:
    rows.execute(database_url, statement)
    before = rows.read(database_url)
    line = (
        f"{table}: a row {row_id!r} exists already, differs from the declared one, and this stack has not made it: "
        "choose another endpoint_id, or set adopt=True"
    )
    assert endpoints.inspect({}, inputs.endpoint()) == [line]
    with pytest.raises(NotOursError) as refused:
        endpoints.create(inputs.endpoint())
    assert str(refused.value) == line
    assert rows.read(database_url) == before


def test_foreign_rows_are_adopted(database_url: str, endpoints: EndpointLogic) -> None:
    for _, _, statement in FOREIGN:
        rows.execute(database_url, statement)
    declared = inputs.endpoint(adopt=True)
    assert endpoints.inspect({}, declared) == []
    endpoints.create(declared)
    assert rows.read(database_url) == _rows(declared)


def test_a_foreign_row_is_refused_at_an_update_too(database_url: str, endpoints: EndpointLogic) -> None:
    _, outputs = endpoints.create(inputs.endpoint())
    rows.execute(database_url, "INSERT INTO ps_aors (id, contact) VALUES ('second', 'sip:else')")
    declared = inputs.endpoint(ps_aors=outputs["ps_aors"] | {"second": {"contact": "sip:ours"}})
    with pytest.raises(NotOursError, match="ps_aors: a row 'second' exists already"):
        endpoints.update("twilio", outputs, declared)


def test_gone(database_url: str, endpoints: EndpointLogic) -> None:
    rows.execute(database_url, "INSERT INTO ps_aors (id, contact) VALUES ('else', 'sip:else')")
    endpoint_id, outputs = endpoints.create(inputs.endpoint())
    endpoints.delete(endpoint_id, outputs)
    assert rows.read(database_url) == NOTHING | {"ps_aors": {"else": {"contact": "sip:else"}}}
    assert endpoints.read(endpoint_id, outputs) is None
    endpoints.delete(endpoint_id, outputs)


def test_drift_is_reported_in_full_and_corrected(database_url: str, endpoints: EndpointLogic) -> None:
    declared = inputs.endpoint()
    _, outputs = endpoints.create(declared)
    for statement in (
        "UPDATE ps_auths SET password = 'by hand'",
        "UPDATE ps_endpoints SET context = 'default', direct_media = 'yes'",
        "UPDATE ps_aors SET qualify_frequency = 15, contact = NULL",
        "DELETE FROM ps_endpoint_id_ips WHERE id = 'twilio-umatilla'",
        "INSERT INTO ps_endpoint_id_ips (id, endpoint, \"match\") VALUES ('hole', 'twilio', '0.0.0.0/0')",
        "INSERT INTO ps_endpoint_id_ips (id, endpoint, \"match\") VALUES ('other', 'office', '192.0.2.1')",
    ):
        rows.execute(database_url, statement)

    drifted = endpoints.read("twilio", outputs)
    assert drifted == declared | {
        "ps_auths": {"twilio": declared["ps_auths"]["twilio"] | {"password": "by hand"}},
        "ps_aors": {"twilio": {"max_contacts": 1, "qualify_frequency": 15, "qualify_2xx_only": "yes"}},
        "ps_endpoints": {"twilio": declared["ps_endpoints"]["twilio"] | {"context": "default", "direct_media": "yes"}},
        "ps_endpoint_id_ips": {
            "hole": {"endpoint": "twilio", "match": "0.0.0.0/0"},
            "twilio-ashburn": {"endpoint": "twilio", "match": "54.172.60.0/30"},
        },
    }
    assert endpoints.inspect(drifted, declared) == []
    assert endpoints.update("twilio", drifted, declared) == declared
    other = {"other": {"endpoint": "office", "match": "192.0.2.1"}}
    assert rows.read(database_url) == _rows(declared) | {"ps_endpoint_id_ips": declared["ps_endpoint_id_ips"] | other}


@pytest.mark.parametrize("table", NOTHING)
def test_a_row_that_is_gone_comes_back(table: str, database_url: str, endpoints: EndpointLogic) -> None:
    declared = inputs.endpoint()
    _, outputs = endpoints.create(declared)
    rows.execute(database_url, f"DELETE FROM {table}")  # noqa: S608 - a table of ours
    drifted = endpoints.read("twilio", outputs)
    assert drifted == declared | {table: {}}
    endpoints.update("twilio", drifted, declared)
    assert rows.read(database_url) == _rows(declared)


def test_update_in_place(database_url: str, endpoints: EndpointLogic) -> None:
    _, outputs = endpoints.create(with_column(inputs.endpoint(), "ps_endpoints", "transport", "tls-2"))
    declared = inputs.endpoint()
    del declared["ps_endpoints"]["twilio"]["dtmf_mode"]
    declared["ps_auths"]["twilio"]["password"] = "Another-Password-1"
    declared["ps_endpoint_id_ips"] = {"twilio-tokyo": {"endpoint": "twilio", "match": "54.65.63.192/30"}}
    assert endpoints.update("twilio", outputs, declared) == declared
    assert endpoints.read("twilio", declared) == declared
    assert rows.read(database_url) == _rows(declared)


_FAILURES = {
    "sqlite": ["CREATE TRIGGER no BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk full'); END"],
    "postgresql": [
        "CREATE FUNCTION no() RETURNS trigger AS 'BEGIN RAISE ''disk full''; END' LANGUAGE plpgsql",
        "CREATE TRIGGER no BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION no()",
    ],
    "mariadb": ["CREATE TRIGGER no BEFORE INSERT ON {table} FOR EACH ROW SIGNAL SQLSTATE '45000'"],
}
"""A trigger, which a preview cannot see."""


@pytest.mark.parametrize("failing", NOTHING)
def test_a_failure_in_the_middle_leaves_nothing(
    failing: str, database_url: str, endpoints: EndpointLogic, as_owner: Callable[[str], None]
) -> None:
    for statement in _FAILURES[database_url.partition(":")[0].partition("+")[0]]:
        as_owner(statement.format(table=failing))
    assert endpoints.inspect({}, inputs.endpoint()) == []
    with pytest.raises(RefusedError) as refused:
        endpoints.create(inputs.endpoint())
    assert "\n" not in str(refused.value)
    assert PASSWORD not in str(refused.value)
    assert rows.read(database_url) == NOTHING


def test_four_creates_at_once(database_url: str, endpoints: EndpointLogic) -> None:
    ids = [f"trunk{number}" for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda id_: endpoints.create(inputs.endpoint(id_)), ids))
    found = rows.read(database_url)
    assert sorted(found["ps_endpoints"]) == ids
    assert len(found["ps_endpoint_id_ips"]) == 8


def test_the_schema_is_read_once(database_url: str) -> None:
    """A second inspection, with an unknown endpoint id, sends no further request."""
    database = Database(database_url)
    logic = EndpointLogic(database)
    asked: list[str] = []
    sa.event.listen(database._engine, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement))
    assert logic.inspect({}, inputs.endpoint(endpoint_id=object())) == []
    assert asked
    asked.clear()
    assert logic.inspect({}, inputs.endpoint(endpoint_id=object())) == []
    assert asked == []


@pytest.mark.parametrize("table", NOTHING)
def test_rows_may_be_unknown_yet(table: str, endpoints: EndpointLogic) -> None:
    assert endpoints.inspect({}, inputs.endpoint(**{table: object()})) == []
    assert endpoints.inspect({}, inputs.endpoint(**{table: {"twilio": object()}})) == []
    unknown_password = with_column(inputs.endpoint(), "ps_auths", "password", object())
    endpoints.create(inputs.endpoint())
    assert endpoints.inspect({}, unknown_password) == []


@pytest.mark.usefixtures("wide")
def test_an_empty_text(database_url: str, endpoints: EndpointLogic) -> None:
    """It is written, and no drift: Asterisk takes an empty column for one that is not set."""
    declared = inputs.endpoint()
    for column in ("accountcode", "language", "outbound_proxy"):
        declared = with_column(declared, "ps_endpoints", column, "")
    assert endpoints.inspect({}, declared) == []
    _, outputs = endpoints.create(declared)
    assert endpoints.read("twilio", outputs) == declared
    assert rows.read(database_url)["ps_endpoints"]["twilio"]["accountcode"] == ""


OTHERS = {
    "the same block": ("'54.172.60.0/30', NULL", "54.172.60.0/30"),
    "one of several": ("'192.0.2.1, 54.172.60.1', NULL", "54.172.60.0/30"),
    "a wider one": ("'54.172.0.0/16', NULL", "54.172.60.0/30"),
    "the same host": ("NULL, '/@pbx[.]example/'", "/@pbx[.]example/"),
    "another block": ("'192.0.2.0/24', NULL", None),
    "a name": ("'sip.example.com', NULL", None),
    "another host": ("NULL, '/@other[.]example/'", "54.172.60.0/30"),  # Asterisk looks at addresses first
}


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize(("other", "shared"), OTHERS.values(), ids=OTHERS)
def test_calls_that_another_endpoint_takes(
    other: str, shared: str | None, database_url: str, endpoints: EndpointLogic
) -> None:
    """A preview warns, as it can be meant; once the rows are written, only a change of them is looked into."""
    rows.execute(
        database_url,
        'INSERT INTO ps_endpoint_id_ips (id, endpoint, "match", match_request_uri) '  # noqa: S608 - our own
        f"VALUES ('first', 'theirs', {other})",
    )
    declared = inputs.endpoint()
    hosts = {"twilio-pbx": {"endpoint": "twilio", "match_request_uri": "/@pbx[.]example/"}}
    declared["ps_endpoint_id_ips"] = declared["ps_endpoint_id_ips"] | hosts
    assert endpoints.inspect({}, declared) == []
    found = endpoints.notices({}, declared)
    assert len(found) == (1 if shared else 0)
    assert not shared or "it shares them with 'theirs'" in found[0]
    _, outputs = endpoints.create(declared)
    assert endpoints.notices(outputs, declared | {"adopt": True}) == []


OWN, ANOTHER = "X-Twilio-AccountSid: {own}", f"X-Twilio-AccountSid: AC{'9' * 32}"


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize(
    ("headers", "of_trunk", "is_there", "is_shown"),
    [
        ([ANOTHER], True, False, True),
        ([ANOTHER], False, True, True),
        (["x-twilio-accountsid:/AC[89]{{20}}/"], True, False, True),
        ([ANOTHER], False, False, False),  # the trunk can be in another account
        ([OWN], True, True, False),
        ([ANOTHER, OWN], True, True, False),
        ([ANOTHER, None], True, True, False),
        (["X-Twilio-AccountSid: /AC.*/"], True, True, False),
        (["X-Site: berlin"], True, True, False),
        ([], True, True, False),
    ],
)
def test_the_header_of_another_account(
    database_url: str, client: Client, headers: list[str | None], *, of_trunk: bool, is_there: bool, is_shown: bool
) -> None:
    """A row without a header matches by address. Without an account, nothing is said."""
    declared = inputs.endpoint(friendly_name="trunkline/test/twilio" if of_trunk else None)
    declared["ps_endpoint_id_ips"] = {
        f"twilio-{number}": {"endpoint": "twilio"}
        | ({"match_header": text.format(own=client.account_sid)} if text else {"match": "54.172.60.0/30"})
        for number, text in enumerate(headers)
    }
    if is_there:
        client.trunking.v1.trunks.create(domain_name="grable.pstn.twilio.com")
    trunk_at = Account(client).trunk_at
    for own in (None, client.account_sid):
        logic = EndpointLogic(Database(database_url), trunk_at=trunk_at, account_sid=own)
        shown = [line for line in logic.notices({}, declared) if "another account" in line]
        assert len(shown) == (is_shown and own is not None)
        assert not shown or f"the trunk's account is {own}: set account_sid" in shown[0]
