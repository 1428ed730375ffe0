"""Reading Asterisk's side: SELECT only, in transactions that cannot write."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from trunkline.providers import connections
from trunkline.providers.asterisk import own_rows
from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.realtime_table import EXTENSIONS, IDENTIFY, Rows, rows_of
from trunkline.providers.errors import RefusedError, TrunklineError
from trunkline.providers.settings import Settings

from .snapshot import AsteriskSide, Declared, Row, Unread

TABLES = ("ps_auths", "ps_aors", "ps_endpoints", IDENTIFY)

_READ_ONLY = {"sqlite": "PRAGMA query_only = ON"}
_STANDARD = "SET TRANSACTION READ ONLY"


def read(settings: Settings, declared: Declared | None) -> AsteriskSide | Unread:
    try:
        return _read(connections.database(settings), declared)
    except TrunklineError as error:
        return Unread(configured=bool(settings.database_url), reason=str(error))


def _read(database: Database, declared: Declared | None) -> AsteriskSide:
    tables = {name: database.table(name) for name in TABLES}
    own_rows.reflect_tables(database)
    with _reading(database) as connection:
        rows = {
            name: {str(row["id"]): _filled(row) for row in connection.execute(sa.select(table)).mappings()}
            for name, table in tables.items()
        }
        owned = {
            id_: own_rows.read(database, connection, id_, _declared(database, inputs))
            for id_, inputs in (declared.endpoints if declared else {}).items()
        }
    return AsteriskSide(
        database=str(database),
        dialect=database.dialect,
        auths=rows["ps_auths"],
        aors=rows["ps_aors"],
        endpoints=rows["ps_endpoints"],
        identifies=rows[IDENTIFY],
        extensions=_extensions(database),
        columns={name: frozenset(table.columns.keys()) for name, table in tables.items()},
        owned=owned,
    )


@contextmanager
def _reading(database: Database) -> Iterator[sa.Connection]:
    with database.transaction() as connection:
        connection.execute(sa.text(_READ_ONLY.get(database.dialect, _STANDARD)))
        yield connection


def _filled(row: sa.RowMapping) -> Row:
    return {column: stored for column, stored in row.items() if stored not in (None, "")}


def _declared(database: Database, inputs: dict[str, Any]) -> dict[str, Rows]:
    """The declared rows of the tables that this user may read."""
    names = [*TABLES, *([EXTENSIONS] if database.may_read(EXTENSIONS) else [])]
    return {name: rows_of(inputs, name) for name in names if name in inputs}


def _extensions(database: Database) -> dict[str, frozenset[str]] | None:
    """{context: extens}; None if this user may not read them: only dialplan rows need that right."""
    try:
        with _reading(database) as connection:
            found = connection.execute(sa.text("SELECT DISTINCT context, exten FROM extensions")).all()
    except RefusedError:
        return None
    contexts = {context for context, _ in found}
    return {each: frozenset(str(exten) for context, exten in found if context == each) for each in contexts}
