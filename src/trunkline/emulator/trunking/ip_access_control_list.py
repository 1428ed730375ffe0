"""`/v1/Trunks/{TrunkSid}/IpAccessControlLists`: which addresses a trunk accepts."""

import sqlite3

from trunkline.emulator.call import Call, Document
from trunkline.emulator.errors import TrunkError
from trunkline.emulator.fields import require
from trunkline.emulator.paging import trunking_list

SELECT = """
SELECT mapping.id AS id, mapping.trunk_sid, list.sid, list.account_sid, list.friendly_name,
  list.date_created, list.date_updated
FROM trunk_ip_access_control_lists AS mapping JOIN ip_access_control_lists AS list
  ON list.sid = mapping.ip_access_control_list_sid
"""


def index(call: Call) -> Document:
    return trunking_list(
        call,
        "ip_access_control_lists",
        render,
        f"{SELECT} WHERE mapping.trunk_sid = :trunk_sid",
        trunk_sid=call.owned("trunks", call.sids["trunk_sid"])["sid"],
    )


def create(call: Call) -> Document:
    trunk = call.owned("trunks", call.sids["trunk_sid"])
    require(call.form, "IpAccessControlListSid")
    sid = call.owned("ip_access_control_lists", call.form["IpAccessControlListSid"])["sid"]
    added = call.db.execute(
        "INSERT OR IGNORE INTO trunk_ip_access_control_lists (trunk_sid, ip_access_control_list_sid) VALUES (?, ?)",
        (trunk["sid"], sid),
    )
    if not added.rowcount:
        raise TrunkError(f"The IP access control list {sid} is already associated with this trunk")
    return render(_row(call, sid))


def fetch(call: Call) -> Document:
    return render(_row(call, call.sids["sid"]))


def remove(call: Call) -> None:
    call.db.execute("DELETE FROM trunk_ip_access_control_lists WHERE id = ?", (_row(call, call.sids["sid"])["id"],))


def render(row: sqlite3.Row) -> Document:
    return {
        "sid": row["sid"],
        "account_sid": row["account_sid"],
        "trunk_sid": row["trunk_sid"],
        "friendly_name": row["friendly_name"],
        "date_created": row["date_created"],
        "date_updated": row["date_updated"],
        "url": f"https://trunking.twilio.com/v1/Trunks/{row['trunk_sid']}/IpAccessControlLists/{row['sid']}",
    }


def _row(call: Call, sid: str) -> sqlite3.Row:
    trunk = call.owned("trunks", call.sids["trunk_sid"])
    return call.one(f"{SELECT} WHERE mapping.trunk_sid = ? AND list.sid = ?", trunk["sid"], sid)
