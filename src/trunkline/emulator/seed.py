"""Fills a new account: its token, its API key, a few phone numbers."""

import logging
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trunkline.emulator.api2010.incoming_phone_number import E164, friendly_name
from trunkline.emulator.auth import salted
from trunkline.emulator.errors import StartError
from trunkline.emulator.store import Store, insert, new_sid, timestamp

NUMBERS = ("+11234567890", "+15005550006", "+442071838750")
"""The numbers of a new account, if none are given."""

log = logging.getLogger(__name__)


def seed(
    store: Store, environ: Mapping[str, str], numbers: Sequence[str] = (), *, owner_account_sid: str | None = None
) -> None:
    """Add the environment's account, or bring its secrets up to date.

    Args:
        store: the state.
        environ: TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, or with TWILIO_API_KEY and TWILIO_API_SECRET,
            or both.
        numbers: E.164 numbers for the account. A number of another account stays there.
        owner_account_sid: the account of which this one is a subaccount.

    Raises:
        StartError: a variable is missing or malformed, or a number is not E.164.
    """
    account = _account(environ)
    for number in numbers:
        if not E164.fullmatch(number):
            raise StartError(f"{number} is not a phone number; must be E.164, as +14155551234")
    with store.transaction() as db:
        if _add_account(db, account):
            numbers = numbers or NUMBERS
        for number in numbers:
            _add_number(db, account.sid, number)
        if owner_account_sid:
            db.execute("INSERT OR REPLACE INTO subaccounts VALUES (?, ?)", (account.sid, owner_account_sid))


@dataclass(frozen=True)
class _Account:
    sid: str
    token: str
    key_sid: str
    key_secret: str


def _account(environ: Mapping[str, str]) -> _Account:
    names = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET")
    account = _Account(*(environ.get(name, "") for name in names))
    if not account.sid or not (account.token or (account.key_sid and account.key_secret)):
        raise StartError("set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN in the environment")
    for name, prefix, sid in (
        ("TWILIO_ACCOUNT_SID", "AC", account.sid),
        ("TWILIO_API_KEY", "SK", account.key_sid),
    ):
        if sid and not re.fullmatch(f"{prefix}[0-9a-fA-F]{{32}}", sid):
            raise StartError(f"{name} must be {prefix} and 32 hex digits")
    return account


def _add_account(db: sqlite3.Connection, account: _Account) -> bool:
    """Write the account's secrets. Returns whether the account is new."""
    added = db.execute("INSERT OR IGNORE INTO accounts (sid, date_created) VALUES (?, ?)", (account.sid, timestamp()))
    if account.token:
        db.execute(
            "UPDATE accounts SET auth_token_salt = ?, auth_token_sha256 = ? WHERE sid = ?",
            (*salted(account.token), account.sid),
        )
    if account.key_sid and account.key_secret:
        db.execute(
            "INSERT OR REPLACE INTO api_keys (sid, account_sid, secret_salt, secret_sha256, date_created)"
            " VALUES (?, ?, ?, ?, ?)",
            (account.key_sid, account.sid, *salted(account.key_secret), timestamp()),
        )
    return added.rowcount == 1


def _add_number(db: sqlite3.Connection, account_sid: str, number: str) -> None:
    owner = db.execute("SELECT account_sid FROM incoming_phone_numbers WHERE phone_number = ?", (number,)).fetchone()
    if owner is None:
        row = {"sid": new_sid("PN"), "account_sid": account_sid, "phone_number": number}
        insert(db, "incoming_phone_numbers", {**row, "friendly_name": friendly_name(number)})
    elif owner["account_sid"] != account_sid:
        log.warning("%s stays with the account %s", number, owner["account_sid"])
