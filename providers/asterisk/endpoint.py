"""A PJSIP endpoint in Asterisk's realtime tables: its auth, AORs, endpoint and identify rows, in one transaction.

The tables are those of `contrib/ast-db-manage` in Asterisk's sources, which res_pjsip reads through sorcery.
"""

from typing import Any

import sqlalchemy as sa

from .. import rules
from ..errors import NotOurs, Refused
from . import columns
from .database import Database

Rows = dict[str, dict[str, Any]]
"""{row id: {column: value}}"""

TABLES = ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips")
IDENTIFY = "ps_endpoint_id_ips"
OPTIONAL = frozenset({("ps_aors", "qualify_2xx_only")})
"""Columns that are left out where an older schema lacks them."""

SECRET = frozenset({"password", "md5_cred", "oauth_clientid", "oauth_secret", "refresh_token"})
UNDECLARED = "(undeclared)"
"""Stands in the outputs for a secret column that somebody else filled."""


class EndpointLogic:
    """Inputs and outputs: `endpoint_id`, a key for each of `TABLES` with its `Rows`, `adopt`.

    A row is owned whole: a column that is set in the database but not declared is reported, and cleared by
    the next update. So is every identify row of the endpoint: an extra one is a hole for calls to come in by.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"Asterisk endpoint {inputs.get('endpoint_id')!r}"

    def validate(self, inputs: dict[str, Any]) -> list[str]:
        return rules.findings(
            rules.text("endpoint_id", inputs["endpoint_id"], 40),
            *(
                rules.codecs(f"ps_endpoints.{id_}.allow", row.get("allow"))
                for id_, row in inputs["ps_endpoints"].items()
            ),
            *(
                rules.network(f"{IDENTIFY}.{id_}.match", row.get("match"))
                for id_, row in inputs[IDENTIFY].items()
            ),
            *(
                rules.whole_number(
                    f"ps_aors.{id_}.qualify_frequency", row.get("qualify_frequency", 0), 0, 86400
                )
                for id_, row in inputs["ps_aors"].items()
            ),
        )

    def inspect(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        findings = self._unfit(news)
        if findings:
            return findings
        with self._database.transaction() as connection:
            return self._foreign(connection, olds, news)

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return inputs["endpoint_id"], self._write({}, inputs)

    def read(self, endpoint_id: str, outputs: dict[str, Any]) -> dict[str, Any] | None:
        with self._database.transaction() as connection:
            found = {table: self._read(connection, table, endpoint_id, outputs[table]) for table in TABLES}
        if not any(found.values()):
            return None
        return outputs | found

    def update(self, endpoint_id: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        return self._write(olds, news)

    def delete(self, endpoint_id: str, outputs: dict[str, Any]) -> None:
        with self._database.transaction() as connection:
            for name in reversed(TABLES):
                table = self._database.table(name)
                connection.execute(sa.delete(table).where(_owned(table, endpoint_id, outputs[name])))

    def _write(self, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        if unfit := self._unfit(news):
            raise Refused(unfit[0])
        with self._database.transaction() as connection:
            if foreign := self._foreign(connection, olds, news):
                raise NotOurs(foreign[0])
            for name in TABLES:
                self._converge(connection, name, news["endpoint_id"], olds.get(name, {}), news[name])
        return news

    def _unfit(self, inputs: dict[str, Any]) -> list[str]:
        """What the connected schema cannot hold."""
        findings = []
        for name in TABLES:
            table = self._database.table(name)
            for id_, row in inputs[name].items():
                for column, value in ({"id": id_} | row).items():
                    if column not in table.columns:
                        if (name, column) not in OPTIONAL:
                            findings.append(
                                f"{name}.{id_}.{column}: the table has no such column: "
                                "upgrade Asterisk's realtime schema, or leave the setting out"
                            )
                    elif reason := columns.judge(table.columns[column], value):
                        shown = "the value (not shown)" if column in SECRET else repr(value)
                        findings.append(f"{name}.{id_}.{column}: {shown} {reason}")
        return findings

    def _foreign(self, connection: sa.Connection, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        """Rows that are there, are not this stack's and are not what it would write anyway."""
        if news["adopt"]:
            return []
        findings = []
        for name in TABLES:
            found = self._read(connection, name, news["endpoint_id"], news[name])
            findings += [
                f"{name}: a row {id_!r} exists already and is not this stack's: "
                "choose another endpoint_id, or say adopt=True"
                for id_, row in found.items()
                if id_ not in olds.get(name, {})
                and row != news[name].get(id_)
                and not (olds and row.get("endpoint") == news["endpoint_id"])
            ]
        return findings

    def _read(self, connection: sa.Connection, name: str, endpoint_id: str, declared: Rows) -> Rows:
        table = self._database.table(name)
        stored = connection.execute(
            sa.select(table).where(_owned(table, endpoint_id, declared)).order_by(table.c.id)
        )
        return {
            row["id"]: self._meaning(table, row, declared.get(row["id"], {})) for row in stored.mappings()
        }

    def _meaning(self, table: sa.Table, row: Any, declared: dict[str, Any]) -> dict[str, Any]:
        meaning = {
            column: value
            for column, value in declared.items()
            if (table.name, column) in OPTIONAL and column not in row
        }
        for column in table.columns:
            stored = row[column.name]
            if column.name == "id" or stored is None or (stored == "" and column.name not in declared):
                continue
            if column.name in SECRET and column.name not in declared:
                meaning[column.name] = UNDECLARED
            else:
                meaning[column.name] = columns.from_row(
                    column, stored, self._database.dialect, declared.get(column.name)
                )
        return meaning

    def _converge(
        self, connection: sa.Connection, name: str, endpoint_id: str, olds: Rows, news: Rows
    ) -> None:
        table = self._database.table(name)
        owned = _owned(table, endpoint_id, olds | news)
        present = {row["id"]: row for row in connection.execute(sa.select(table).where(owned)).mappings()}
        for id_, row in news.items():
            values = {
                column.name: columns.to_row(column, row[column.name], self._database.dialect)
                if column.name in row
                else None
                for column in table.columns
                if column.name != "id"
            }
            if id_ not in present:
                given = {column: value for column, value in values.items() if value is not None}
                connection.execute(sa.insert(table).values(id=id_, **given))
            elif changed := {
                column: value for column, value in values.items() if present[id_][column] != value
            }:
                connection.execute(sa.update(table).where(table.c.id == id_).values(changed))
        for id_ in present.keys() - news.keys():
            connection.execute(sa.delete(table).where(table.c.id == id_))


def _owned(table: sa.Table, endpoint_id: str, declared: Rows) -> sa.ColumnElement[bool]:
    by_id = table.c.id.in_(list(declared))
    return sa.or_(by_id, table.c.endpoint == endpoint_id) if table.name == IDENTIFY else by_id
