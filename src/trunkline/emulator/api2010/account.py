"""`/Accounts`: the account and its subaccounts, which clients ask for to check their login."""

import sqlite3

from trunkline.emulator.call import Call, Document, rfc2822
from trunkline.emulator.fields import choice
from trunkline.emulator.paging import api2010_list

FRIENDLY_NAME = "My first Twilio account"
STATUS = "active"

SUBRESOURCES = {
    "available_phone_numbers": "AvailablePhoneNumbers",
    "incoming_phone_numbers": "IncomingPhoneNumbers",
    "sip": "SIP",
}
"""The subresources that the emulator has."""

SELECT = (
    "SELECT accounts.rowid AS id, accounts.*, coalesce(owner_account_sid, accounts.sid) AS owner_account_sid"
    " FROM accounts LEFT JOIN subaccounts ON subaccounts.sid = accounts.sid"
)


def index(call: Call) -> Document:
    """The caller's account and its subaccounts, filtered by FriendlyName and Status."""
    status = choice("active", "suspended", "closed")("Status", call.query.get("Status", STATUS))
    return api2010_list(
        call,
        "accounts",
        render,
        f"{SELECT} WHERE (accounts.sid = :account_sid OR owner_account_sid = :account_sid)"
        " AND :friendly_name = :own_name AND :status = :own_status",
        account_sid=call.account_sid,
        friendly_name=call.query.get("FriendlyName", FRIENDLY_NAME),
        own_name=FRIENDLY_NAME,
        status=status,
        own_status=STATUS,
    )


def fetch(call: Call) -> Document:
    return render(call.one(f"{SELECT} WHERE accounts.sid = ?", call.account_sid))


def render(row: sqlite3.Row) -> Document:
    """Assumptions [? account]: the name, and that the type is Full. The token is null, because no file has it."""
    address = f"/2010-04-01/Accounts/{row['sid']}"
    return {
        "sid": row["sid"],
        "owner_account_sid": row["owner_account_sid"],
        "friendly_name": FRIENDLY_NAME,
        "status": STATUS,
        "type": "Full",
        "auth_token": None,
        "date_created": rfc2822(row["date_created"]),
        "date_updated": rfc2822(row["date_created"]),
        "uri": f"{address}.json",
        "subresource_uris": {name: f"{address}/{path}.json" for name, path in SUBRESOURCES.items()},
    }
