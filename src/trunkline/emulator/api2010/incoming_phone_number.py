"""`/IncomingPhoneNumbers`: the account's numbers, and what handles their calls."""

import json
import re
import sqlite3

from trunkline.emulator.call import Call, Document, rfc2822
from trunkline.emulator.errors import (
    AddressRequiredError,
    AreaCodeEmptyError,
    AreaCodeInvalidError,
    InvalidParameterError,
    PhoneNumberInvalidError,
    PhoneNumberUnavailableError,
)
from trunkline.emulator.fields import boolean, choice, http_method, parse, require, sid, text, url
from trunkline.emulator.inventory import address_requirements, capabilities, kind_of, on_sale
from trunkline.emulator.paging import api2010_list
from trunkline.emulator.store import SqlValue, count, insert, new_sid, update

E164 = re.compile(r"\+[1-9][0-9]{6,14}")

# The numbers of Twilio's test credentials: https://www.twilio.com/docs/iam/test-credentials
UNAVAILABLE_NUMBER, INVALID_NUMBER = "+15005550000", "+15005550001"

FIELDS = {
    "FriendlyName": ("friendly_name", text(64)),
    "ApiVersion": ("api_version", choice("2010-04-01", "2008-08-01")),
    "TrunkSid": ("trunk_sid", sid("TK")),
    "VoiceUrl": ("voice_url", url),
    "VoiceMethod": ("voice_method", http_method),
    "VoiceFallbackUrl": ("voice_fallback_url", url),
    "VoiceFallbackMethod": ("voice_fallback_method", http_method),
    "VoiceApplicationSid": ("voice_application_sid", sid("AP")),
    "VoiceCallerIdLookup": ("voice_caller_id_lookup", boolean),
    "VoiceReceiveMode": ("voice_receive_mode", choice("voice", "fax")),
    "SmsUrl": ("sms_url", url),
    "SmsMethod": ("sms_method", http_method),
    "SmsFallbackUrl": ("sms_fallback_url", url),
    "SmsFallbackMethod": ("sms_fallback_method", http_method),
    "SmsApplicationSid": ("sms_application_sid", sid("AP")),
    "StatusCallback": ("status_callback", url),
    "StatusCallbackMethod": ("status_callback_method", http_method),
    "AddressSid": ("address_sid", sid("AD")),
    "IdentitySid": ("identity_sid", sid("RI")),
    "BundleSid": ("bundle_sid", sid("BU")),
    "EmergencyStatus": ("emergency_status", choice("Active", "Inactive")),
    "EmergencyAddressSid": ("emergency_address_sid", sid("AD")),
}


def index(call: Call) -> Document:
    """The account's numbers, filtered by FriendlyName, PhoneNumber (a part; `*` is any digit), Origin; none is Beta.

    A path with a kind has only the numbers of that kind.
    """
    kind = call.sids.get("kind")
    owned = call.db.execute(
        "SELECT phone_number FROM incoming_phone_numbers WHERE account_sid = ?", (call.account_sid,)
    )
    of_kind = [each["phone_number"] for each in owned if kind in {None, kind_of(each["phone_number"])}]
    number = re.sub(r"([\\%_])", r"\\\1", call.query.get("PhoneNumber", "").strip()).replace("*", "_")
    return api2010_list(
        call,
        "incoming_phone_numbers",
        render,
        "SELECT * FROM incoming_phone_numbers WHERE account_sid = :account_sid"
        " AND friendly_name = coalesce(:friendly_name, friendly_name)"
        r" AND phone_number LIKE :number ESCAPE '\'"
        " AND :origin = 'twilio'"
        " AND phone_number IN (SELECT value FROM json_each(:of_kind))",
        account_sid=call.account_sid,
        friendly_name=call.query.get("FriendlyName"),
        number=f"%{number}%",
        origin=call.query.get("Origin", "twilio"),
        of_kind=json.dumps(of_kind),
    )


def create(call: Call) -> Document:
    """Buy a number.

    Assumption [? number-other-kind]: under a kind's path, one of another kind is refused as not available.
    """
    number = _wanted(call)
    if call.sids.get("kind", kind_of(number)) != kind_of(number):
        raise PhoneNumberUnavailableError(f"{number} is not available; it is not {call.sids['kind']}")
    if address_requirements(number) != "none" and not call.form.get("AddressSid"):
        raise AddressRequiredError(f"Phone Number {number} requires an Address but the AddressSid parameter was empty")
    values = {
        **_values(call),
        **({} if "FriendlyName" in call.form else {"friendly_name": friendly_name(number)}),
    }
    number_sid = new_sid("PN")
    owner = {"sid": number_sid, "account_sid": call.account_sid, "phone_number": number}
    try:
        insert(call.db, "incoming_phone_numbers", {**owner, **values})
    except sqlite3.IntegrityError:
        raise PhoneNumberUnavailableError(f"{number} is not available") from None
    return render(call.owned("incoming_phone_numbers", number_sid))


