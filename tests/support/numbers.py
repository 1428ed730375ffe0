"""Numbers to buy, and what has been bought."""

from typing import Any

from trunkline.testing.twilio import NUMBERS, Emulator

NAME = "trunkline/test/desk"
EXACT = "+14155550100"
SEARCH = {"country": "US", "area_code": "415"}


def phone_number(buy: Any = None, **changes: Any) -> dict[str, Any]:
    """Inputs of a `PhoneNumber`."""
    return {
        "friendly_name": NAME,
        "buy": SEARCH if buy is None else buy,
        "release_on_delete": False,
        "adopt": False,
    } | changes


def bought(emulator: Emulator) -> dict[str, str]:
    """The account's further numbers: {E.164: friendly name}."""
    owned = emulator.client().incoming_phone_numbers.list()
    return {each.phone_number: each.friendly_name for each in owned if each.phone_number not in NUMBERS}
