"""A statement that changes a row, and what it needs. The transaction executes it; a preview only checks it."""

from collections.abc import Mapping
from typing import Any, Literal

import sqlalchemy as sa
from attrs import field, frozen

Verb = Literal["SELECT", "INSERT", "UPDATE", "DELETE"]


@frozen
class Write:
    """A statement.

    Attributes:
        verb: what it does.
        table: the reflected table.
        values: {column: stored value}; in a preview, a value that is not known yet is `UNKNOWN`.
        row: the row as it is; None for a new one, and in a preview for a rotation's switch of a row.
        key: its key columns.
    """

    verb: Verb
    table: sa.Table
    values: Mapping[str, Any] = field(factory=dict, repr=False)
    row: Mapping[str, Any] | None = field(default=None, repr=False)
    key: tuple[str, ...] = ("id",)

    @property
    def statement(self) -> sa.Executable:
        if self.verb == "INSERT":
            return sa.insert(self.table).values(dict(self.values))
        is_it = sa.and_(*(self.table.columns[column] == (self.row or {})[column] for column in self.key))
        if self.verb == "UPDATE":
            return sa.update(self.table).where(is_it).values(dict(self.values))
        return sa.delete(self.table).where(is_it)
