"""Writes an endpoint's rows as they are declared. For a preview, it finds why the database would refuse them."""

import sqlalchemy as sa
from attrs import frozen

from trunkline.model.asterisk import AUTHS, TABLES, Endpoint, Rows
from trunkline.model.unknown import is_known
from trunkline.model.words import Words
from trunkline.providers.asterisk import columns, constraints, own_rows, privileges
from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.own_rows import merge
from trunkline.providers.asterisk.realtime_table import RealtimeTable
from trunkline.providers.asterisk.writes import Write
from trunkline.providers.ownership import Owner, key
from trunkline.providers.read_only import is_read_only


@frozen
class RowWrites:
    """The writes of one resource.

    Attributes:
        place: the database's name in the keys of the resource's things.
        words: how the user writes the resource's properties.
    """

    database: Database
    owner: Owner
    place: str | None
    words: Words

    def converge(
        self, connection: sa.Connection, endpoint_id: str, olds: Endpoint | None, news: Endpoint | None
    ) -> None:
        """Make the endpoint's rows `news`; None deletes them."""
        for write in self._pending(connection, endpoint_id, olds, news):
            connection.execute(write.statement)

    def refused(
        self, connection: sa.Connection, olds: Endpoint | None, news: Endpoint | None, auths: Rows
    ) -> list[str]:
        """Why the database will refuse to make the rows `news`.

        Args:
            connection: in a transaction like that of `converge`.
            olds: the endpoint before.
            news: the endpoint after it; None for a deletion.
            auths: the rows of ps_auths as they are written first (see `rotation`).
        """
        writes = list[Write]()
        if olds and (not news or olds.endpoint_id != news.endpoint_id):
            writes += self._pending(connection, olds.endpoint_id, olds, None)
            olds = None
        if news:
            writes += self._pending(connection, news.endpoint_id, olds, news)
            writes += self._switches(auths, known_auths(news))
        found = [] if is_read_only() else privileges.refusals(connection, str(self.database), writes)
        return found or [str(self.words.problem(each)) for each in constraints.problems(connection, writes)]

    def _pending(
        self, connection: sa.Connection, endpoint_id: str, olds: Endpoint | None, news: Endpoint | None
    ) -> list[Write]:
        """The writes. Rows of another resource stay, and so do those of a table that is not known yet."""
        former, declared = olds.tables if olds else {}, news.tables if news else {}
        before = merge(own_rows.find(self.database, connection, endpoint_id, former, declared), former)
        writes = list[Write]()
        for name in TABLES if news else reversed(TABLES):
            if (name not in before and name not in declared) or not is_known(getattr(news, name, None)):
                continue
            keys = {key(self.place, name, id_): id_ for id_ in before.get(name, {})}
            spared = [keys[held] for held in self.owner.rivals(keys)]
            table = RealtimeTable(self.database, name)
            writes += table.pending(connection, endpoint_id, before.get(name, {}), declared.get(name, {}), spared)
        return writes

    def _switches(self, written: Rows, declared: Rows) -> list[Write]:
        """The seal's writes to rows with a stand-by."""
        table = self.database.table(AUTHS)
        values = dict.fromkeys({"username", "md5_cred"} & {*table.columns.keys()})
        return [Write("UPDATE", table, values) for id_, row in declared.items() if written[id_] != row]


def known_auths(inputs: Endpoint) -> Rows:
    """The rows of ps_auths whose username is known, if a list's passwords are declared with them."""
    sealed = inputs.sealed
    if not is_known(sealed) or not sealed or not is_known(sealed.credentials) or not sealed.credentials:
        return {}
    return {id_: row for id_, row in inputs.rows(AUTHS).items() if columns.is_known(row.get("username"))}
