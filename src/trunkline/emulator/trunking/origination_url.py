"""`/v1/Trunks/{TrunkSid}/OriginationUrls`: the addresses for a trunk's inbound calls."""

import re
import sqlite3

from trunkline.emulator.call import Call, Document
from trunkline.emulator.errors import InvalidParameterError, TooManyOriginationUrlsError
from trunkline.emulator.fields import boolean, integer, parse, require, text
from trunkline.emulator.paging import trunking_list
from trunkline.emulator.store import count, insert, new_sid, update

MAX_ORIGINATION_URLS = 10
MAX_PORT = 65535

SIP_URL = re.compile(
    r"sips?:(//)?([^@\s;<>]+@)?"
    r"([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*)"
    r"(:(?P<port>[0-9]{1,5}))?(?P<parameters>(;[^\s;<>?]+)*)(\?[^\s<>?]+)?",
    re.IGNORECASE,
)
EDGES = {"ashburn", "umatilla", "dublin", "frankfurt", "singapore", "tokyo", "sao-paulo", "sydney"}


def sip_url(name: str, value: str) -> str:
    """`sip:{user@}host{:port}{;transport=udp|tcp|tls}{;edge=…}{?X-Header=…}`. `sips:` is accepted too."""
    match = SIP_URL.fullmatch(value)
    if match is None or not 0 < int(match["port"] or 1) <= MAX_PORT:
        raise InvalidParameterError(f"Invalid {name}: {value}; must be a sip: URI")
    parameters = dict(part.lower().partition("=")[::2] for part in match["parameters"].split(";")[1:])
    if parameters.get("transport", "udp") not in {"udp", "tcp", "tls"}:
        raise InvalidParameterError(f"Invalid {name}: {value}; transport must be udp, tcp or tls")
    if parameters.get("edge", "ashburn") not in EDGES:
        raise InvalidParameterError(f"Invalid {name}: {value}; no such edge")
    return value


FIELDS = {
    "FriendlyName": ("friendly_name", text(64)),
    "SipUrl": ("sip_url", sip_url),
    "Priority": ("priority", integer(0, 65535)),
    "Weight": ("weight", integer(0, 65535)),  # the documents say 1; a client's tests against Twilio use 0
    "Enabled": ("enabled", boolean),
}


def index(call: Call) -> Document:
    return trunking_list(
        call,
        "origination_urls",
        render,
        "SELECT * FROM origination_urls WHERE trunk_sid = :trunk_sid",
        trunk_sid=call.owned("trunks", call.sids["trunk_sid"])["sid"],
    )


def create(call: Call) -> Document:
    trunk = call.owned("trunks", call.sids["trunk_sid"])
    require(call.form, *FIELDS)
    values = parse(call.form, FIELDS)
    if count(call.db, "origination_urls", "trunk_sid", trunk["sid"]) >= MAX_ORIGINATION_URLS:
        raise TooManyOriginationUrlsError(f"Maximum origination URIs reached: {MAX_ORIGINATION_URLS}")
    sid = new_sid("OU")
    owner = {"account_sid": call.account_sid, "trunk_sid": trunk["sid"]}
    insert(call.db, "origination_urls", {"sid": sid, **owner, **values})
    return render(call.owned("origination_urls", sid))


def fetch(call: Call) -> Document:
    return render(_row(call))


def modify(call: Call) -> Document:
    update(call.db, "origination_urls", _row(call)["sid"], parse(call.form, FIELDS))
    return fetch(call)


def remove(call: Call) -> None:
    call.db.execute("DELETE FROM origination_urls WHERE sid = ?", (_row(call)["sid"],))


def render(row: sqlite3.Row) -> Document:
    return {
        "sid": row["sid"],
        "account_sid": row["account_sid"],
        "trunk_sid": row["trunk_sid"],
        "friendly_name": row["friendly_name"],
        "sip_url": row["sip_url"],
        "priority": row["priority"],
        "weight": row["weight"],
        "enabled": bool(row["enabled"]),
        "date_created": row["date_created"],
        "date_updated": row["date_updated"],
        "url": f"https://trunking.twilio.com/v1/Trunks/{row['trunk_sid']}/OriginationUrls/{row['sid']}",
    }


def _row(call: Call) -> sqlite3.Row:
    trunk = call.owned("trunks", call.sids["trunk_sid"])
    return call.one("SELECT * FROM origination_urls WHERE sid = ? AND trunk_sid = ?", call.sids["sid"], trunk["sid"])
