"""The argument of a resource's function: one authenticated request, inside its transaction."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from trunkline.emulator.errors import NotFoundError

Document = dict[str, object]
"""A JSON object."""


@dataclass(frozen=True)
class Call:
    """One authenticated request.

    `sids` are the parameters of the path, such as `trunk_sid`. The last one is always `sid`.
    """

    db: sqlite3.Connection
    account_sid: str
    path: str
    sids: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]

    def owned(self, table: str, sid: str) -> sqlite3.Row:
        """The account's row with that SID.

        Raises:
            NotFoundError: there is no such row.
        """
        return self.one(f"SELECT * FROM {table} WHERE sid = ? AND account_sid = ?", sid, self.account_sid)  # noqa: S608 - the emulator's own table name

    def one(self, select: str, *parameters: str) -> sqlite3.Row:
        """The one row that a select finds.

        Raises:
            NotFoundError: it finds no row.
        """
        row: sqlite3.Row | None = self.db.execute(select, parameters).fetchone()
        if row is None:
            raise NotFoundError(f"The requested resource {self.path} was not found")
        return row


Operation = Callable[[Call], Document | None]
"""One operation of one resource; None is an answer without a body."""


def rfc2822(timestamp: str) -> str:
    """A date of the state as 2010-04-01 writes it: `Thu, 30 Jul 2015 23:19:04 +0000`."""
    return format_datetime(datetime.fromisoformat(timestamp))
