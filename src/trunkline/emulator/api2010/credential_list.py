"""`/SIP/CredentialLists`: named lists of credentials."""

import sqlite3

from trunkline.emulator.call import Call, Document, rfc2822
from trunkline.emulator.errors import (
    CredentialListError,
    CredentialListInUseError,
    TooManyCredentialListsError,
)
from trunkline.emulator.fields import parse, require, text
from trunkline.emulator.paging import api2010_list
from trunkline.emulator.store import count, insert, new_sid, update

MAX_CREDENTIAL_LISTS = 100

FIELDS = {"FriendlyName": ("friendly_name", text(64, CredentialListError))}


def index(call: Call) -> Document:
    return api2010_list(
        call,
        "credential_lists",
        render,
        "SELECT * FROM credential_lists WHERE account_sid = :account_sid",
        account_sid=call.account_sid,
    )


def create(call: Call) -> Document:
    values = _values(call)
    if count(call.db, "credential_lists", "account_sid", call.account_sid) >= MAX_CREDENTIAL_LISTS:
        raise TooManyCredentialListsError(f"Maximum credential lists reached: {MAX_CREDENTIAL_LISTS}")
    sid = new_sid("CL")
    try:
        insert(call.db, "credential_lists", {"sid": sid, "account_sid": call.account_sid, **values})
    except sqlite3.IntegrityError:
        raise _duplicate(call) from None
    return render(call.owned("credential_lists", sid))


def fetch(call: Call) -> Document:
    return render(call.owned("credential_lists", call.sids["sid"]))


def modify(call: Call) -> Document:
    row = call.owned("credential_lists", call.sids["sid"])
    try:
        update(call.db, "credential_lists", row["sid"], _values(call))
    except sqlite3.IntegrityError:
        raise _duplicate(call) from None
    return fetch(call)


def remove(call: Call) -> None:
    """Delete the list with its credentials.

    Assumption [? credential-list-in-use]: as long as a trunk has the list, this is refused with 21241, the code of a
    "Credential List Dependencies Violation".
    """
    sid = call.owned("credential_lists", call.sids["sid"])["sid"]
    if count(call.db, "trunk_credential_lists", "credential_list_sid", sid):
        raise CredentialListInUseError(f"The credential list {sid} is associated with a trunk")
    call.db.execute("DELETE FROM credential_lists WHERE sid = ?", (sid,))


def render(row: sqlite3.Row) -> Document:
    address = f"/2010-04-01/Accounts/{row['account_sid']}/SIP/CredentialLists/{row['sid']}"
    return {
        "sid": row["sid"],
        "account_sid": row["account_sid"],
        "friendly_name": row["friendly_name"],
        "date_created": rfc2822(row["date_created"]),
        "date_updated": rfc2822(row["date_updated"]),
        "uri": f"{address}.json",
        "subresource_uris": {"credentials": f"{address}/Credentials.json"},
    }


def _values(call: Call) -> dict[str, str | int | None]:
    require(call.form, *FIELDS, error=CredentialListError)
    return parse(call.form, FIELDS)


def _duplicate(call: Call) -> CredentialListError:
    return CredentialListError(f"A credential list named {call.form['FriendlyName']} already exists")
