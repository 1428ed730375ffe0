"""An account's limits for each kind of thing, as Twilio documents them. On request Twilio allows more.

https://www.twilio.com/docs/sip-trunking/scale-and-limits
"""

from collections.abc import Mapping

from trunkline.providers.ownership import Owner, key
from trunkline.providers.twilio.account import Account

_MOST: Mapping[str, tuple[int, str]] = {
    "trunks": (100, "trunks"),
    "credential_lists": (100, "credential lists"),
    "ip_access_control_lists": (1000, "IP access control lists"),
}
"""{index of `Account`: (how many, what)}"""


def warnings(account: Account, owner: Owner, kind: str, subject: str) -> list[str]:
    """A line if one more thing of the kind is too many. The count includes others of this run.

    It refuses nothing, because an account does not show a limit that was raised.

    Args:
        account: the account that gets it.
        owner: the resource that makes it.
        kind: name of the index in `Account`.
        subject: the thing.
    """
    most, things = _MOST[kind]
    number = len(getattr(account, kind).all()) + owner.count_new(key(account.twilio.account_sid, kind))
    if number <= most:
        return []
    fact = f"it is number {number} of the account's {things}, and Twilio allows {most}, or more on request"
    return [f"{subject}: {fact}: delete {things} that nothing uses, or ask Twilio"]
