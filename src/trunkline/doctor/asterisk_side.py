"""Reading Asterisk's side: SELECT only, in transactions that cannot write."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.realtime_table import EXTENSIONS, IDENTIFY, RealtimeTable, rows_of
from trunkline.providers.errors import RefusedError, TrunklineError
from trunkline.providers.settings import Settings

from .snapshot import AsteriskSide, Declared, Row, Unread

TABLES = ("ps_auths", "ps_aors", "ps_endpoints", IDENTIFY)

_READ_ONLY = {"sqlite": "PRAGMA query_only = ON"}
_STANDARD = "SET TRANSACTION READ ONLY"


def read(settings: Settings, declared: Declared | None) -> AsteriskSide | Unread:
    try:
        return _read(Database(settings.require("database_url"), settings.called("database_url")), declared)
    except TrunklineError as error:
        return Unread(configured=bool(settings.database_url), reason=str(error))


def _read(database: Database, declared: Declared | None) -> AsteriskSide:
    tables = {name: database.table(name) for name in TABLES}
    with _reading(database) as connection:
        rows = {
            name: {str(row["id"]): _filled(row) for row in connection.execute(sa.select(table)).mappings()}
            for name, table in tables.items()
        }
        owned = {id_: _owned(database, connection, id_, inputs) for id_, inputs in _endpoints(declared).items()}
    extensions = _extensions(database)
    for id_, inputs in _endpoints(declared).items():
        if inputs.get(EXTENSIONS) and extensions is not None:
            with _reading(database) as connection:
                table = RealtimeTable(database, EXTENSIONS)
                owned[id_][EXTENSIONS] = table.read(connection, id_, rows_of(inputs, EXTENSIONS))
    return AsteriskSide(
        database=str(database),
        dialect=database.dialect,
        auths=rows["ps_auths"],
        aors=rows["ps_aors"],
        endpoints=rows["ps_endpoints"],
        identifies=rows[IDENTIFY],
        extensions=extensions,
        columns={name: frozenset(table.columns.keys()) for name, table in tables.items()},
        owned=owned,
    )


@contextmanager
def _reading(database: Database) -> Iterator[sa.Connection]:
    with database.transaction() as connection:
        connection.execute(sa.text(_READ_ONLY.get(database.dialect, _STANDARD)))
        yield connection


def _endpoints(declared: Declared | None) -> dict[str, dict[str, Any]]:
    return declared.endpoints if declared else {}


def _filled(row: sa.RowMapping) -> Row:
    return {column: stored for column, stored in row.items() if stored not in (None, "")}


def _owned(
    database: Database, connection: sa.Connection, endpoint_id: str, inputs: dict[str, Any]
) -> dict[str, dict[str, dict[str, Any]]]:
    return {
        name: RealtimeTable(database, name).read(connection, endpoint_id, rows_of(inputs, name))
        for name in TABLES
        if name in inputs
    }


def _extensions(database: Database) -> dict[str, frozenset[str]] | None:
    """{context: extens}; None where this user may not read them, which the product only needs for dialplan rows."""
    try:
        table = database.table(EXTENSIONS)
        with _reading(database) as connection:
            found = connection.execute(sa.select(table.c.context, table.c.exten).distinct()).all()
    except RefusedError:
        return None
    contexts = {context for context, _ in found}
    return {each: frozenset(str(exten) for context, exten in found if context == each) for each in contexts}
