"""Finds an endpoint's own rows, also those that are no longer declared.

A run that failed or was killed may have written rows that no later configuration names. Their columns show them: an AOR
by its id and by the endpoint that names it, an identify row by its endpoint, a dialplan row by its id.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from trunkline.model.asterisk import ENDPOINTS, EXTENSIONS, IDENTIFIES, TABLES, Rows
from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.realtime_table import RealtimeTable, wanted_keys

_NAMED_BY = {"ps_aors": "aors", "ps_auths": "outbound_auth"}
"""{table: the column of ps_endpoints that names its rows}"""


def find(
    database: Database, connection: sa.Connection, endpoint_id: str, *declared: Mapping[str, Rows]
) -> dict[str, Rows]:
    """The rows whose columns show that they belong to the endpoint, with their key columns.

    Also the identify rows of the endpoints that are `declared` with it.
    """
    return find_all(database, connection, {endpoint_id: declared})[endpoint_id]


def find_all(
    database: Database, connection: sa.Connection, declared: Mapping[str, Sequence[Mapping[str, Rows]]]
) -> dict[str, dict[str, Rows]]:
    """`find` for several endpoints, with as many statements as for one: {endpoint id: {table: rows}}."""
    rows = _named(database, connection, declared)
    joined = {
        endpoint_id: {id_ for tables in each for id_ in tables.get(ENDPOINTS, {})} - {endpoint_id}
        for endpoint_id, each in declared.items()
    }
    identifies = _identifies(database, connection, {id_ for each in joined.values() for id_ in each})
    has_dialplan = database.may_read(EXTENSIONS)
    marked = RealtimeTable(database, EXTENSIONS).marked(connection, declared) if has_dialplan else {}
    for endpoint_id, tables in rows.items():
        tables[IDENTIFIES] = {id_: {} for each in joined[endpoint_id] for id_ in identifies[each]}
        tables[EXTENSIONS] = marked.get(endpoint_id, {})
    return {id_: {table: each for table, each in tables.items() if each} for id_, tables in rows.items()}


def merge(*several: Mapping[str, Rows]) -> dict[str, Rows]:
    """The rows of all of `several`, table by table. If a row is in two of them, the later one counts."""
    return {
        name: {id_: row for tables in several for id_, row in tables.get(name, {}).items()}
        for name in TABLES
        if any(name in tables for tables in several)
    }


def _named(database: Database, connection: sa.Connection, endpoint_ids: Collection[str]) -> dict[str, dict[str, Rows]]:
    """{endpoint id: the rows that its row names}."""
    table = database.table(ENDPOINTS)
    columns = [table.c[column] for column in _NAMED_BY.values()]
    stored = connection.execute(sa.select(table.c.id, *columns).where(table.c.id.in_(endpoint_ids))).mappings()
    found = {str(row["id"]): row for row in stored}
    ids: dict[str, dict[str, list[str]]] = {endpoint_id: {} for endpoint_id in endpoint_ids}
    for stored_id, id_ in wanted_keys(found, endpoint_ids).items():
        names = {name: str(found[stored_id][column] or "").split(",") for name, column in _NAMED_BY.items()}
        ids[id_] = {name: [each for each in map(str.strip, own) if _is_of(id_, each)] for name, own in names.items()}
    several = [id_ for id_, names in ids.items() if any(each != id_ for own in names.values() for each in own)]
    others = _others(connection, table, several)
    return {
        id_: {
            name: {each: {} for each in own if not any(_is_of(other, each) for other in others[id_])}
            for name, own in names.items()
        }
        for id_, names in ids.items()
    }


def _identifies(database: Database, connection: sa.Connection, endpoint_ids: Collection[str]) -> dict[str, list[str]]:
    """{endpoint id: the ids of its identify rows}."""
    found = defaultdict[str, list[str]](list)
    if endpoint_ids:
        table = database.table(IDENTIFIES)
        stored = connection.execute(sa.select(table.c.id, table.c.endpoint).where(table.c.endpoint.in_(endpoint_ids)))
        rows = {str(id_): str(endpoint) for id_, endpoint in stored}
        names = wanted_keys({*rows.values()}, endpoint_ids)
        for id_, endpoint in rows.items():
            found[names[endpoint]].append(id_)
    return found


def _others(connection: sa.Connection, table: sa.Table, endpoint_ids: Collection[str]) -> dict[str, list[str]]:
    """{endpoint id: endpoints whose rows look like its own: their ids begin like the ids of its AORs}."""
    others = defaultdict[str, list[str]](list)
    if endpoint_ids:
        begins = [table.c.id.startswith(f"{each}-", autoescape=True) for each in endpoint_ids]
        wanted = begins[0] if len(begins) == 1 else sa.true()
        for other in connection.scalars(sa.select(table.c.id).where(wanted)):
            for each in endpoint_ids:
                if other != each and _is_of(each, other):
                    others[each].append(other)
    return others


def _is_of(endpoint_id: str, row_id: str) -> bool:
    return row_id == endpoint_id or row_id.startswith(f"{endpoint_id}-")
