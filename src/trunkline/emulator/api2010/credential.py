"""`/SIP/CredentialLists/{CredentialListSid}/Credentials`: the logins that answer a trunk's 407."""

import hashlib
import re
import sqlite3

from trunkline.emulator.call import Call, Document, rfc2822
from trunkline.emulator.errors import CredentialListError, TooManyCredentialsError
from trunkline.emulator.fields import require
from trunkline.emulator.paging import api2010_list
from trunkline.emulator.store import count, insert, new_sid, update

MAX_CREDENTIALS = 1000
REALM = "sip.twilio.com"

# Twilio does not document which characters it accepts [? credential-username-marks]: printable ASCII without `"`, `:`,
# `<`, `>`, `@`, `\`, which a SIP digest carries safely.
USERNAME = re.compile(r"[!#-9;=?A-Z\[\]-~]{1,32}")


def index(call: Call) -> Document:
    return api2010_list(
        call,
        "credentials",
        render,
        "SELECT * FROM credentials WHERE credential_list_sid = :list_sid",
        list_sid=call.owned("credential_lists", call.sids["list_sid"])["sid"],
    )


def create(call: Call) -> Document:
    list_sid = call.owned("credential_lists", call.sids["list_sid"])["sid"]
    require(call.form, "Username", "Password", error=CredentialListError)
    username, password = call.form["Username"], call.form["Password"]
    if not USERNAME.fullmatch(username):
        raise CredentialListError('Username must be 1 to 32 printable characters, without spaces and ":<>@\\')
    _check_password(password)
    if count(call.db, "credentials", "credential_list_sid", list_sid) >= MAX_CREDENTIALS:
        raise TooManyCredentialsError(f"Maximum credentials reached for list: {MAX_CREDENTIALS}")
    sid = new_sid("CR")
    owner = {"sid": sid, "account_sid": call.account_sid, "credential_list_sid": list_sid}
    try:
        insert(call.db, "credentials", {**owner, "username": username, "ha1": ha1(username, password)})
    except sqlite3.IntegrityError:
        raise CredentialListError(f"The list already has a credential named {username}") from None
    return render(call.owned("credentials", sid))


def fetch(call: Call) -> Document:
    return render(_row(call))


def modify(call: Call) -> Document:
    row = _row(call)
    if "Password" in call.form:
        _check_password(call.form["Password"])
        update(call.db, "credentials", row["sid"], {"ha1": ha1(row["username"], call.form["Password"])})
    return fetch(call)


def remove(call: Call) -> None:
    call.db.execute("DELETE FROM credentials WHERE sid = ?", (_row(call)["sid"],))


def render(row: sqlite3.Row) -> Document:
    lists = f"/2010-04-01/Accounts/{row['account_sid']}/SIP/CredentialLists"
    return {
        "sid": row["sid"],
        "account_sid": row["account_sid"],
        "credential_list_sid": row["credential_list_sid"],
        "username": row["username"],
        "date_created": rfc2822(row["date_created"]),
        "date_updated": rfc2822(row["date_updated"]),
        "uri": f"{lists}/{row['credential_list_sid']}/Credentials/{row['sid']}.json",
    }


def ha1(username: str, password: str) -> str:
    """The digest that SIP authentication needs (RFC 2617). Nothing else of a password is stored."""
    return hashlib.md5(f"{username}:{REALM}:{password}".encode(), usedforsecurity=False).hexdigest()


def _check_password(password: str) -> None:
    if len(password) < 12 or not all(re.search(kind, password) for kind in ("[A-Z]", "[a-z]", "[0-9]")):  # noqa: PLR2004
        raise CredentialListError(
            "Password must be at least 12 characters long, with an upper and a lower case letter and a digit"
        )


def _row(call: Call) -> sqlite3.Row:
    list_sid = call.owned("credential_lists", call.sids["list_sid"])["sid"]
    return call.one("SELECT * FROM credentials WHERE sid = ? AND credential_list_sid = ?", call.sids["sid"], list_sid)
