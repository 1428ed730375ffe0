"""What Twilio's things can be: a trunk, its two lists, its URLs and its numbers."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import phonenumbers

from .kinds import (
    ANYTHING,
    CANONICAL_NETWORK,
    DOMAIN_NAME,
    FLAG,
    PASSWORD,
    PHONE_NUMBER,
    SIP_URL,
    USERNAME,
    WEB_URL,
    Early,
    MapOf,
    Optional,
    Record,
    Scalar,
    choice,
    list_of,
    matching,
    properties,
    text,
    whole_number,
)
from .path import Path, Problem

RecordingMode = Literal[
    "do-not-record",
    "record-from-ringing",
    "record-from-answer",
    "record-from-ringing-dual",
    "record-from-answer-dual",
]
RecordingTrim = Literal["trim-silence", "do-not-trim"]
TransferMode = Literal["disable-all", "enable-all", "sip-only"]
TransferCallerId = Literal["from-transferee", "from-transferor"]
Method = Literal["GET", "POST"]
NumberType = Literal["local", "mobile", "toll-free"]
Capability = Literal["voice", "sms", "mms", "fax"]
Authentication = Literal["credentials-and-addresses", "credentials", "addresses"]
EmergencyStatus = Literal["Active", "Inactive"]

AUTHENTICATION = Early(choice(Authentication), "it decides which resources are made")
"""What a call out needs."""

MOST_ADDRESSES = 100
MOST_CREDENTIALS = 1000
MOST_URLS = 10
MOST_GENERATIONS = 1_000_000

FRIENDLY_NAME = text(64)
ADDRESS_LIST_NAME = text(255)
ADDRESS_NAME = text(255)
PRIORITY = whole_number(0, 65535)
WEIGHT = whole_number(1, 65535)

TRUNK_SETTINGS = {
    "friendly_name": FRIENDLY_NAME,
    "domain_name": DOMAIN_NAME,
    "secure": FLAG,
    "transfer_mode": choice(TransferMode),
    "transfer_caller_id": choice(TransferCallerId),
    "cnam_lookup_enabled": FLAG,
    "disaster_recovery_url": Optional(WEB_URL),
    "disaster_recovery_method": Optional(choice(Method)),
}
"""{field of Twilio's trunk: kind}"""

TRUNK = properties(
    {
        **TRUNK_SETTINGS,
        "recording": Record({"mode": choice(RecordingMode), "trim": choice(RecordingTrim)}),
        "credential_lists": ANYTHING,
        "ip_access_control_lists": ANYTHING,
        "origination_urls": MapOf(
            SIP_URL,
            Record({"friendly_name": FRIENDLY_NAME, "priority": PRIORITY, "weight": WEIGHT, "enabled": FLAG}),
            most=MOST_URLS,
        ),
        "phone_numbers": list_of(PHONE_NUMBER),
        "keep_domain": FLAG,
        "adopt": FLAG,
    }
)
CREDENTIAL_LIST = properties(
    {
        "friendly_name": FRIENDLY_NAME,
        "credentials": MapOf(USERNAME, PASSWORD, most=MOST_CREDENTIALS),
        "trunk": ANYTHING,
        "adopt": FLAG,
    }
)
IP_ACCESS_CONTROL_LIST = properties(
    {
        "friendly_name": ADDRESS_LIST_NAME,
        "ip_addresses": MapOf(CANONICAL_NETWORK, ADDRESS_NAME, most=MOST_ADDRESSES),
        "trunk": ANYTHING,
        "adopt": FLAG,
    }
)


SIDS = {"address_sid": "AD", "identity_sid": "RI", "bundle_sid": "BU", "emergency_address_sid": "AD"}
"""What the law of some countries asks for, with the prefixes of the SIDs."""

SEARCH = ("country", "area_code", "contains", "number_type", "capabilities")
"""What a number is searched for by."""

_AREA_CODE_COUNTRIES = ("US", "CA")


def _matching(pattern: str, words: str) -> Scalar:
    whole = re.compile(pattern, re.ASCII)

    def rule(value: str) -> str | None:
        return None if whole.fullmatch(value) else f"{value!r} is not {words}"

    return Scalar("a text", (str,), rule, shape=matching(f"This is not {words}.", whole))


def _country(value: str) -> str | None:
    if value in phonenumbers.SUPPORTED_REGIONS:
        return None
    return f"{value!r} is not a country's ISO 3166 code of two capital letters, as in 'US'"


BUY = {
    "phone_number": PHONE_NUMBER,
    "country": Scalar(
        "a text", (str,), _country, shape=matching("Use two capital letters, as in US.", re.compile("[A-Z]{2}"))
    ),
    "area_code": _matching("[2-9][0-9]{2}", "a text of three digits from '200' to '999'"),
    "contains": _matching(
        r"(?=.{2,16}$)\+?(?:[*%]*[0-9A-Za-z]{2,}[*%]*|[0-9A-Za-z])\$?",
        "a pattern of 2 to 16 characters: digits or letters, '*' or '%' around them, '+' first for the beginning, "
        "'$' last for the end",
    ),
    "number_type": choice(NumberType),
    "capabilities": list_of(choice(Capability), least=1),
}
"""{what names a number, or what it is searched for by: kind}"""

NUMBER_SETTINGS = {
    **{
        name: Optional(_matching(f"{prefix}[0-9a-fA-F]{{32}}", f"a SID: {prefix} and 32 hex digits"))
        for name, prefix in SIDS.items()
    },
    "emergency_status": Optional(choice(EmergencyStatus)),
}
"""{field of Twilio's incoming phone number: kind}"""


def is_one_number(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """A number is named, or searched for in a country."""
    asked = {name: given[name] for name in BUY if given.get(name) is not None}
    country = asked.get("country")
    if "phone_number" in asked:
        for name in SEARCH:
            if name in asked:
                text = f"does not go with {path.spell('phone_number')}, which names the number: set one of the two"
                yield Problem(path.field(name), text)
    elif country is None:
        text = f"missing: set it, as in 'US', or {path.spell('phone_number')} to buy one certain number"
        yield Problem(path.field("country"), text)
    elif isinstance(country, str) and country not in _AREA_CODE_COUNTRIES and isinstance(asked.get("area_code"), str):
        text = f"{asked['area_code']!r} in {country}: Twilio has area codes for US and CA: use {path.spell('contains')}"
        yield Problem(path.field("area_code"), text)


PHONE_NUMBER_TO_BUY = properties(
    {
        "friendly_name": FRIENDLY_NAME,
        "buy": Record(BUY, checks=(is_one_number,)),
        **NUMBER_SETTINGS,
        "release_on_delete": FLAG,
        "adopt": FLAG,
    }
)
GENERATED_PASSWORD = properties({"generation": whole_number(1, MOST_GENERATIONS)}, "generation")
