"""Finds the number to buy: one that is named, or one that a search finds.

https://www.twilio.com/docs/phone-numbers/api/availablephonenumberlocal-resource
"""

from collections.abc import Collection

from attrs import evolve
from twilio.rest import Client

from trunkline.model.twilio import Buy
from trunkline.providers.errors import NotFoundError

NUMBER_TYPES = {"local": "local", "mobile": "mobile", "toll-free": "toll_free"}
"""The types of number with the SDK's names of them."""

CANDIDATES = 10
"""How many of the numbers that a search finds are tried."""


def find(twilio: Client, buy: Buy, but: Collection[str] = ()) -> list[str]:
    """The numbers that may be bought, the best first.

    Args:
        twilio: the account's client.
        buy: one number, or the criteria.
        but: numbers that a search leaves out.

    Raises:
        NotFoundError: there is no such number.
    """
    if buy.phone_number is not None:
        return [buy.phone_number]
    wanted = canonical(buy).dump()
    on_sale = getattr(twilio.available_phone_numbers(wanted["country"]), NUMBER_TYPES[wanted["number_type"]])
    criteria = {name: value for name, value in wanted.items() if name in {"area_code", "contains"}}
    criteria |= {f"{capability}_enabled": True for capability in wanted["capabilities"]}
    try:
        most = CANDIDATES + len(but)
        found = [each for each in on_sale.list(limit=most, page_size=most, **criteria) if each.phone_number not in but]
    except NotFoundError:
        found = []  # the country has no numbers of that type
    if not found:
        criteria_given = ", ".join(f"{name} {value!r}" for name, value in sorted(wanted.items()))
        raise NotFoundError(f"buy: Twilio has no number on sale with {criteria_given}: use fewer or other criteria")
    return [each.phone_number for each in found[:CANDIDATES]]


def canonical(buy: Buy) -> Buy:
    """`buy` with its defaults in place."""
    if buy.phone_number is not None:
        return buy
    return evolve(buy, number_type=buy.number_type or "local", capabilities=sorted(buy.capabilities or ["voice"]))
