"""`/SIP/IpAccessControlLists`: named lists of addresses."""

import sqlite3

from trunkline.emulator.call import Call, Document, rfc2822
from trunkline.emulator.errors import (
    IpAccessControlListError,
    IpAccessControlListInUseError,
    TooManyIpAccessControlListsError,
)
from trunkline.emulator.fields import parse, require, text
from trunkline.emulator.paging import api2010_list
from trunkline.emulator.store import count, insert, new_sid, update

MAX_IP_ACCESS_CONTROL_LISTS = 1000

FIELDS = {"FriendlyName": ("friendly_name", text(255, IpAccessControlListError))}


def index(call: Call) -> Document:
    return api2010_list(
        call,
        "ip_access_control_lists",
        render,
        "SELECT * FROM ip_access_control_lists WHERE account_sid = :account_sid",
        account_sid=call.account_sid,
    )


def create(call: Call) -> Document:
    values = _values(call)
    if count(call.db, "ip_access_control_lists", "account_sid", call.account_sid) >= MAX_IP_ACCESS_CONTROL_LISTS:
        raise TooManyIpAccessControlListsError(
            f"Maximum IP access control lists reached: {MAX_IP_ACCESS_CONTROL_LISTS}"
        )
    sid = new_sid("AL")
    try:
        insert(call.db, "ip_access_control_lists", {"sid": sid, "account_sid": call.account_sid, **values})
    except sqlite3.IntegrityError:
        raise _duplicate(call) from None
    return render(call.owned("ip_access_control_lists", sid))


def fetch(call: Call) -> Document:
    return render(call.owned("ip_access_control_lists", call.sids["sid"]))


def modify(call: Call) -> Document:
    row = call.owned("ip_access_control_lists", call.sids["sid"])
    try:
        update(call.db, "ip_access_control_lists", row["sid"], _values(call))
    except sqlite3.IntegrityError:
        raise _duplicate(call) from None
    return fetch(call)


def remove(call: Call) -> None:
    """Delete the list with its addresses.

    Assumption [? address-list-in-use]: as long as a trunk has the list, this is refused with 21236, presumably the code
    of a dependencies violation.
    """
    sid = call.owned("ip_access_control_lists", call.sids["sid"])["sid"]
    if count(call.db, "trunk_ip_access_control_lists", "ip_access_control_list_sid", sid):
        raise IpAccessControlListInUseError(f"The IP access control list {sid} is associated with a trunk")
    call.db.execute("DELETE FROM ip_access_control_lists WHERE sid = ?", (sid,))


def render(row: sqlite3.Row) -> Document:
    address = f"/2010-04-01/Accounts/{row['account_sid']}/SIP/IpAccessControlLists/{row['sid']}"
    return {
        "sid": row["sid"],
        "account_sid": row["account_sid"],
        "friendly_name": row["friendly_name"],
        "date_created": rfc2822(row["date_created"]),
        "date_updated": rfc2822(row["date_updated"]),
        "uri": f"{address}.json",
        "subresource_uris": {"ip_addresses": f"{address}/IpAddresses.json"},
    }


def _values(call: Call) -> dict[str, str | int | None]:
    require(call.form, *FIELDS, error=IpAccessControlListError)
    return parse(call.form, FIELDS)


def _duplicate(call: Call) -> IpAccessControlListError:
    return IpAccessControlListError(f"An IP access control list named {call.form['FriendlyName']} already exists")
