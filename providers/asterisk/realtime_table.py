"""One of Asterisk's realtime tables: the rows that an endpoint owns in it."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from trunkline.model import values
from trunkline.model.asterisk import AUTHS, EXTENSIONS, IDENTIFIES, SECRET, Cell, Row, Rows
from trunkline.model.path import Path, Problem
from trunkline.model.unknown import UNKNOWN
from trunkline.providers.asterisk import auth, character_sets, columns
from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.writes import Write
from trunkline.providers.errors import RefusedError

OPTIONAL = {
    ("ps_aors", "qualify_2xx_only"): ("yes", "no"),
    ("ps_endpoints", "rewrite_contact"): ("no",),
    ("ps_endpoints", "dtmf_mode"): ("rfc4733",),
    ("ps_endpoints", "media_encryption"): ("no",),
}
"""Columns that are left out if the schema lacks them and the value is one of these: Asterisk does the same without
them. `qualify_2xx_only` came with 20.16, 21.11 and 22.6. Without it, any answer counts."""

UNDECLARED = "(undeclared)"
"""The value in the outputs of a secret column that the program does not declare.

An import has it in the inputs too. There it leaves the column as it is.
"""

_KEYS = {EXTENSIONS: ("context", "exten", "priority")}
"""{table: the key columns of its rows}. In other tables, `id` is the key; in `extensions`, the database gives the
ids."""


class RealtimeTable:
    """Reads and writes whole rows: a column that is not declared becomes NULL.

    A column that fills itself or may not be NULL is not Asterisk's own. If it is not declared, it is left alone.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._table = database.table(name)
        self._dialect = database.dialect
        self._name = name
        self._key = _KEYS.get(name, ("id",))

    def marked(self, connection: sa.Connection, endpoint_ids: Iterable[str]) -> dict[str, Rows]:
        """{endpoint id: the rows whose id marks them as made for the endpoint, with their key columns}."""
        if not self._has_marks():
            return {}
        keys = [self._table.c[column] for column in self._key]
        made = connection.execute(sa.select(self._table.c.id, *keys).where(self._table.c.id < 0)).all()
        rows = {"/".join(map(str, key)): (id_, dict(zip(self._key, key, strict=True))) for id_, *key in made}
        return {
            endpoint_id: {key: row for key, (id_, row) in rows.items() if id_ == self._mark(endpoint_id, key)}
            for endpoint_id in endpoint_ids
        }

    def _has_marks(self) -> bool:
        """Whether the table has the key's columns, and an id that may be below 0: some users make their own table."""
        if not {"id", *self._key} <= {*self._table.c.keys()}:
            return False
        kind = self._table.c.id.type
        return isinstance(kind, sa.Integer) and not getattr(kind, "unsigned", False) and not self._table.c.id.identity

    def _mark(self, endpoint_id: str, key: str) -> int:
        """The id of a dialplan row that is made for the endpoint: below 0, which no sequence gives."""
        kind: Any = self._table.c.id.type
        most: int = 2 ** (columns.bits(kind) - 1) - 1
        digest = hashlib.sha256(f"{endpoint_id}/{key}".encode()).digest()
        return -1 - int.from_bytes(digest[:8], "big") % most

    def unfit(self, declared: Rows) -> list[Problem]:
        """The problems of values that the connected schema cannot store."""
        return [finding for id_, row in declared.items() for finding in self._unfit(id_, row)]

    def read(self, connection: sa.Connection, endpoint_id: str, declared: Rows) -> Rows:
        """The endpoint's rows as they are, in the shape of the input."""
        return self.read_all(connection, {endpoint_id: declared})[endpoint_id]

    def read_all(self, connection: sa.Connection, declared: Mapping[str, Rows]) -> dict[str, Rows]:
        """`read` for several endpoints in one statement: {endpoint id: rows}."""
        return {
            endpoint_id: {
                id_: self.meaning(row, declared[endpoint_id].get(id_, {})) for id_, row in sorted(stored.items())
            }
            for endpoint_id, stored in self._select(connection, declared).items()
        }

    def meaning(self, row: Mapping[str, Any], declared: Row) -> Row:
        """A stored row in the shape of `declared`, without columns that are empty and not declared."""
        digested = self._name == AUTHS and auth.is_digested(declared)
        clear = {"md5_cred", "password"} if digested else set()
        meaning: dict[str, Cell] = {
            column: value for column, value in declared.items() if column not in row and self._may_lack(column, value)
        }
        for column in self._table.columns:
            stored, name = row[column.name], column.name
            if name == "id" or stored is None or (name not in declared and (stored == "" or _is_left_alone(column))):
                continue
            if name in SECRET - clear and declared.get(name, UNDECLARED) == UNDECLARED:
                meaning[name] = UNDECLARED
            else:
                meaning[name] = columns.from_stored(column, stored, self._dialect, declared.get(name))
        return auth.from_columns(meaning, declared) if digested else meaning

    def pending(
        self, connection: sa.Connection, endpoint_id: str, olds: Rows, news: Rows, spared: Collection[str] = ()
    ) -> list[Write]:
        """The writes that make the endpoint's rows `news`; none if each column has its value already.

        It does not delete `spared` rows. Nor does it delete dialplan rows that another endpoint has taken over, which
        their ids show.
        """
        present = self._select(connection, {endpoint_id: {**olds, **news}})[endpoint_id]
        writes = list[Write]()
        for id_, row in news.items():
            values, marking = self._key_values(id_) | self._values(row), self._marking(endpoint_id, id_)
            if kept := sorted(name for name in SECRET & row.keys() if row[name] == UNDECLARED):
                values = {name: value for name, value in values.items() if name not in kept}
            if kept and id_ not in present:
                raise RefusedError(f"{self._name}.{id_}.{kept[0]}: it is not known after an import: set it")
            if id_ not in present:
                writes.append(Write("INSERT", self._table, values | marking, key=self._key))
                continue
            if _is_marked(present[id_]):
                values |= marking
            dropped = self._defaults(olds.get(id_, {}).keys() - row.keys())
            if changed := dropped | {name: value for name, value in values.items() if present[id_][name] != value}:
                writes.append(Write("UPDATE", self._table, changed, present[id_], self._key))
        gone = {id_: present[id_] for id_ in present.keys() - news.keys() - set(spared)}
        return writes + [
            Write("DELETE", self._table, row=row, key=self._key)
            for id_, row in gone.items()
            if not _is_marked(row) or row["id"] == self._mark(endpoint_id, id_)
        ]

    def _unfit(self, id_: str, row: Row) -> Iterator[Problem]:
        at = Path().field(self._name).key(id_)
        if "id" in row:
            yield Problem(at.field("id"), "a row's id is its key: leave the column out")
        stored = {**self._key_values(id_), **self._columns(row)}
        for name, value in stored.items():
            if name not in self._table.columns:
                if not self._may_lack(name, value):
                    text = "the table has no such column: upgrade Asterisk's realtime schema, or leave the setting out"
                    yield Problem(at.field(name), text)
            elif reason := self._reason(self._table.columns[name], value):
                shown = "the value (not shown)" if name in SECRET else values.shown(value)
                yield Problem(at.field(name), f"{shown} {reason}")
        for column in self._table.columns:
            is_missing = not column.nullable and not _is_left_alone(column) and stored.get(column.name) is None
            if row and is_missing and column.name != "id":
                text = "the table requires a value: set it as an option, or give it a default"
                yield Problem(at.field(column.name), text)

    def _reason(self, column: sa.Column[Any], value: Any) -> str | None:
        """Why the column cannot hold the value, or None."""
        if (reason := columns.judge(column, value, self._dialect)) or not columns.is_known(value):
            return reason
        stored = columns.to_stored(column, value, self._dialect)
        if not isinstance(stored, str) or stored.isascii():
            return None
        return self._database.run(lambda connection: character_sets.judge(connection, column, stored))

    def _may_lack(self, name: str, value: Any) -> bool:
        return columns.word(value) in OPTIONAL.get((self._name, name), ())

    def _select(self, connection: sa.Connection, declared: Mapping[str, Rows]) -> dict[str, dict[str, Any]]:
        """{endpoint id: its rows by key}."""
        rows = {id_: row for each in declared.values() for id_, row in each.items()}
        stored = connection.execute(sa.select(self._table).where(self._owned(declared, rows))).mappings()
        by_key = {"/".join(str(row[column]) for column in self._key): row for row in stored}
        keys = wanted_keys(by_key, rows)
        found = {keys[key]: row for key, row in by_key.items()}
        if len(declared) == 1:
            return dict.fromkeys(declared, found)
        owned = {id_: {key: found[key] for key in each if key in found} for id_, each in declared.items()}
        if self._name == IDENTIFIES:
            owners = wanted_keys({str(row["endpoint"]) for row in found.values()}, declared)
            for key, row in found.items():
                owned.get(owners[str(row["endpoint"])], {})[key] = row
        return owned

    def _owned(self, endpoint_ids: Iterable[str], declared: Rows) -> sa.ColumnElement[bool]:
        rows = [self._values(row) if self._name in _KEYS else {"id": id_} for id_, row in declared.items()]
        keys = [[row[column] for column in self._key] for row in rows]
        known = [key for key in keys if all(map(columns.is_known, key))]
        owned = sa.tuple_(*(self._table.c[column] for column in self._key)).in_(known)
        if len(self._key) == 1:
            owned = self._table.c.id.in_([id_ for (id_,) in known])
        return sa.or_(owned, self._table.c.endpoint.in_(endpoint_ids)) if self._name == IDENTIFIES else owned

    def _columns(self, row: Row) -> Row:
        return auth.to_columns(row) if self._name == AUTHS else row

    def _marking(self, endpoint_id: str, key: str) -> dict[str, int]:
        return {"id": self._mark(endpoint_id, key)} if self._name in _KEYS and self._has_marks() else {}

    def _key_values(self, id_: str) -> dict[str, str]:
        return {} if self._name in _KEYS else {"id": id_}

    def _values(self, row: Row) -> dict[str, Any]:
        """The row's stored values, without its id; `UNKNOWN` for a value that a preview does not know yet."""
        given = self._columns(row)
        return {
            column.name: self._stored(column, given.get(column.name))
            for column in self._table.columns
            if column.name != "id" and (given.get(column.name) is not None or not _is_left_alone(column))
        }

    def _stored(self, column: sa.Column[Any], value: Any) -> Any:
        if value is None:
            return None
        return columns.to_stored(column, value, self._dialect) if columns.is_known(value) else UNKNOWN

    def _defaults(self, names: set[str]) -> dict[str, Any]:
        """The values that columns with a default get when they are no longer declared."""
        return {
            name: column.server_default.arg
            for name in names & {*self._table.columns.keys()}
            if isinstance((column := self._table.columns[name]).server_default, sa.DefaultClause)
        }


def _is_left_alone(column: sa.Column[Any]) -> bool:
    return column.server_default is not None or column.computed is not None or column.identity is not None


def _is_marked(row: Any) -> bool:
    """Whether its id is the mark of an endpoint."""
    return isinstance(row["id"], int) and row["id"] < 0


def wanted_keys(found: Collection[str], wanted: Collection[str]) -> dict[str, str]:
    """{key that the database has: the wanted key that it is, else itself}.

    If a wanted key is missing, a key that is equal by the collation counts as it.
    """
    alike = {_folded(key): key for key in wanted if key not in found}
    return {key: key if key in wanted else alike.get(_folded(key), key) for key in found}


def _folded(key: str) -> str:
    return key.casefold().rstrip()
