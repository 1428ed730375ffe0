"""Differences between schemas and drivers: encoding, enums, widths, columns that are there or not."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import RefusedError

from ..support import inputs, rows
from ..support.inputs import with_column
from ..support.logics import EndpointLogic
from ..support.postgres import PostgresServer

CONTACT = "sip:grable@grable.pstn.twilio.com;transport=tcp"
SEMICOLON = "Semi;colon;^3B-^5E-^x-2024"


def _endpoint(table: str, **columns: Any) -> dict[str, Any]:
    declared = inputs.endpoint()
    for column, value in columns.items():
        declared = with_column(declared, table, column, value)
    return declared


def test_semicolons(database_url: str) -> None:
    """Asterisk's sqlite3 driver reads what is there; the others split and decode."""
    logic, encodes = EndpointLogic(Database(database_url)), not database_url.startswith("sqlite")
    declared = with_column(_endpoint("ps_aors", contact=CONTACT), "ps_auths", "password", SEMICOLON)
    _, outputs = logic.create(declared)
    stored = rows.read(database_url)
    assert stored["ps_aors"]["twilio"]["contact"] == (CONTACT.replace(";", "^3B") if encodes else CONTACT)
    assert stored["ps_auths"]["twilio"]["password"] == ("Semi^3Bcolon^3B^5E3B-^5E5E-^x-2024" if encodes else SEMICOLON)
    assert logic.read("twilio", outputs) == declared


def test_a_raw_semicolon_is_drift(server_url: str) -> None:
    """Asterisk would tear the value apart there."""
    logic = EndpointLogic(Database(server_url))
    declared = _endpoint("ps_aors", contact=CONTACT)
    _, outputs = logic.create(declared)
    rows.execute(server_url, "UPDATE ps_aors SET contact = replace(contact, '^3B', ';')")
    drifted = logic.read("twilio", outputs)
    assert drifted
    assert drifted["ps_aors"]["twilio"]["contact"] == f"{CONTACT} (stored with a raw ';')"
    logic.update("twilio", drifted, declared)
    assert logic.read("twilio", outputs) == declared


@pytest.mark.parametrize(
    ("declared", "stored"), [("yes", "yes"), ("true", "true"), (True, "yes"), (False, "no"), ("1", "1"), (1.0, "1")]
)
def test_enum_labels(declared: Any, stored: str, server_url: str) -> None:
    logic = EndpointLogic(Database(server_url))
    given = _endpoint("ps_endpoints", direct_media=declared)
    assert logic.inspect({}, given) == []
    _, outputs = logic.create(given)
    assert rows.read(server_url)["ps_endpoints"]["twilio"]["direct_media"] == stored
    assert logic.read("twilio", outputs) == given


def test_an_older_enum_knows_fewer_labels(postgres_server: PostgresServer, postgres_url: str) -> None:
    name = str(make_url(postgres_url).database)
    postgres_server.execute("CREATE TYPE yesno_values AS ENUM ('on', 'off')", name)
    postgres_server.execute("ALTER TABLE ps_endpoints ALTER rewrite_contact TYPE yesno_values USING NULL", name)
    logic = EndpointLogic(Database(postgres_url))
    _, outputs = logic.create(inputs.endpoint())
    assert rows.read(postgres_url)["ps_endpoints"]["twilio"]["rewrite_contact"] == "off"
    assert logic.read("twilio", outputs) == inputs.endpoint()


def test_numbers(server_url: str) -> None:
    """The engine hands each over as a float."""
    logic = EndpointLogic(Database(server_url))
    declared = _endpoint("ps_aors", qualify_timeout=3.0, qualify_frequency=15.0)
    _, outputs = logic.create(declared)
    stored = rows.read(server_url)["ps_aors"]["twilio"]
    assert (stored["qualify_timeout"], stored["qualify_frequency"]) == (3.0, 15)
    assert logic.read("twilio", outputs) == declared


