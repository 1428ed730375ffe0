"""Termination domains: unique in all of Twilio, and held back for 30 days once given up."""

from datetime import UTC, datetime, timedelta

from trunkline.emulator.call import Call
from trunkline.emulator.errors import DomainTakenError, TrunkError
from trunkline.emulator.store import timestamp

RESERVED_FOR = timedelta(days=30)


def claim(call: Call, domain: str) -> None:
    """Take a domain for a trunk of the account.

    Raises:
        TrunkError: another trunk of the account has it.
        DomainTakenError: somebody else's trunk has it, or it is reserved.
    """
    row = call.db.execute("SELECT account_sid FROM trunks WHERE domain_name = ?", (domain,)).fetchone()
    if row is not None and row["account_sid"] == call.account_sid:
        raise TrunkError(f"Another trunk of this account has the domain {domain}")
    reserved = call.db.execute(
        "SELECT 1 FROM reserved_domains WHERE domain_name = ? AND reserved_until > ?"
        " AND NOT (owner_may_reuse AND account_sid = ?)",
        (domain, timestamp(), call.account_sid),
    ).fetchone()
    if row is not None or reserved is not None:
        raise DomainTakenError("Trunk Domain already taken")
    call.db.execute("DELETE FROM reserved_domains WHERE domain_name = ?", (domain,))


def reserve(call: Call, domain: str, *, owner_may_reuse: bool) -> None:
    """Hold back a domain that a trunk of the account has given up.

    A deleted trunk's domain is reserved from everybody, its own account included. Assumption [?]: a
    domain that was given up by an update is free to the same account at once, and reserved from others.
    """
    until = timestamp(datetime.now(UTC) + RESERVED_FOR)
    call.db.execute(
        "INSERT OR REPLACE INTO reserved_domains (domain_name, account_sid, owner_may_reuse, reserved_until)"
        " VALUES (?, ?, ?, ?)",
        (domain, call.account_sid, owner_may_reuse, until),
    )
