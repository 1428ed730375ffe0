"""A PJSIP endpoint in Asterisk's realtime tables: its auth, AORs, endpoint and identify rows, in one transaction.

The tables are those of `contrib/ast-db-manage` in Asterisk's sources, which res_pjsip reads through sorcery.
"""

from typing import Any, Self

import sqlalchemy as sa

from trunkline.providers import rules
from trunkline.providers.asterisk import columns, database
from trunkline.providers.errors import NotOursError, RefusedError
from trunkline.providers.rotation import standby
from trunkline.providers.settings import Settings

Rows = dict[str, dict[str, Any]]
"""{row id: {column: value}}"""

TABLES = ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips")
IDENTIFY = "ps_endpoint_id_ips"
OPTIONAL = frozenset({("ps_aors", "qualify_2xx_only")})
"""Columns that are left out where an older schema lacks them."""

SECRET = frozenset({"password", "md5_cred", "oauth_clientid", "oauth_secret", "refresh_token"})
FASTEST = 15
"""Seconds between two OPTIONS requests, at least."""

UNDECLARED = "(undeclared)"
"""Stands in the outputs for a secret column that somebody else filled."""


class EndpointLogic:
    """Inputs and outputs: `endpoint_id`, a key for each of `TABLES` with its `Rows`, `sealed`, `adopt`.

    `sealed` says that a `CredentialListSealLogic` ends each rotation of the auth row's password (see `rotation`).

    A row is owned whole: a column that is set in the database but not declared is reported, and cleared by
    the next update. So is every identify row of the endpoint: an extra one is a hole for calls to come in by.
    """

    def __init__(self, realtime: database.Database) -> None:
        self._database = realtime

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        return cls(database.connect(settings))

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"Asterisk endpoint {inputs.get('endpoint_id')!r}"

    def validate(self, inputs: dict[str, Any]) -> list[str]:
        endpoints, aors, identify = (_rows(inputs, name) for name in ("ps_endpoints", "ps_aors", IDENTIFY))
        return rules.findings(
            rules.text("endpoint_id", inputs["endpoint_id"], 40),
            *(rules.codecs(f"ps_endpoints.{id_}.allow", row.get("allow")) for id_, row in endpoints.items()),
            *(rules.network(f"{IDENTIFY}.{id_}.match", row.get("match")) for id_, row in identify.items()),
            *(_qualify_frequency(f"ps_aors.{id_}", row.get("qualify_frequency")) for id_, row in aors.items()),
        )

    def inspect(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        findings = self._unfit(news)
        if findings or not columns.is_known(news["endpoint_id"]):
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
            raise RefusedError(unfit[0])
        with self._database.transaction() as connection:
            if foreign := self._foreign(connection, olds, news):
                raise NotOursError(foreign[0])
            written = news | {"ps_auths": self._rotated(connection, olds, news)} if news.get("sealed") else news
            for name in TABLES:
                self._converge(connection, name, news["endpoint_id"], olds.get(name, {}), written[name])
        return news

    def _rotated(self, connection: sa.Connection, olds: dict[str, Any], news: dict[str, Any]) -> Rows:
        """The auth rows with a changed password under the stand-by's username, until the seal switches back."""
        present = self._read(connection, "ps_auths", news["endpoint_id"], news["ps_auths"])
        rows = {}
        for id_, row in news["ps_auths"].items():
            before = olds.get("ps_auths", {}).get(id_, {})
            changes = before.get("username") == row["username"] and before.get("password") != row["password"]
            waits = present.get(id_) == row | {"username": standby(row["username"])}
            rows[id_] = row | {"username": standby(row["username"])} if changes or waits else row
        return rows

    def _unfit(self, inputs: dict[str, Any]) -> list[str]:
        """What the connected schema cannot hold."""
        findings = []
        for name in TABLES:
            table = self._database.table(name)
            for id_, row in _rows(inputs, name).items():
                for column, value in ({"id": id_} | row).items():
                    if column not in table.columns:
                        if (name, column) not in OPTIONAL:
                            findings.append(
                                f"{name}.{id_}.{column}: the table has no such column: "
                                "upgrade Asterisk's realtime schema, or leave the setting out"
                            )
                    elif reason := columns.judge(table.columns[column], value, self._database.dialect):
                        shown = "the value (not shown)" if column in SECRET else repr(value)
                        findings.append(f"{name}.{id_}.{column}: {shown} {reason}")
        return findings

    def _foreign(self, connection: sa.Connection, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        """Rows that are there, are not this stack's and are not what it would write anyway."""
        if news["adopt"]:
            return []
        findings = []
        for name in TABLES:
            declared = _rows(news, name)
            found = self._read(connection, name, news["endpoint_id"], declared)
            findings += [
                f"{name}: a row {id_!r} exists already and is not this stack's: "
                "choose another endpoint_id, or say adopt=True"
                for id_, row in found.items()
                if id_ not in olds.get(name, {})
                and not _is_same(row, declared.get(id_, {}))
                and not (olds and row.get("endpoint") == news["endpoint_id"])
            ]
        return findings

    def _read(self, connection: sa.Connection, name: str, endpoint_id: str, declared: Rows) -> Rows:
        table = self._database.table(name)
        stored = connection.execute(sa.select(table).where(_owned(table, endpoint_id, declared)).order_by(table.c.id))
        return {row["id"]: self._meaning(table, row, declared.get(row["id"], {})) for row in stored.mappings()}

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

    def _converge(self, connection: sa.Connection, name: str, endpoint_id: str, olds: Rows, news: Rows) -> None:
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
            elif changed := {column: value for column, value in values.items() if present[id_][column] != value}:
                connection.execute(sa.update(table).where(table.c.id == id_).values(changed))
        for id_ in present.keys() - news.keys():
            connection.execute(sa.delete(table).where(table.c.id == id_))


def _rows(inputs: dict[str, Any], table: str) -> Rows:
    """The table's rows; a row that is not known yet is one without columns."""
    return {id_: rules.mapping(row) for id_, row in rules.mapping(inputs[table]).items()}


def _qualify_frequency(prop: str, value: Any) -> str | None:
    if value == 0:
        return None
    return rules.whole_number(f"{prop}.qualify_frequency", value, FASTEST, 86400) and (
        f"{prop}.qualify_frequency: {value!r} is neither 0 nor a whole number from {FASTEST} to 86400: "
        "Twilio asks for OPTIONS no more often than that"
    )


def _is_same(found: dict[str, Any], declared: dict[str, Any]) -> bool:
    """Whether a row is as declared, as far as that is known yet."""
    return found.keys() == declared.keys() and all(
        found[column] == value for column, value in declared.items() if columns.is_known(value)
    )


def _owned(table: sa.Table, endpoint_id: str, declared: Rows) -> sa.ColumnElement[bool]:
    by_id = table.c.id.in_(list(declared))
    return sa.or_(by_id, table.c.endpoint == endpoint_id) if table.name == IDENTIFY else by_id
