"""`/v1/Trunks/{TrunkSid}/CredentialLists` and `…/IpAccessControlLists`: who may call through a trunk."""

import sqlite3
from dataclasses import dataclass

from trunkline.emulator.call import Call, Document
from trunkline.emulator.errors import TrunkError
from trunkline.emulator.fields import require
from trunkline.emulator.paging import trunking_list


@dataclass(frozen=True)
class AssociatedList:
    """The operations on one kind of list.

    Attributes:
        resource: its name in the path.
        table: the table of the lists; `trunk_<table>` has the associations.
        noun: its name in errors.
    """

    resource: str
    table: str
    noun: str

    @property
    def mapping(self) -> str:
        return f"trunk_{self.table}"

    @property
    def column(self) -> str:
        return f"{self.table.removesuffix('s')}_sid"

    @property
    def select(self) -> str:
        return (
            "SELECT mapping.id AS id, mapping.trunk_sid, list.sid, list.account_sid, list.friendly_name, "  # noqa: S608 - own names
            "list.date_created, list.date_updated "
            f"FROM {self.mapping} AS mapping JOIN {self.table} AS list ON list.sid = mapping.{self.column}"
        )

    def index(self, call: Call) -> Document:
        return trunking_list(
            call,
            self.table,
            self.render,
            f"{self.select} WHERE mapping.trunk_sid = :trunk_sid",
            trunk_sid=call.owned("trunks", call.sids["trunk_sid"])["sid"],
        )

    def create(self, call: Call) -> Document:
        trunk = call.owned("trunks", call.sids["trunk_sid"])
        field = f"{self.resource.removesuffix('s')}Sid"
        require(call.form, field)
        sid = call.owned(self.table, call.form[field])["sid"]
        added = call.db.execute(
            f"INSERT OR IGNORE INTO {self.mapping} (trunk_sid, {self.column}) VALUES (?, ?)",  # noqa: S608 - own names
            (trunk["sid"], sid),
        )
        if not added.rowcount:
            raise TrunkError(f"The {self.noun} {sid} is already associated with this trunk")
        return self.render(self._row(call, sid))

    def fetch(self, call: Call) -> Document:
        return self.render(self._row(call, call.sids["sid"]))

    def remove(self, call: Call) -> None:
        row = self._row(call, call.sids["sid"])
        call.db.execute(f"DELETE FROM {self.mapping} WHERE id = ?", (row["id"],))  # noqa: S608 - own names

    def render(self, row: sqlite3.Row) -> Document:
        return {
            "sid": row["sid"],
            "account_sid": row["account_sid"],
            "trunk_sid": row["trunk_sid"],
            "friendly_name": row["friendly_name"],
            "date_created": row["date_created"],
            "date_updated": row["date_updated"],
            "url": f"https://trunking.twilio.com/v1/Trunks/{row['trunk_sid']}/{self.resource}/{row['sid']}",
        }

    def _row(self, call: Call, sid: str) -> sqlite3.Row:
        trunk = call.owned("trunks", call.sids["trunk_sid"])
        return call.one(f"{self.select} WHERE mapping.trunk_sid = ? AND list.sid = ?", trunk["sid"], sid)


credential_list = AssociatedList("CredentialLists", "credential_lists", "credential list")
ip_access_control_list = AssociatedList("IpAccessControlLists", "ip_access_control_lists", "IP access control list")
