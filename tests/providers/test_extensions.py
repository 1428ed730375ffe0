"""Dialplan rows, which belong to the endpoint only where it declares some."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import NotOursError, RefusedError

from ..support import inputs, rows
from ..support.logics import EndpointLogic
from ..support.mariadb import MariadbServer
from ..support.postgres import PostgresServer

OFFICE = {"context": "from-twilio", "exten": "+11234567890", "priority": 1.0, "app": "Goto", "appdata": "office,s,1"}
FAX = {"context": "from-twilio", "exten": "+442071838750", "priority": 1.0, "app": "Answer", "appdata": ""}
BOTH = {"from-twilio/+11234567890/1": OFFICE, "from-twilio/+442071838750/1": FAX}


@pytest.fixture
def endpoints(server_url: str) -> EndpointLogic:
    return EndpointLogic(Database(server_url))


def _stored(url: str) -> list[tuple[str, str]]:
    database = Database(url)
    extensions = database.table("extensions")
    with database.transaction() as connection:
        found = connection.execute(sa.select(extensions.c.exten, extensions.c.appdata).order_by(extensions.c.exten))
        return [tuple(row) for row in found]


def _by_hand(url: str, exten: str, appdata: str) -> None:
    statement = f"VALUES (999, 'from-twilio', '{exten}', 1, 'Dial', '{appdata}')"
    rows.execute(url, f"INSERT INTO extensions (id, context, exten, priority, app, appdata) {statement}")


def test_from_nothing_to_nothing(server_url: str, endpoints: EndpointLogic) -> None:
    declared = inputs.endpoint(extensions=BOTH)
    assert endpoints.inspect({}, declared) == []
    _, outputs = endpoints.create(declared)
    assert endpoints.read("twilio", outputs) == declared
    assert _stored(server_url) == [("+11234567890", "office,s,1"), ("+442071838750", "")]
    assert endpoints.create(declared) == ("twilio", declared)
    endpoints.delete("twilio", outputs)
    assert _stored(server_url) == []


def test_rows_of_somebody_else_in_the_context_stay(server_url: str, endpoints: EndpointLogic) -> None:
    _by_hand(server_url, "s", "PJSIP/100")
    _, outputs = endpoints.create(inputs.endpoint(extensions=BOTH))
    assert endpoints.read("twilio", outputs) == outputs
    endpoints.delete("twilio", outputs)
    assert _stored(server_url) == [("s", "PJSIP/100")]


def test_a_foreign_row(server_url: str, endpoints: EndpointLogic) -> None:
    _by_hand(server_url, "+11234567890", "PJSIP/100")
    with pytest.raises(NotOursError, match=r"extensions: a row 'from-twilio/\+11234567890/1' exists already"):
        endpoints.create(inputs.endpoint(extensions=BOTH))
    assert not any(rows.read(server_url).values())
    endpoints.create(inputs.endpoint(extensions=BOTH, adopt=True))
    assert _stored(server_url) == [("+11234567890", "office,s,1"), ("+442071838750", "")]


def test_drift(server_url: str, endpoints: EndpointLogic) -> None:
    declared = inputs.endpoint(extensions=BOTH)
    _, outputs = endpoints.create(declared)
    rows.execute(server_url, "UPDATE extensions SET appdata = 'away,s,1' WHERE exten = '+11234567890'")
    rows.execute(server_url, "DELETE FROM extensions WHERE exten = '+442071838750'")
    drifted = endpoints.read("twilio", outputs)
    assert drifted == declared | {"extensions": {"from-twilio/+11234567890/1": OFFICE | {"appdata": "away,s,1"}}}
    endpoints.update("twilio", drifted, declared)
    assert endpoints.read("twilio", outputs) == declared


@pytest.mark.parametrize("after", [{}, {"extensions": {"from-twilio/+442071838750/1": FAX}}])
def test_rows_that_are_no_longer_declared_go(after: dict[str, Any], server_url: str, endpoints: EndpointLogic) -> None:
    _, outputs = endpoints.create(inputs.endpoint(extensions=BOTH))
    endpoints.update("twilio", outputs, inputs.endpoint(**after))
    assert _stored(server_url) == ([("+442071838750", "")] if after else [])


def test_what_the_table_cannot_hold(endpoints: EndpointLogic) -> None:
    declared = inputs.endpoint(extensions={"from-twilio/+1/1": OFFICE | {"appdata": "x" * 257}})
    (finding,) = endpoints.inspect({}, declared)
    assert finding == (
        f'extensions["from-twilio/+1/1"].appdata: {"x" * 257!r} has 257 characters as stored: the column holds 256'
    )


def test_the_sequence_of_ids_is_not_needed(postgres_server: PostgresServer, postgres_url: str) -> None:
    endpoints, url = EndpointLogic(Database(postgres_url)), make_url(postgres_url)
    postgres_server.execute(f"REVOKE ALL ON SEQUENCE extensions_id_seq FROM {url.username}", str(url.database))
    endpoints.create(inputs.endpoint(extensions=BOTH))
    assert len(_stored(postgres_url)) == len(BOTH)


def test_no_such_table_is_needed_without_rows(sqlite_url: str) -> None:
    rows.execute(sqlite_url, "DROP TABLE extensions")
    logic = EndpointLogic(Database(sqlite_url))
    logic.create(inputs.endpoint())
    with pytest.raises(RefusedError, match="table extensions is missing"):
        logic.create(inputs.endpoint("office", extensions=BOTH))


@pytest.mark.parametrize("rights", ["SELECT", "SELECT, INSERT, UPDATE, DELETE"])
def test_no_right_is_needed_without_rows(
    rights: str, server: PostgresServer | MariadbServer, server_url: str, endpoints: EndpointLogic
) -> None:
    url = make_url(server_url)
    server.execute(f"REVOKE {rights} ON extensions FROM {url.username}", database=str(url.database))
    _, outputs = endpoints.create(inputs.endpoint())
    assert endpoints.read("twilio", outputs) == outputs
    asked = f"GRANT {rights} ON extensions TO "
    not_asked = "GRANT SELECT ON extensions TO |grant this user SELECT, INSERT, UPDATE and DELETE on the ps_ tables"
    with pytest.raises(RefusedError, match=asked if isinstance(server, PostgresServer) else not_asked):
        endpoints.update("twilio", outputs, inputs.endpoint(extensions=BOTH))
    endpoints.delete("twilio", outputs)
    assert not any(rows.read(server_url).values())


@pytest.mark.parametrize("column", ["id", "context"])
def test_a_table_of_another_shape(column: str, as_owner: Callable[[str], None], database_url: str) -> None:
    """Somebody's own, which has nothing to do with a trunk that has no dialplan rows."""
    as_owner(f"ALTER TABLE extensions RENAME COLUMN {column} TO other")
    logic = EndpointLogic(Database(database_url))
    assert logic.inspect({}, inputs.endpoint()) == []
    _, outputs = logic.create(inputs.endpoint())
    assert logic.read("twilio", outputs) == outputs
    logic.delete("twilio", outputs)
    assert not any(rows.read(database_url).values())


def test_ids_that_are_texts(postgres_server: PostgresServer, postgres_url: str) -> None:
    change = "ALTER TABLE extensions ALTER COLUMN id TYPE text"
    postgres_server.execute(change, str(make_url(postgres_url).database))
    logic = EndpointLogic(Database(postgres_url))
    _, outputs = logic.create(inputs.endpoint(extensions=BOTH))
    assert logic.read("twilio", outputs) == outputs


def test_a_table_that_is_locked_is_none_without_rights(postgres_url: str) -> None:
    """Else the rows of a run that was killed would stay in it."""
    database = Database(postgres_url, timeout=0.1)
    with Database(postgres_url).transaction() as connection:
        connection.execute(sa.text("LOCK TABLE extensions"))
        with pytest.raises(RefusedError, match="another session holds a lock on the table"):
            database.may_read("extensions")
    assert database.may_read("extensions")
