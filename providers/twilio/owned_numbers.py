"""The account's phone numbers: bought elsewhere, lent to trunks here."""

from collections.abc import Iterable
from typing import Any

from trunkline.providers.errors import NotFoundError, NotOursError, TrunklineError
from trunkline.providers.twilio.account import Account


def find(account: Account, number: str) -> Any | None:
    """The number by E.164, where the account owns it."""
    return next((each for each in account.numbers.all() if each.phone_number == number), None)


def refusals(account: Account, numbers: Iterable[Any], trunk: tuple[str, str], *, adopt: bool) -> list[TrunklineError]:
    """Why the trunk may not have these numbers.

    Args:
        account: the account.
        numbers: E.164; one that is not known yet passes.
        trunk: the trunk's domain_name and friendly_name.
        adopt: whether it may take numbers of other trunks.

    Returns:
        `NotFoundError` for a number that the account does not own, `NotOursError` for one of another trunk.
    """
    stated = [number for number in numbers if isinstance(number, str)]
    if not _refusals(account, stated, trunk, adopt=adopt):
        return []
    account.numbers.forget()
    account.trunks.forget()
    return _refusals(account, stated, trunk, adopt=adopt)


def _refusals(account: Account, numbers: list[str], trunk: tuple[str, str], *, adopt: bool) -> list[TrunklineError]:
    refused: list[TrunklineError] = []
    for number in numbers:
        owned = find(account, number)
        if not owned:
            refused.append(
                NotFoundError(
                    f"phone_numbers: {number} is not a number of this account: buy it at Twilio, or leave it out"
                )
            )
        elif owned.trunk_sid and not adopt and _is_another(account, owned.trunk_sid, trunk):
            refused.append(
                NotOursError(
                    f"phone_numbers: {number} belongs to another trunk ({owned.trunk_sid}), whose calls would stop: "
                    "take it off that trunk first, or say adopt=True"
                )
            )
    return refused


def _is_another(account: Account, trunk_sid: str, trunk: tuple[str, str]) -> bool:
    owner = next((each for each in account.trunks.all() if each.sid == trunk_sid), None)
    return owner is not None and (owner.domain_name, owner.friendly_name) != trunk
