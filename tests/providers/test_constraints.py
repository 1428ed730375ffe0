"""Constraints that somebody has added to the tables: a preview refuses the row that `up` fails on, in the same line."""

from collections.abc import Mapping
from typing import Any

import pytest
from attrs import frozen
from sqlalchemy.engine import make_url

from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import RefusedError

from ..support import inputs, rows
from ..support.inputs import with_column
from ..support.logics import EndpointLogic
from ..support.mariadb import MariadbServer
from ..support.postgres import PostgresServer


@frozen
class Added:
    """A constraint that comes by these statements, and what a value of a column is answered."""

    statements: list[str]
    table: str
    column: str
    value: Any
    line: str


ADDED: Mapping[str, Added] = {
    "a check": Added(
        ["ALTER TABLE ps_aors ADD CONSTRAINT slowly CHECK (qualify_frequency >= 60)"],
        "ps_aors",
        "qualify_frequency",
        30.0,
        "ps_aors.twilio: the table's constraint slowly forbids it, CHECK (",
    ),
    "a check of two columns": Added(
        ["ALTER TABLE ps_endpoints ADD CONSTRAINT named CHECK (accountcode <> 'none' OR allow = 'alaw')"],
        "ps_endpoints",
        "accountcode",
        "none",
        "ps_endpoints.twilio: the table's constraint named forbids it, CHECK (",
    ),
    "a unique index": Added(
        [
            "CREATE UNIQUE INDEX one_context ON ps_endpoints (context)",
            "INSERT INTO ps_endpoints (id, context) VALUES ('theirs', 'from-theirs')",
        ],
        "ps_endpoints",
        "context",
        "from-theirs",
        "ps_endpoints.twilio: row 'theirs' has the same context, and one_context is unique: change one of",
    ),
    "a unique constraint": Added(
        [
            "ALTER TABLE ps_auths ADD CONSTRAINT one_user UNIQUE (username, realm)",
            "INSERT INTO ps_auths (id, username, realm) VALUES ('theirs', 'grable', 'a')",
        ],
        "ps_auths",
        "realm",
        "a",
        "ps_auths.twilio: row 'theirs' has the same username and realm, and one_user is unique: change",
    ),
    "a foreign key": Added(
        [
            "INSERT INTO ps_aors (id) VALUES ('twilio')",
            "ALTER TABLE ps_endpoints ADD CONSTRAINT has_aor FOREIGN KEY (from_user) REFERENCES ps_aors (id)",
        ],
        "ps_endpoints",
        "from_user",
        "desk",
        "ps_endpoints.twilio: ps_aors has no row for its from_user, as constraint has_aor requires: add",
    ),
}


@pytest.mark.parametrize("has_rows", [False, True], ids=["create", "update"])
@pytest.mark.parametrize("added", ADDED.values(), ids=ADDED)
def test_what_a_constraint_forbids(
    added: Added, has_rows: bool, server: PostgresServer | MariadbServer, server_url: str
) -> None:
    _alter(server, server_url, *added.statements)
    adopting = inputs.endpoint(adopt=True)
    olds = EndpointLogic(Database(server_url)).create(adopting)[1] if has_rows else {}
    news, late = (with_column(adopting, added.table, added.column, each) for each in (added.value, object()))
    before = rows.read(server_url)
    assert EndpointLogic(Database(server_url)).inspect(olds, late) == []
    (found,) = EndpointLogic(Database(server_url)).inspect(olds, news)
    assert found.startswith(added.line)
    with pytest.raises(RefusedError) as refused:
        _up(EndpointLogic(Database(server_url)), olds, news)
    assert str(refused.value) == found
    assert rows.read(server_url) == before


def _alter(server: PostgresServer | MariadbServer, url: str, *statements: str) -> None:
    for statement in statements:
        server.execute(statement, database=str(make_url(url).database))


def _up(logic: EndpointLogic, olds: dict[str, Any], news: dict[str, Any]) -> None:
    if olds:
        logic.update("twilio", olds, news)
    else:
        logic.create(news)


def test_what_refers_to_a_row_of_the_same_run(server: PostgresServer | MariadbServer, server_url: str) -> None:
    _alter(
        server,
        server_url,
        "ALTER TABLE ps_endpoint_id_ips ADD CONSTRAINT whose FOREIGN KEY (endpoint) REFERENCES ps_endpoints (id)",
        "ALTER TABLE ps_auths ADD CONSTRAINT digest CHECK (md5_cred IS NULL OR password IS NULL)",
        "CREATE UNIQUE INDEX one_context ON ps_endpoints (context)",
    )
    assert EndpointLogic(Database(server_url)).inspect({}, inputs.endpoint()) == []
    EndpointLogic(Database(server_url)).create(inputs.endpoint())
    assert EndpointLogic(Database(server_url)).inspect({}, inputs.endpoint()) == []
