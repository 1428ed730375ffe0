"""`/SIP/IpAccessControlLists/{IpAccessControlListSid}/IpAddresses`: the addresses from which a trunk accepts calls."""

import ipaddress
import sqlite3

from trunkline.emulator.call import Call, Document, rfc2822
from trunkline.emulator.errors import IpAccessControlListError, IpAddressError, TooManyIpAddressesError
from trunkline.emulator.fields import integer, parse, require, text
from trunkline.emulator.paging import api2010_list
from trunkline.emulator.store import count, insert, new_sid, update

MAX_IP_ADDRESSES = 100


def ipv4(name: str, value: str) -> str:
    """An address in dotted decimal notation. That a bad one is 21238 is an assumption [? address-ipv6]."""
    try:
        return str(ipaddress.IPv4Address(value))
    except ValueError:
        raise IpAddressError(f"Invalid {name}: {value}; must be an IPv4 address") from None


FIELDS = {
    "FriendlyName": ("friendly_name", text(255)),
    "IpAddress": ("ip_address", ipv4),
    # A prefix of 0 would allow every address. Twilio does not document whether it refuses it [? address-prefix-0].
    "CidrPrefixLength": ("cidr_prefix_length", integer(1, 32, IpAddressError)),
}


def index(call: Call) -> Document:
    return api2010_list(
        call,
        "ip_addresses",
        render,
        "SELECT * FROM ip_addresses WHERE ip_access_control_list_sid = :list_sid",
        list_sid=call.owned("ip_access_control_lists", call.sids["list_sid"])["sid"],
    )


def create(call: Call) -> Document:
    list_sid = call.owned("ip_access_control_lists", call.sids["list_sid"])["sid"]
    require(call.form, "FriendlyName", "IpAddress")
    values = parse(call.form, FIELDS)
    if count(call.db, "ip_addresses", "ip_access_control_list_sid", list_sid) >= MAX_IP_ADDRESSES:
        raise TooManyIpAddressesError(f"Maximum IP addresses reached for list: {MAX_IP_ADDRESSES}")
    sid = new_sid("IP")
    owner = {"sid": sid, "account_sid": call.account_sid, "ip_access_control_list_sid": list_sid}
    try:
        insert(call.db, "ip_addresses", {**owner, **values})
    except sqlite3.IntegrityError:
        raise IpAccessControlListError("The list already has this address") from None
    return render(call.owned("ip_addresses", sid))


def fetch(call: Call) -> Document:
    return render(_row(call))


def modify(call: Call) -> Document:
    row = _row(call)
    try:
        update(call.db, "ip_addresses", row["sid"], parse(call.form, FIELDS))
    except sqlite3.IntegrityError:
        raise IpAccessControlListError("The list already has this address") from None
    return fetch(call)


def remove(call: Call) -> None:
    call.db.execute("DELETE FROM ip_addresses WHERE sid = ?", (_row(call)["sid"],))


def render(row: sqlite3.Row) -> Document:
    lists = f"/2010-04-01/Accounts/{row['account_sid']}/SIP/IpAccessControlLists"
    return {
        "sid": row["sid"],
        "account_sid": row["account_sid"],
        "ip_access_control_list_sid": row["ip_access_control_list_sid"],
        "friendly_name": row["friendly_name"],
        "ip_address": row["ip_address"],
        "cidr_prefix_length": row["cidr_prefix_length"],
        "date_created": rfc2822(row["date_created"]),
        "date_updated": rfc2822(row["date_updated"]),
        "uri": f"{lists}/{row['ip_access_control_list_sid']}/IpAddresses/{row['sid']}.json",
    }


def _row(call: Call) -> sqlite3.Row:
    list_sid = call.owned("ip_access_control_lists", call.sids["list_sid"])["sid"]
    return call.one(
        "SELECT * FROM ip_addresses WHERE sid = ? AND ip_access_control_list_sid = ?",
        call.sids["sid"],
        list_sid,
    )
