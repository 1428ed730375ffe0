"""`/v1/Trunks/{TrunkSid}/PhoneNumbers`: the account's numbers that a trunk handles."""

import sqlite3

from trunkline.emulator.call import Call, Document
from trunkline.emulator.errors import TrunkError
from trunkline.emulator.fields import require
from trunkline.emulator.inventory import address_requirements, capabilities
from trunkline.emulator.paging import trunking_list
from trunkline.emulator.store import update


def index(call: Call) -> Document:
    return trunking_list(
        call,
        "phone_numbers",
        render,
        "SELECT * FROM incoming_phone_numbers WHERE trunk_sid = :trunk_sid",
        trunk_sid=call.owned("trunks", call.sids["trunk_sid"])["sid"],
    )


def create(call: Call) -> Document:
    """Associate a number with the trunk. Assumption [? number-moves]: a number of another trunk moves."""
    trunk = call.owned("trunks", call.sids["trunk_sid"])
    require(call.form, "PhoneNumberSid")
    number = call.owned("incoming_phone_numbers", call.form["PhoneNumberSid"])
    if number["trunk_sid"] == trunk["sid"]:
        raise TrunkError(f"The number {number['sid']} is already associated with this trunk")
    values = {"trunk_sid": trunk["sid"], "voice_application_sid": None}
    update(call.db, "incoming_phone_numbers", number["sid"], values)
    return render(call.owned("incoming_phone_numbers", number["sid"]))


def fetch(call: Call) -> Document:
    return render(_row(call))


def remove(call: Call) -> None:
    """Remove the number from the trunk. The account keeps it."""
    update(call.db, "incoming_phone_numbers", _row(call)["sid"], {"trunk_sid": None})


def render(row: sqlite3.Row) -> Document:
    number = f"https://api.twilio.com/2010-04-01/Accounts/{row['account_sid']}/IncomingPhoneNumbers/{row['sid']}"
    return {
        "sid": row["sid"],
        "account_sid": row["account_sid"],
        "trunk_sid": row["trunk_sid"],
        "phone_number": row["phone_number"],
        "friendly_name": row["friendly_name"],
        "api_version": row["api_version"],
        "address_requirements": address_requirements(row["phone_number"]),
        "beta": False,
        "capabilities": capabilities(row["phone_number"]),
        "voice_url": row["voice_url"],
        "voice_method": row["voice_method"],
        "voice_fallback_url": row["voice_fallback_url"],
        "voice_fallback_method": row["voice_fallback_method"],
        "voice_application_sid": row["voice_application_sid"],
        "voice_caller_id_lookup": bool(row["voice_caller_id_lookup"]),
        "sms_url": row["sms_url"],
        "sms_method": row["sms_method"],
        "sms_fallback_url": row["sms_fallback_url"],
        "sms_fallback_method": row["sms_fallback_method"],
        "sms_application_sid": row["sms_application_sid"],
        "status_callback": row["status_callback"],
        "status_callback_method": row["status_callback_method"],
        "date_created": row["date_created"],
        "date_updated": row["date_updated"],
        "url": f"https://trunking.twilio.com/v1/Trunks/{row['trunk_sid']}/PhoneNumbers/{row['sid']}",
        "links": {"phone_number": number},
    }


def _row(call: Call) -> sqlite3.Row:
    trunk = call.owned("trunks", call.sids["trunk_sid"])
    return call.one(
        "SELECT * FROM incoming_phone_numbers WHERE sid = ? AND trunk_sid = ?", call.sids["sid"], trunk["sid"]
    )
