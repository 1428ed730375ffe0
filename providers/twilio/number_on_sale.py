"""Which number to buy: one that is named, or one that a search finds.

https://www.twilio.com/docs/phone-numbers/api/availablephonenumberlocal-resource
"""

import re
from typing import Any

import phonenumbers
from twilio.rest import Client

from trunkline.providers import rules
from trunkline.providers.errors import NotFoundError
from trunkline.providers.rules import is_unknown

NUMBER_TYPES = {"local": "local", "mobile": "mobile", "toll-free": "toll_free"}
"""The types of number with the SDK's names of them."""

CAPABILITIES = ("voice", "sms", "mms", "fax")
AREA_CODE_COUNTRIES = ("US", "CA")
CRITERIA = ("country", "area_code", "contains", "number_type", "capabilities")
CANDIDATES = 10
"""How many of the numbers that a search finds are tried before it is given up."""

_CONTAINS = re.compile(r"(?=.{2,16}$)\+?(?:[*%]*[0-9A-Za-z]{2,}[*%]*|[0-9A-Za-z])\$?", re.ASCII)


def validate(buy: Any) -> list[str]:
    """What is wrong with the input `buy`; a value that is not known yet passes."""
    if not isinstance(buy, dict):
        return [] if is_unknown(buy) else ["buy: nothing is asked for: state phone_number, or country to search in"]
    if unknown := sorted(buy.keys() - {"phone_number", *CRITERIA}):
        return [f"buy.{unknown[0]}: unknown: known are phone_number, {', '.join(CRITERIA)}"]
    if surplus := [name for name in CRITERIA if name in buy and "phone_number" in buy]:
        return [f"buy.{surplus[0]}: does not go with phone_number, which says it all: state one of the two"]
    if "phone_number" in buy:
        return rules.findings(_text("phone_number", buy), rules.phone_number("buy.phone_number", buy["phone_number"]))
    if "country" not in buy:
        return ["buy.country: missing: state it, as in 'US', or phone_number to buy one certain number"]
    return rules.findings(
        _country(buy),
        _area_code(buy),
        _contains(buy),
        _text("number_type", buy),
        rules.choice("buy.number_type", buy.get("number_type"), NUMBER_TYPES),
        _capabilities(buy),
    )


def find(twilio: Client, buy: dict[str, Any]) -> list[str]:
    """The numbers that may be bought, the best first.

    Raises:
        NotFoundError: there is none.
    """
    if "phone_number" in buy:
        return [buy["phone_number"]]
    wanted = canonical(buy)
    on_sale = getattr(twilio.available_phone_numbers(wanted["country"]), NUMBER_TYPES[wanted["number_type"]])
    criteria: dict[str, Any] = {name: wanted[name] for name in ("area_code", "contains") if name in wanted}
    criteria |= {f"{capability}_enabled": True for capability in wanted["capabilities"]}
    try:
        found = on_sale.list(limit=CANDIDATES, page_size=CANDIDATES, **criteria)
    except NotFoundError:
        found = []  # the country has no numbers of that type
    if not found:
        criteria_given = ", ".join(f"{name} {value!r}" for name, value in sorted(wanted.items()))
        raise NotFoundError(f"buy: Twilio has no number on sale with {criteria_given}: ask for less")
    return [each.phone_number for each in found]


def canonical(buy: dict[str, Any]) -> dict[str, Any]:
    """`buy` with its defaults in place."""
    if "phone_number" in buy:
        return buy
    return {"number_type": "local"} | buy | {"capabilities": sorted(buy.get("capabilities", ["voice"]))}


def _text(name: str, buy: dict[str, Any]) -> str | None:
    value = buy.get(name, "")
    return None if isinstance(value, str) or is_unknown(value) else f"buy.{name}: {value!r} is not a text: put quotes"


def _country(buy: dict[str, Any]) -> str | None:
    country = buy["country"]
    if is_unknown(country) or (isinstance(country, str) and country in phonenumbers.SUPPORTED_REGIONS):
        return None
    return f"buy.country: {country!r} is not a country's ISO 3166 code of two capital letters, as in 'US'"


def _area_code(buy: dict[str, Any]) -> str | None:
    area_code, country = buy.get("area_code", ""), buy["country"]
    if "area_code" not in buy or is_unknown(area_code):
        return None
    if isinstance(country, str) and country not in AREA_CODE_COUNTRIES:
        return f"buy.area_code: {area_code!r} in {country}: Twilio has area codes for US and CA: use contains"
    if isinstance(area_code, str) and re.fullmatch("[2-9][0-9]{2}", area_code, re.ASCII):
        return None
    return f"buy.area_code: {area_code!r} is not a text of three digits from '200' to '999'"


def _contains(buy: dict[str, Any]) -> str | None:
    contains = buy.get("contains", "")
    if "contains" not in buy or is_unknown(contains) or (isinstance(contains, str) and _CONTAINS.fullmatch(contains)):
        return None
    return (
        f"buy.contains: {contains!r} is not a pattern of 2 to 16 characters: "
        "digits or letters, '*' or '%' around them, '+' first for the beginning, '$' last for the end"
    )


def _capabilities(buy: dict[str, Any]) -> str | None:
    asked = buy.get("capabilities", ["voice"])
    if is_unknown(asked):
        return None
    if isinstance(asked, list) and asked and all(is_unknown(each) or each in CAPABILITIES for each in asked):
        return None
    return f"buy.capabilities: {asked!r} is not a list of {', '.join(CAPABILITIES)}"