def fetch(call: Call) -> Document:
    return render(call.owned("incoming_phone_numbers", call.sids["sid"]))


def modify(call: Call) -> Document:
    row = call.owned("incoming_phone_numbers", call.sids["sid"])
    if call.form.get("AccountSid", call.account_sid) != call.account_sid:
        raise InvalidParameterError("AccountSid: the emulator transfers no number to another account")
    update(call.db, "incoming_phone_numbers", row["sid"], _values(call))
    return fetch(call)


def remove(call: Call) -> None:
    """Release the number."""
    row = call.owned("incoming_phone_numbers", call.sids["sid"])
    call.db.execute("DELETE FROM incoming_phone_numbers WHERE sid = ?", (row["sid"],))


def render(row: sqlite3.Row) -> Document:
    return {
        "sid": row["sid"],
        "account_sid": row["account_sid"],
        "phone_number": row["phone_number"],
        "friendly_name": row["friendly_name"],
        "trunk_sid": row["trunk_sid"],
        "api_version": row["api_version"],
        "origin": "twilio",
        "beta": False,
        "status": "in-use",
        "type": "local",
        "capabilities": capabilities(row["phone_number"]),
        "voice_url": row["voice_url"],
        "voice_method": row["voice_method"],
        "voice_fallback_url": row["voice_fallback_url"],
        "voice_fallback_method": row["voice_fallback_method"],
        "voice_application_sid": row["voice_application_sid"],
        "voice_caller_id_lookup": bool(row["voice_caller_id_lookup"]),
        "voice_receive_mode": row["voice_receive_mode"],
        "sms_url": row["sms_url"],
        "sms_method": row["sms_method"],
        "sms_fallback_url": row["sms_fallback_url"],
        "sms_fallback_method": row["sms_fallback_method"],
        "sms_application_sid": row["sms_application_sid"],
        "status_callback": row["status_callback"],
        "status_callback_method": row["status_callback_method"],
        "address_requirements": address_requirements(row["phone_number"]),
        "address_sid": row["address_sid"],
        "identity_sid": row["identity_sid"],
        "bundle_sid": row["bundle_sid"],
        "emergency_status": row["emergency_status"],
        "emergency_address_sid": row["emergency_address_sid"],
        "emergency_address_status": "registered" if row["emergency_address_sid"] else "unregistered",
        "date_created": rfc2822(row["date_created"]),
        "date_updated": rfc2822(row["date_updated"]),
        "uri": f"/2010-04-01/Accounts/{row['account_sid']}/IncomingPhoneNumbers/{row['sid']}.json",
    }


def friendly_name(number: str) -> str:
    """Twilio's default name: `(123) 456-7890` for a North American number, the number itself for any other."""
    match = re.fullmatch(r"\+1([0-9]{3})([0-9]{3})([0-9]{4})", number)
    return "({}) {}-{}".format(*match.groups()) if match else number


def _values(call: Call) -> dict[str, SqlValue]:
    """The columns that a form sets, and those that follow from them.

    A trunk replaces the voice application, and the other way round. The voice URLs stay, unused as long as the number
    has either. Assumptions: if both come in one request, the trunk wins [? number-trunk-and-application]; an unknown
    trunk is 20001 [? number-unknown-trunk].
    """
    values = parse(call.form, FIELDS)
    if trunk_sid := values.get("trunk_sid"):
        owned = "SELECT 1 FROM trunks WHERE sid = ? AND account_sid = ?"
        if call.db.execute(owned, (trunk_sid, call.account_sid)).fetchone() is None:
            raise InvalidParameterError(f"Invalid TrunkSid: {trunk_sid}; no such trunk")
        return {**values, "voice_application_sid": None}
    if values.get("voice_application_sid"):
        return {**values, "trunk_sid": None}
    return values


def _wanted(call: Call) -> str:
    """The number for a create: the one that it names, or any one of its area code."""
    number, area_code = call.form.get("PhoneNumber", ""), call.form.get("AreaCode", "")
    if "kind" in call.sids:
        require(call.form, "PhoneNumber")
    if not number and not area_code:
        raise InvalidParameterError("Missing required parameter: PhoneNumber or AreaCode")
    if number == UNAVAILABLE_NUMBER:
        raise PhoneNumberUnavailableError(f"{number} is not available")
    if number == INVALID_NUMBER or (number and not E164.fullmatch(number)):
        raise PhoneNumberInvalidError(f"{number} is not a valid phone number; must be E.164, as +14155551234")
    if not number and not re.fullmatch("[2-9][0-9]{2}", area_code):
        raise AreaCodeInvalidError(f"{area_code} is not a valid area code")
    return number or _in_area_code(call, area_code)


def _in_area_code(call: Call, area_code: str) -> str:
    for number in (*on_sale("US", "Local"), *on_sale("CA", "Local")):
        if number[2:].startswith(area_code) and not count(call.db, "incoming_phone_numbers", "phone_number", number):
            return number
    raise AreaCodeEmptyError(f"No phone numbers found in area code {area_code}")
