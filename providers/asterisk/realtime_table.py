"""One of Asterisk's realtime tables: the rows that an endpoint owns in it."""

from typing import Any

import sqlalchemy as sa

from trunkline.providers import rules
from trunkline.providers.asterisk import columns
from trunkline.providers.asterisk.database import Database

Rows = dict[str, dict[str, Any]]
"""{row id: {column: value}}"""

IDENTIFY = "ps_endpoint_id_ips"
EXTENSIONS = "extensions"

OPTIONAL = frozenset({("ps_aors", "qualify_2xx_only")})
"""Columns that are left out where an older schema lacks them."""

SECRET = frozenset({"password", "md5_cred", "oauth_clientid", "oauth_secret", "refresh_token"})
UNDECLARED = "(undeclared)"
"""Stands in the outputs for a secret column that somebody else filled."""

_KEYS = {EXTENSIONS: ("context", "exten", "priority")}
"""What a row is known by; elsewhere by `id`, which in `extensions` the database gives."""


def rows_of(inputs: dict[str, Any], table: str) -> Rows:
    """The table's rows; a row that is not known yet is one without columns."""
    return {id_: rules.mapping(row) for id_, row in rules.mapping(inputs.get(table)).items()}


class RealtimeTable:
    """Reads and writes whole rows: a column that is not declared is to be NULL."""

    def __init__(self, database: Database, name: str) -> None:
        self._table = database.table(name)
        self._dialect = database.dialect
        self._name = name
        self._key = _KEYS.get(name, ("id",))

    def unfit(self, declared: Rows) -> list[str]:
        """What the connected schema cannot hold."""
        findings = []
        for id_, row in declared.items():
            for column, value in (row if self._name in _KEYS else {"id": id_} | row).items():
                if column not in self._table.columns:
                    if (self._name, column) not in OPTIONAL:
                        findings.append(
                            f"{self._name}.{id_}.{column}: the table has no such column: "
                            "upgrade Asterisk's realtime schema, or leave the setting out"
                        )
                elif reason := columns.judge(self._table.columns[column], value, self._dialect):
                    shown = "the value (not shown)" if column in SECRET else repr(value)
                    findings.append(f"{self._name}.{id_}.{column}: {shown} {reason}")
        return findings

    def read(self, connection: sa.Connection, endpoint_id: str, declared: Rows) -> Rows:
        """The endpoint's rows as they are, in the shape of the input."""
        stored = self._select(connection, endpoint_id, declared)
        return {id_: self._meaning(row, declared.get(id_, {})) for id_, row in sorted(stored.items())}

    def converge(self, connection: sa.Connection, endpoint_id: str, olds: Rows, news: Rows) -> None:
        """Insert, change and delete until the endpoint's rows are `news`."""
        present = self._select(connection, endpoint_id, olds | news)
        for id_, row in news.items():
            values = self._values(row)
            if id_ not in present:
                given = {column: value for column, value in values.items() if value is not None}
                own_id = {} if self._name in _KEYS else {"id": id_}
                connection.execute(sa.insert(self._table).values(**own_id, **given))
            elif changed := {column: value for column, value in values.items() if present[id_][column] != value}:
                connection.execute(sa.update(self._table).where(self._is(present[id_])).values(changed))
        for id_ in present.keys() - news.keys():
            connection.execute(sa.delete(self._table).where(self._is(present[id_])))

    def delete(self, connection: sa.Connection, endpoint_id: str, declared: Rows) -> None:
        connection.execute(sa.delete(self._table).where(self._owned(endpoint_id, declared)))

    def _select(self, connection: sa.Connection, endpoint_id: str, declared: Rows) -> dict[str, Any]:
        stored = connection.execute(sa.select(self._table).where(self._owned(endpoint_id, declared))).mappings()
        return {"/".join(str(row[column]) for column in self._key): row for row in stored}

    def _owned(self, endpoint_id: str, declared: Rows) -> sa.ColumnElement[bool]:
        rows = [self._values(row) if self._name in _KEYS else {"id": id_} for id_, row in declared.items()]
        owned = sa.or_(sa.false(), *map(self._is, rows))
        return sa.or_(owned, self._table.c.endpoint == endpoint_id) if self._name == IDENTIFY else owned

    def _is(self, row: Any) -> sa.ColumnElement[bool]:
        return sa.and_(*(self._table.columns[column] == row[column] for column in self._key))

    def _values(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            column.name: columns.to_row(column, row[column.name], self._dialect) if column.name in row else None
            for column in self._table.columns
            if column.name != "id"
        }

    def _meaning(self, row: Any, declared: dict[str, Any]) -> dict[str, Any]:
        meaning = {
            column: value
            for column, value in declared.items()
            if (self._name, column) in OPTIONAL and column not in row
        }
        for column in self._table.columns:
            stored = row[column.name]
            if column.name == "id" or stored is None or (stored == "" and column.name not in declared):
                continue
            if column.name in SECRET and column.name not in declared:
                meaning[column.name] = UNDECLARED
            else:
                meaning[column.name] = columns.from_row(column, stored, self._dialect, declared.get(column.name))
        return meaning
