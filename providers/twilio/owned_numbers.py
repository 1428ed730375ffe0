"""The account's phone numbers, for the trunks that use them."""

from collections.abc import Collection, Iterable
from typing import Any

from trunkline.model.path import Path
from trunkline.model.words import Words
from trunkline.providers.errors import NotFoundError, NotOursError, TrunklineError
from trunkline.providers.twilio.account import Account


def find(account: Account, number: str) -> Any | None:
    """The account's number by E.164, or None."""
    return next((each for each in account.numbers.all() if each.phone_number == number), None)


def refusals(
    account: Account, numbers: Iterable[Any], domains: Collection[str], words: Words, *, adopt: bool
) -> list[TrunklineError]:
    """Why a trunk may not have these numbers.

    Args:
        account: the account.
        numbers: E.164; one that is not known yet passes.
        domains: the trunk's domain, and the one before a change.
        words: how the trunk's user writes its properties.
        adopt: whether it may take numbers of other trunks.

    Returns:
        `NotFoundError` for a number that the account does not own, `NotOursError` for one of another trunk.
    """
    known = [number for number in numbers if isinstance(number, str)]
    if not _refusals(account, known, domains, words, adopt=adopt):
        return []
    account.numbers.forget()
    account.trunks.forget()
    return _refusals(account, known, domains, words, adopt=adopt)


def _refusals(
    account: Account, numbers: Iterable[str], domains: Collection[str], words: Words, *, adopt: bool
) -> list[TrunklineError]:
    refused: list[TrunklineError] = []
    at = words.of(Path().field("phone_numbers")).subject()
    for number in numbers:
        owned = find(account, number)
        if not owned:
            refused.append(
                NotFoundError(f"{at}: {number} is not a number of this account: buy it at Twilio, or leave it out")
            )
        elif owned.trunk_sid and not adopt and (other := _another(account, owned.trunk_sid, domains)):
            refused.append(
                NotOursError(
                    f"{at}: {number} belongs to another trunk ({other.sid}, {other.friendly_name!r}), whose "
                    f"calls would stop: leave it out, take it off that trunk first, or set {words.adopt}"
                )
            )
    return refused


def _another(account: Account, trunk_sid: str, domains: Collection[str]) -> Any | None:
    owner = next((each for each in account.trunks.all() if each.sid == trunk_sid), None)
    return owner if owner and (owner.domain_name or "").lower() not in domains else None
