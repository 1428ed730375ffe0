"""`/AvailablePhoneNumbers/{CountryCode}/{Local|Mobile|TollFree}`: the numbers on sale."""

import json
import re
import sqlite3
from collections.abc import Callable

from trunkline.emulator.api2010.incoming_phone_number import E164, friendly_name
from trunkline.emulator.call import Call, Document
from trunkline.emulator.errors import InvalidParameterError, NotFoundError
from trunkline.emulator.fields import boolean, integer
from trunkline.emulator.inventory import KINDS, address_requirements, capabilities, on_sale
from trunkline.emulator.paging import api2010_list
from trunkline.emulator.places import Place, miles, place

CONTAINS = re.compile(r"(?=.{2,16}$)\+?[0-9A-Za-z*%]+\$?")
KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
CAPABILITIES = {"VoiceEnabled": "voice", "SmsEnabled": "sms", "MmsEnabled": "mms", "FaxEnabled": "fax"}
PLACES = {
    "InRegion": "region",
    "InLocality": "locality",
    "InPostalCode": "postal_code",
    "InRateCenter": "rate_center",
    "InLata": "lata",
}
ADDRESS_FILTERS = ("ExcludeAllAddressRequired", "ExcludeLocalAddressRequired", "ExcludeForeignAddressRequired")
DISTANCE = 25


def index(call: Call) -> Document:
    """The country's free numbers, filtered by AreaCode, Contains, features, addresses and places; none is Beta.

    Assumptions: AreaCode and places are ignored outside North America [? sale-area-code-outside]; a kind that a
    country does not have answers 404 [? sale-kind].
    """
    country, kind = call.sids["country_code"], call.sids["kind"]
    numbers = on_sale(country, kind) if kind in KINDS else ()
    if not numbers:
        raise NotFoundError(f"The requested resource {call.path} was not found")
    area_code, contains = _area_code(call), _contains(call)
    wanted = {
        capability: boolean(name, call.query[name]) for name, capability in CAPABILITIES.items() if name in call.query
    }
    without_address, is_near = _without_address(call), _near(call)
    same_place = [(field, _same(call, name, field)) for name, field in PLACES.items() if call.query.get(name)]
    if call.query.get("InRateCenter") and not call.query.get("InLata"):
        raise InvalidParameterError("InRateCenter requires InLata")
    fitting = [
        number
        for number in numbers
        if contains.search(number)
        and wanted.items() <= capabilities(number).items()
        and not (without_address and address_requirements(number) != "none")
        and (not number.startswith("+1") or number[2:].startswith(area_code))
        and (not number.startswith("+1") or (is_near(place(number)) and _is_in(same_place, place(number))))
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
    """A number on sale. What the emulator does not know of its place is null."""
    number = row["phone_number"]
    where = place(number)
    return {
        "phone_number": number,
        "friendly_name": friendly_name(number),
        "iso_country": country,
        "capabilities": capabilities(number),
        "address_requirements": address_requirements(number),
        "beta": False,
        "lata": where.lata,
        "latitude": where.latitude,
        "locality": where.locality,
        "longitude": where.longitude,
        "postal_code": where.postal_code,
        "rate_center": where.rate_center,
        "region": where.region,
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


def _without_address(call: Call) -> bool:
    """Whether numbers that need an address are left out. The emulator's need any one, local or foreign."""
    if "Beta" in call.query:
        boolean("Beta", call.query["Beta"])
    left_out = [boolean(name, call.query[name]) for name in ADDRESS_FILTERS if name in call.query]
    return any(left_out)


def _same(call: Call, name: str, field: str) -> str | None:
    """The wanted text of a field: the filter's own, or the field of the number in it."""
    value = call.query[name].strip()
    found = getattr(place(value), field) if value.startswith("+") else value
    return found.casefold() if found else None


def _is_in(same_place: list[tuple[str, str | None]], where: Place) -> bool:
    """Whether each field is known and as wanted."""
    return all(wanted and (getattr(where, field) or "").casefold() == wanted for field, wanted in same_place)


def _near(call: Call) -> Callable[[Place], bool]:
    """Whether a place is within Distance miles of NearLatLong or NearNumber."""
    distance = integer(0, 500)("Distance", call.query.get("Distance", str(DISTANCE)))
    number, position = call.query.get("NearNumber", ""), call.query.get("NearLatLong", "")
    if position:
        match = re.fullmatch(r"\s*(-?[0-9]{1,2}(?:\.[0-9]+)?)\s*,\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)\s*", position)
        if match is None:
            raise InvalidParameterError(
                f"Invalid NearLatLong: {position}; must be latitude,longitude, as 37.77,-122.41"
            )
        latitude, longitude = float(match[1]), float(match[2])
        return lambda where: miles(latitude, longitude, where) <= distance
    if number:
        if not E164.fullmatch(number):
            raise InvalidParameterError(f"Invalid NearNumber: {number}; must be E.164, as +14155551234")
        near = place(number)
        known = near.latitude is not None and near.longitude is not None
        return lambda where: known and miles(near.latitude or 0, near.longitude or 0, where) <= distance
    return lambda _where: True
