"""Termination domains: unique in all of Twilio, and reserved for 30 days after a trunk gives one up."""

from datetime import UTC, datetime, timedelta

from trunkline.emulator.call import Call
from trunkline.emulator.errors import DomainTakenError, TrunkError
from trunkline.emulator.store import timestamp

RESERVED_FOR = timedelta(days=30)


def claim(call: Call, domain: str) -> None:
    """Give a domain to a trunk of the account.

    Raises:
        TrunkError: another trunk of the account has it.
        DomainTakenError: a trunk of another account has it, or it is reserved.
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
    """Reserve a domain that a trunk of the account has given up.

    The domain of a deleted trunk is blocked for all accounts, also its own. Assumption [? trunk-domain-given-up]: after
    an update that gives a domain up, only other accounts are blocked.
    """
    until = timestamp(datetime.now(UTC) + RESERVED_FOR)
    call.db.execute(
        "INSERT OR REPLACE INTO reserved_domains (domain_name, account_sid, owner_may_reuse, reserved_until)"
        " VALUES (?, ?, ?, ?)",
        (domain, call.account_sid, owner_may_reuse, until),
    )
