"""Asterisk's realtime tables in an SQLite file."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from attrs import frozen

from trunkline.local import realtime
from trunkline.providers.asterisk.database import Database


@frozen
class RealtimeDb:
    """The tables with the rows of an endpoint, and a column for each argument.

    For `endpoint_options` and its like, add the column first: `execute("ALTER TABLE ps_endpoints ADD COLUMN …")`.

    Attributes:
        url: `sqlite:///<path>`.
    """

    url: str

    @classmethod
    def create(cls, file: Path) -> "RealtimeDb":
        """Make the tables, in a new SQLite file."""
        realtime.create(file)
        realtime.widen(file)
        return cls(f"sqlite:///{file}")

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which a program uses this database."""
        return {"TRUNKLINE_DATABASE_URL": self.url}

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        """{row id: {column: value}}, without NULLs. Passwords are plain text."""
        return read(Database(self.url), [table])[table]

    def execute(self, statement: str) -> None:
        """Change something by hand, as at an SQL prompt."""
        with Database(self.url).transaction() as connection:
            connection.execute(sa.text(statement))


def read(database: Database, tables: Iterable[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """{table: {row id: {column: stored value}}} of one moment, without NULLs."""
    with database.transaction() as connection:
        return {
            name: {
                str(row["id"]): {key: value for key, value in row.items() if value is not None and key != "id"}
                for row in connection.execute(sa.select(sa.text("*")).select_from(sa.table(name))).mappings()
            }
            for name in tables
        }
