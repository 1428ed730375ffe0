"""`/AvailablePhoneNumbers/{CountryCode}/{Local|Mobile|TollFree}`: the numbers on sale."""

import json
import re
import sqlite3

from trunkline.emulator.api2010.incoming_phone_number import friendly_name
from trunkline.emulator.call import Call, Document
from trunkline.emulator.errors import InvalidParameterError, NotFoundError
from trunkline.emulator.fields import boolean
from trunkline.emulator.inventory import KINDS, address_requirements, capabilities, on_sale
from trunkline.emulator.paging import api2010_list

CONTAINS = re.compile(r"(?=.{2,16}$)\+?[0-9A-Za-z*%]+\$?")
KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
CAPABILITIES = {"VoiceEnabled": "voice", "SmsEnabled": "sms", "MmsEnabled": "mms", "FaxEnabled": "fax"}


def index(call: Call) -> Document:
    """The country's free numbers, filtered by AreaCode, Contains and features.

    Assumptions [?]: AreaCode is ignored outside North America; a kind that a country does not have answers 404.
    """
    country, kind = call.sids["country_code"], call.sids["kind"]
    numbers = on_sale(country, kind) if kind in KINDS else ()
    if not numbers:
        raise NotFoundError(f"The requested resource {call.path} was not found")
    area_code, contains = _area_code(call), _contains(call)
    wanted = {
        capability: boolean(name, call.query[name]) for name, capability in CAPABILITIES.items() if name in call.query
    }
    fitting = [
        number
        for number in numbers
        if (not number.startswith("+1") or number[2:].startswith(area_code))
        and contains.search(number)
        and wanted.items() <= capabilities(number).items()
    ]
    return api2010_list(
        call,
        "available_phone_numbers",
        lambda row: render(country, row),
        "SELECT key + 1 AS id, value AS phone_number FROM json_each(:numbers)"
        " WHERE value NOT IN (SELECT phone_number FROM incoming_phone_numbers)",
        numbers=json.dumps(fitting),
    )


def render(country: str, row: sqlite3.Row) -> Document:
    """Fields of North American numbers that the emulator does not know are null."""
    number = row["phone_number"]
    return {
        "phone_number": number,
        "friendly_name": friendly_name(number),
        "iso_country": country,
        "capabilities": capabilities(number),
        "address_requirements": address_requirements(number),
        "beta": False,
        "lata": None,
        "latitude": None,
        "locality": None,
        "longitude": None,
        "postal_code": None,
        "rate_center": None,
        "region": None,
    }


def _area_code(call: Call) -> str:
    area_code = call.query.get("AreaCode", "")
    if area_code and not re.fullmatch("[2-9][0-9]{2}", area_code):
        raise InvalidParameterError(f"Invalid AreaCode: {area_code}; must be three digits")
    return area_code


def _contains(call: Call) -> re.Pattern[str]:
    """The pattern as a regular expression: `*` is one digit, `%` any digits, letters are the keys of a telephone."""
    pattern = call.query.get("Contains", "")
    if pattern and not CONTAINS.fullmatch(pattern):
        raise InvalidParameterError(f"Invalid Contains: {pattern}; must be 2 to 16 digits, letters, *, %, + and $")
    digits = pattern.upper().translate(KEYPAD)
    starts, ends = digits.startswith("+"), digits.endswith("$")
    body = digits.strip("+$").replace("*", "[0-9]").replace("%", "[0-9]*")
    return re.compile((r"^\+" if starts else "") + body + ("$" if ends else ""))