@pytest.mark.parametrize(
    ("table", "columns", "line"),
    [
        ("ps_auths", {"username": "x" * 41}, "'{}' has 41 characters as stored: the column holds 40"),
        (
            "ps_auths",
            {"password": "xX1" * 27},
            "the value (not shown) has 81 characters as stored: the column holds 80",
        ),
        ("ps_aors", {"contact": "x" * 256}, "'{}' has 256 characters as stored: the column holds 255"),
        ("ps_endpoints", {"context": "x" * 41}, "'{}' has 41 characters as stored: the column holds 40"),
        ("ps_endpoints", {"transport": "x" * 41}, "'{}' has 41 characters as stored: the column holds 40"),
        ("ps_endpoint_id_ips", {"match": "x" * 81}, "'{}' has 81 characters as stored: the column holds 80"),
        ("ps_aors", {"max_contacts": 1.5}, "1.5 is not a whole number"),
        ("ps_aors", {"max_contacts": "many"}, "'{}' is not a whole number"),
        ("ps_endpoints", {"transport": ["tls"]}, "['tls'] is not a text, a number or a boolean"),
        ("ps_endpoints", {"no_such": "x"}, "the table has no such column: upgrade Asterisk's realtime schema, or"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_the_schema_cannot_hold(
    table: str, columns: dict[str, Any], line: str, database_url: str, endpoints: EndpointLogic
) -> None:
    declared = _endpoint(table, **columns)
    ((column, value),) = columns.items()
    row_id = next(iter(declared[table]))
    (finding,) = endpoints.inspect({}, declared)
    assert finding.startswith(f"{table}.{row_id}.{column}: {line.format(value)}")
    with pytest.raises(RefusedError) as refused:
        endpoints.create(declared)
    assert str(refused.value) == finding
    assert not any(rows.read(database_url).values())


@pytest.mark.parametrize(
    ("column", "value", "line"),
    [
        ("media_encryption", "srtp", "'srtp' is not one of no, sdes, dtls"),
        ("dtmf_mode", "rfc2833", "'rfc2833' is not one of rfc4733, inband, info, auto, auto_info"),
        ("direct_media", "maybe", "'maybe' is not one of 0, 1, off, on, false, true, no, yes"),
    ],
)
def test_labels_that_the_enum_does_not_know(column: str, value: str, line: str, server_url: str) -> None:
    declared = _endpoint("ps_endpoints", **{column: value})
    (finding,) = EndpointLogic(Database(server_url)).inspect({}, declared)
    assert finding == f"ps_endpoints.twilio.{column}: {line}"


def test_encoding_counts_for_the_width(server_url: str) -> None:
    declared = _endpoint("ps_auths", password="aB1;" + "x" * 75)
    (finding,) = EndpointLogic(Database(server_url)).inspect({}, declared)
    assert finding == (
        "ps_auths.twilio.password: the value (not shown) has 81 characters as stored: the column holds 80"
    )


def test_not_a_number(server_url: str) -> None:
    declared = _endpoint("ps_aors", qualify_timeout="soon")
    (finding,) = EndpointLogic(Database(server_url)).inspect({}, declared)
    assert finding == "ps_aors.twilio.qualify_timeout: 'soon' is not a number"


def test_a_column_that_somebody_filled_is_reported_and_cleared(server_url: str) -> None:
    """A secret value is not shown."""
    logic = EndpointLogic(Database(server_url))
    declared = inputs.endpoint()
    _, outputs = logic.create(declared)
    rows.execute(server_url, "UPDATE ps_endpoints SET language = 'de', set_var = ''")
    rows.execute(server_url, "UPDATE ps_auths SET md5_cred = 'canary', realm = 'asterisk'")
    drifted = logic.read("twilio", outputs)
    assert drifted
    assert drifted["ps_endpoints"]["twilio"] == declared["ps_endpoints"]["twilio"] | {"language": "de"}
    assert drifted["ps_auths"]["twilio"] == declared["ps_auths"]["twilio"] | {
        "md5_cred": "(undeclared)",
        "realm": "asterisk",
    }
    logic.update("twilio", drifted, declared)
    assert rows.read(server_url)["ps_auths"] == declared["ps_auths"]
    assert rows.read(server_url)["ps_endpoints"] == declared["ps_endpoints"]


def test_an_older_schema_without_an_optional_column(
    endpoints: EndpointLogic, as_owner: Callable[[str], None], database_url: str
) -> None:
    as_owner("ALTER TABLE ps_aors DROP COLUMN qualify_2xx_only")
    declared = inputs.endpoint()
    assert endpoints.inspect({}, declared) == []
    _, outputs = endpoints.create(declared)
    assert endpoints.read("twilio", outputs) == declared
    assert "qualify_2xx_only" not in rows.read(database_url)["ps_aors"]["twilio"]
    assert endpoints.create(declared) == ("twilio", declared)


def test_a_missing_column(endpoints: EndpointLogic, as_owner: Callable[[str], None], database_url: str) -> None:
    as_owner("ALTER TABLE ps_endpoints DROP COLUMN media_encryption")
    line = (
        "ps_endpoints.twilio.media_encryption: the table has no such column: "
        "upgrade Asterisk's realtime schema, or leave the setting out"
    )
    assert endpoints.inspect({}, inputs.endpoint()) == [line]
    with pytest.raises(RefusedError) as refused:
        endpoints.create(inputs.endpoint())
    assert str(refused.value) == line
    assert not any(rows.read(database_url).values())


@pytest.mark.parametrize("table", ["ps_auths", "ps_endpoint_id_ips"])
def test_a_missing_table(table: str, endpoints: EndpointLogic, as_owner: Callable[[str], None]) -> None:
    as_owner(f"DROP TABLE {table}")
    for attempt in (endpoints.create, lambda declared: endpoints.inspect({}, declared)):
        with pytest.raises(RefusedError) as refused:
            attempt(inputs.endpoint())
        assert str(refused.value).endswith(
            f": table {table} is missing: install Asterisk's realtime schema (contrib/ast-db-manage)"
        )
