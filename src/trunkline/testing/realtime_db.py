"""Asterisk's realtime tables in an SQLite file."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from attrs import frozen

from trunkline.local import realtime
from trunkline.providers.asterisk.database import Database

_YES_OR_NO = sa.String(5)
_FURTHER: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "ps_endpoints": {
        "callerid": sa.String(40),
        "deny": sa.String(95),
        "from_user": sa.String(40),
        "language": sa.String(40),
        "outbound_proxy": sa.String(255),
        "permit": sa.String(95),
        "rtp_symmetric": _YES_OR_NO,
        "rtp_timeout": sa.Integer(),
        "send_pai": _YES_OR_NO,
        "set_var": sa.Text(),
        "t38_udptl": _YES_OR_NO,
        "timers": sa.String(8),
        "trust_id_inbound": _YES_OR_NO,
    },
    "ps_aors": {"qualify_timeout": sa.Float()},
    "ps_endpoint_id_ips": {"match_request_uri": sa.String(255)},
}
"""Columns that the local stack's tables lack, where they would mostly be empty (see `trunkline.local.realtime`)."""


@frozen
class RealtimeDb:
    """The tables that an endpoint has rows in, with each column that has an argument.

    For `endpoint_options` and its like, add the column first: `execute("ALTER TABLE ps_endpoints ADD COLUMN …")`.

    Attributes:
        url: `sqlite:///<path>`.
    """

    url: str

    @classmethod
    def create(cls, file: Path) -> "RealtimeDb":
        """Make the tables, in a new SQLite file."""
        realtime.create(file)
        made = cls(f"sqlite:///{file}")
        for table, columns in _FURTHER.items():
            for name, kind in columns.items():
                made.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind.compile()}")
        return made

    @property
    def environment(self) -> dict[str, str]:
        """What sends a program of trunkline's to this database."""
        return {"TRUNKLINE_DATABASE_URL": self.url}

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        """{row id: {column: value}}, without what is NULL. Passwords are in clear."""
        return read(Database(self.url), [table])[table]

    def execute(self, statement: str) -> None:
        """Change something by hand, as somebody at a SQL prompt would."""
        with Database(self.url).transaction() as connection:
            connection.execute(sa.text(statement))


def read(database: Database, tables: Iterable[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """{table: {row id: {column: stored value}}} of one moment, without what is NULL."""
    with database.transaction() as connection:
        return {
            name: {
                str(row["id"]): {key: value for key, value in row.items() if value is not None and key != "id"}
                for row in connection.execute(sa.select(database.table(name))).mappings()
            }
            for name in tables
        }
