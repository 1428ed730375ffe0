"""Every column of the connected schema can be set, holds what fits its type, and refuses what does not."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from trunkline.providers.asterisk.database import Database
from trunkline.providers.dynamic import EndpointProvider
from trunkline.providers.errors import RefusedError

from ..support import columns, inputs, rows
from ..support.inputs import with_column
from ..support.logics import EndpointLogic

NOTHING: dict[str, dict[str, Any]] = {table: {} for table in rows.ENDPOINT_TABLES}


@pytest.mark.parametrize("table", rows.ENDPOINT_TABLES)
def test_every_column(table: str, database_url: str) -> None:
    columns.walk(database_url, table)


def test_none_replaces_the_endpoint() -> None:
    """Only its id is another endpoint's."""
    declared = inputs.endpoint()
    for table in rows.ENDPOINT_TABLES:
        for column in ("anything", *declared[table]["twilio" if "twilio" in declared[table] else "twilio-ashburn"]):
            changed = with_column(declared, table, column, "changed")
            assert EndpointProvider().diff("twilio", declared, changed).replaces == []
    assert EndpointProvider().diff("twilio", declared, inputs.endpoint("other")).replaces == ["endpoint_id"]


@pytest.mark.parametrize("column", ["accountcode INTEGER NOT NULL", "site VARCHAR(40) NOT NULL"])
def test_a_column_that_asks_for_a_value(
    column: str, database_url: str, endpoints: EndpointLogic, as_owner: Callable[[str], None]
) -> None:
    """Asterisk ignores a column that it does not know; the database does not."""
    name = column.split(maxsplit=1)[0]
    if name == "accountcode":
        as_owner("ALTER TABLE ps_endpoints DROP COLUMN accountcode")
    if database_url.startswith("sqlite"):  # which adds no such column
        as_owner("ALTER TABLE ps_endpoints RENAME TO before")
        as_owner("CREATE TABLE ps_endpoints AS SELECT * FROM before")
        as_owner("DROP TABLE ps_endpoints")
        kept = [each["name"] for each in sa.inspect(Database(database_url)._engine).get_columns("before")]
        as_owner(f"CREATE TABLE ps_endpoints ({', '.join(f'{each} VARCHAR(40)' for each in kept)}, {column})")
    else:
        as_owner(f"ALTER TABLE ps_endpoints ADD COLUMN {column}")
    line = f"ps_endpoints.twilio.{name}: the table requires a value: set it as an option, or give it a default"
    assert endpoints.inspect({}, inputs.endpoint()) == [line]
    with pytest.raises(RefusedError) as refused:
        endpoints.create(inputs.endpoint())
    assert str(refused.value) == line
    assert rows.read(database_url) == NOTHING
    declared = with_column(inputs.endpoint(), "ps_endpoints", name, 5.0 if name == "accountcode" else "berlin")
    assert endpoints.inspect({}, declared) == []
    _, outputs = endpoints.create(declared)
    assert endpoints.read("twilio", outputs) == declared


def test_columns_that_fill_themselves_are_somebody_else_s(
    database_url: str, endpoints: EndpointLogic, as_owner: Callable[[str], None]
) -> None:
    """Undeclared, they are neither reported nor cleared; declared, they are the stack's until it lets go of them."""
    as_owner("ALTER TABLE ps_endpoints ADD COLUMN site VARCHAR(40) NOT NULL DEFAULT 'berlin'")
    as_owner("ALTER TABLE ps_endpoints ADD COLUMN priority INTEGER DEFAULT 7")
    as_owner("CREATE TABLE ps_of_somebody_else (id INTEGER)")
    plain = inputs.endpoint()
    _, outputs = endpoints.create(plain)
    assert endpoints.read("twilio", outputs) == plain
    rows.execute(database_url, "UPDATE ps_endpoints SET priority = 9")
    assert endpoints.read("twilio", outputs) == plain
    declared = with_column(with_column(plain, "ps_endpoints", "site", "rome"), "ps_endpoints", "priority", 1.0)
    endpoints.update("twilio", plain, declared)
    assert endpoints.read("twilio", declared) == declared
    endpoints.update("twilio", declared, plain)
    stored = rows.read(database_url)["ps_endpoints"]["twilio"]
    assert (stored["site"], stored["priority"]) == ("berlin", 7)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("ps_aors", "qualify_2xx_only", "yes"),
        ("ps_endpoints", "rewrite_contact", "no"),
        ("ps_endpoints", "rewrite_contact", False),
        ("ps_endpoints", "dtmf_mode", "rfc4733"),
        ("ps_endpoints", "media_encryption", "no"),
    ],
)
def test_what_asterisk_does_anyway_may_be_missing(
    endpoints: EndpointLogic, as_owner: Callable[[str], None], *, database_url: str, table: str, column: str, value: Any
) -> None:
    as_owner(f"ALTER TABLE {table} DROP COLUMN {column}")
    declared = with_column(inputs.endpoint(), table, column, value)
    assert endpoints.inspect({}, declared) == []
    _, outputs = endpoints.create(declared)
    assert endpoints.read("twilio", outputs) == declared
    assert column not in rows.read(database_url)[table]["twilio"]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("ps_endpoints", "rewrite_contact", True),
        ("ps_endpoints", "dtmf_mode", "info"),
        ("ps_endpoints", "media_encryption", "sdes"),
        ("ps_endpoints", "identify_by", "ip"),
        ("ps_aors", "max_contacts", 1.0),
        ("ps_auths", "md5_cred", "0" * 32),
        ("ps_endpoint_id_ips", "match", "192.0.2.1"),
    ],
)
def test_anything_else_may_not(
    endpoints: EndpointLogic, as_owner: Callable[[str], None], *, database_url: str, table: str, column: str, value: Any
) -> None:
    as_owner(f'ALTER TABLE {table} DROP COLUMN "{column}"')
    declared = with_column(inputs.endpoint(), table, column, value)
    findings = endpoints.inspect({}, declared)
    assert f".{column}: the table has no such column: upgrade Asterisk's realtime schema, or leave" in findings[0]
    with pytest.raises(RefusedError):
        endpoints.create(declared)
    assert rows.read(database_url) == NOTHING
