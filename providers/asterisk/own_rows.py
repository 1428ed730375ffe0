"""Finds an endpoint's own rows, also those that are no longer declared.

A run that failed or was killed may have written rows that no later configuration names. Their columns show them: an AOR
by its id and by the endpoint that names it, an identify row by its endpoint, a dialplan row by its id.
"""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from trunkline.model.asterisk import ENDPOINTS, EXTENSIONS, IDENTIFIES, TABLES, Rows
from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.realtime_table import RealtimeTable

_NAMED_BY = {"ps_aors": "aors", "ps_auths": "outbound_auth"}
"""{table: the column of ps_endpoints that names its rows}"""


def find(
    database: Database, connection: sa.Connection, endpoint_id: str, *declared: Mapping[str, Rows]
) -> dict[str, Rows]:
    """The rows whose columns show that they belong to the endpoint, with their key columns.

    Also the identify rows of the endpoints that are `declared` with it.
    """
    rows = _named(database, connection, endpoint_id)
    joined = {id_ for tables in declared for id_ in tables.get(ENDPOINTS, {})} - {endpoint_id}
    if joined:
        rows[IDENTIFIES] = _identifies(database, connection, joined)
    if database.may_read(EXTENSIONS):
        rows[EXTENSIONS] = RealtimeTable(database, EXTENSIONS).marked(connection, endpoint_id)
    return {table: each for table, each in rows.items() if each}


def merge(*several: Mapping[str, Rows]) -> dict[str, Rows]:
    """The rows of all of `several`, table by table. If a row is in two of them, the later one counts."""
    return {
        name: {id_: row for tables in several for id_, row in tables.get(name, {}).items()}
        for name in TABLES
        if any(name in tables for tables in several)
    }


def _named(database: Database, connection: sa.Connection, endpoint_id: str) -> dict[str, Rows]:
    endpoints = database.table("ps_endpoints")
    columns = [endpoints.c[column] for column in _NAMED_BY.values()]
    stored = connection.execute(sa.select(*columns).where(endpoints.c.id == endpoint_id)).mappings().first()
    names = {table: str(stored[column] or "").split(",") for table, column in _NAMED_BY.items()} if stored else {}
    ids = {table: [id_ for id_ in map(str.strip, each) if _is_of(endpoint_id, id_)] for table, each in names.items()}
    further = any(id_ != endpoint_id for each in ids.values() for id_ in each)
    others = _others(connection, endpoints, endpoint_id) if further else []
    return {
        table: {id_: {} for id_ in each if not any(_is_of(other, id_) for other in others)}
        for table, each in ids.items()
    }


def _identifies(database: Database, connection: sa.Connection, endpoints: Iterable[str]) -> Rows:
    table = database.table(IDENTIFIES)
    return {str(id_): {} for id_ in connection.scalars(sa.select(table.c.id).where(table.c.endpoint.in_(endpoints)))}


def _others(connection: sa.Connection, endpoints: sa.Table, endpoint_id: str) -> list[str]:
    """Endpoints whose rows look like this one's: their ids begin like the ids of its AORs."""
    begins = endpoints.c.id.startswith(f"{endpoint_id}-", autoescape=True)
    return list(connection.scalars(sa.select(endpoints.c.id).where(begins)))


def _is_of(endpoint_id: str, row_id: str) -> bool:
    return row_id == endpoint_id or row_id.startswith(f"{endpoint_id}-")
