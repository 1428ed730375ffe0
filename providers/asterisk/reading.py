"""Reads the realtime tables: an endpoint's rows for its resource, all rows for the doctor and the import."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from trunkline.model.asterisk import AORS, ENDPOINTS, EXTENSIONS, IDENTIFIES, Rows
from trunkline.model.sip_uri import SipUri
from trunkline.providers.asterisk import own_rows
from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.encoding import decode, encode
from trunkline.providers.asterisk.realtime_table import RealtimeTable
from trunkline.providers.errors import RefusedError

TABLES = ("ps_auths", "ps_aors", "ps_endpoints", IDENTIFIES)
"""The tables that each user must read. `extensions` is needed for dialplan rows only."""

Stored = dict[str, dict[str, Any]]
"""{row id: {column: stored value}}"""

_READ_ONLY = {"sqlite": "PRAGMA query_only = ON"}
_STANDARD = "SET TRANSACTION READ ONLY"


def reflect(database: Database) -> None:
    """Read the tables' columns, before a transaction needs them.

    Raises:
        NoAccessError: a table is missing, or this user may not read it.
    """
    database.reflect([*TABLES, EXTENSIONS])
    database.require_readable(TABLES)
    database.may_read(EXTENSIONS)


@contextmanager
def read_only(database: Database) -> Iterator[sa.Connection]:
    """A transaction that cannot write."""
    with database.transaction() as connection:
        connection.execute(sa.text(_READ_ONLY.get(database.dialect, _STANDARD)))
        yield connection


def endpoint(
    database: Database, connection: sa.Connection, endpoint_id: str, declared: Mapping[str, Rows]
) -> dict[str, Rows]:
    """All rows of the endpoint, in the shape of `declared`, without tables that have none and are not declared."""
    return endpoints(database, connection, {endpoint_id: declared})[endpoint_id]


def endpoints(
    database: Database, connection: sa.Connection, declared: Mapping[str, Mapping[str, Rows]]
) -> dict[str, dict[str, Rows]]:
    """`endpoint` for several endpoints, with as many statements as for one: {endpoint id: {table: rows}}."""
    own = own_rows.find_all(database, connection, {id_: [tables] for id_, tables in declared.items()})
    wanted = {id_: own_rows.merge(own[id_], tables) for id_, tables in declared.items()}
    found: dict[str, dict[str, Rows]] = {id_: {} for id_ in declared}
    for name in dict.fromkeys(name for tables in wanted.values() for name in tables):
        rows = {id_: tables[name] for id_, tables in wanted.items() if name in tables}
        for id_, each in RealtimeTable(database, name).read_all(connection, rows).items():
            found[id_][name] = each
    return found


def stored(database: Database, connection: sa.Connection) -> dict[str, Stored]:
    """Every row of `TABLES`, as it is stored."""
    return {
        name: {str(row["id"]): dict(row) for row in connection.execute(sa.select(database.table(name))).mappings()}
        for name in TABLES
    }


def callers(database: Database, domain_name: str) -> list[str]:
    """The endpoints that call the trunk with that termination domain, at any edge. It reads no passwords."""
    aors, endpoints = database.table(AORS), database.table(ENDPOINTS)
    with read_only(database) as connection:
        contacts = connection.execute(sa.select(aors.c.id, aors.c.contact).where(aors.c.contact.is_not(None))).all()
        named = connection.execute(sa.select(endpoints.c.id, endpoints.c.aors).where(endpoints.c.aors.is_not(None)))
        names = {str(id_): {each.strip() for each in str(own).split(",")} for id_, own in named}
    leading = {str(id_) for id_, contact in contacts if domain_name in _domains(decode(str(contact), database.dialect))}
    return sorted(id_ for id_, own in names.items() if own & leading)


def _domains(contacts: str) -> set[str | None]:
    return {SipUri(each).domain_name for each in contacts.split(",")}


def extens(database: Database) -> dict[str, frozenset[str]] | None:
    """{context: its extens}; None if this user may not read them."""
    try:
        with read_only(database) as connection:
            found = connection.execute(sa.text("SELECT DISTINCT context, exten FROM extensions")).all()
    except RefusedError:
        return None
    contexts = defaultdict[str, set[str]](set)
    for context, exten in found:
        contexts[context].add(str(exten))
    return {context: frozenset(each) for context, each in contexts.items()}


def registrations(database: Database) -> dict[str, str]:
    """{id: server's URI}, as stored; none if this user may not read them, or there is no such table."""
    try:
        with read_only(database) as connection:
            found = connection.execute(sa.text("SELECT id, server_uri FROM ps_registrations")).all()
    except RefusedError:
        return {}
    return {str(id_): str(uri) for id_, uri in found if uri}


def dialplan(database: Database, context: str) -> Sequence[Mapping[str, Any]] | None:
    """The rows of a context, as they are stored; None if this user may not read them, or there is no such table."""
    try:
        table = database.table(EXTENSIONS)
        with read_only(database) as connection:
            rows = sa.select(table).where(table.c.context == encode(context, database.dialect))
            return [dict(row) for row in connection.execute(rows).mappings()]
    except RefusedError:
        return None
