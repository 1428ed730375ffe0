"""The numbers on sale. They follow a rule, so that a search finds the same ones each time.

In North America (country code 1) they are 555-0100 to 555-0129 in each area code, which are not in use. Elsewhere they
are the 30 numbers around the numbering plan's example. The kinds of a country, the features of a number and the need
for an address are assumptions [? sale-stock].
"""

from collections.abc import Mapping
from functools import cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

NORTH_AMERICA = 1
AREA_CODES = range(200, 1000)
ON_SALE = range(30)

KINDS: Mapping[str, tuple[int, ...]] = {
    "Local": (PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE),
    "Mobile": (PhoneNumberType.MOBILE,),
    "TollFree": (PhoneNumberType.TOLL_FREE,),
}
"""{kind of number in a path: its name in the numbering plans}."""


@cache
def on_sale(country: str, kind: str) -> tuple[str, ...]:
    """The numbers of a country (ISO 3166 alpha-2), E.164, lowest first; empty if it has none of that kind."""
    if phonenumbers.country_code_for_region(country) == NORTH_AMERICA:
        blocks = [f"+1{area_code}55501" for area_code in AREA_CODES]
    else:
        examples = [phonenumbers.example_number_for_type(country, each) for each in KINDS[kind]]
        blocks = [phonenumbers.format_number(each, PhoneNumberFormat.E164)[:-2] for each in examples if each]
    return tuple(
        f"{block}{last:02}" for block in dict.fromkeys(blocks) if _is(country, kind, f"{block}00") for last in ON_SALE
    )


def capabilities(number: str) -> dict[str, bool]:
    """All numbers have voice; North American and mobile ones have SMS; those that end in 0 have fax."""
    north_american = number.startswith("+1")
    return {
        "voice": True,
        "sms": north_american or _type(number) == PhoneNumberType.MOBILE,
        "mms": north_american,
        "fax": number.endswith("0"),
    }


def address_requirements(number: str) -> str:
    return "none" if number.startswith(("+1", "+44")) else "any"


def kind_of(number: str) -> str:
    """The kind of any number; Local if the numbering plans do not say."""
    return next((kind for kind, types in KINDS.items() if _type(number) in types), "Local")


def _is(country: str, kind: str, number: str) -> bool:
    parsed = phonenumbers.parse(number)
    return phonenumbers.is_valid_number_for_region(parsed, country) and _type(number) in KINDS[kind]


def _type(number: str) -> int:
    try:
        return phonenumbers.number_type(phonenumbers.parse(number))
    except NumberParseException:  # a country code that does not exist
        return PhoneNumberType.UNKNOWN
