"""Twilio's things: a trunk, its two lists, its URLs and its numbers."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from attrs import field, frozen

from . import standby, values
from .kinds import Early, MapOf, Scalar
from .path import Path, Problem
from .properties import Properties, Role, Secret, kind_of
from .scalars import (
    CANONICAL_NETWORK,
    DOMAIN_NAME,
    FLAG,
    PASSWORD,
    PHONE_NUMBER,
    SIP_URL,
    USERNAME,
    WEB_URL,
    choice,
    list_of,
    matched,
    text,
    whole_number,
)

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
"""How Twilio authenticates outbound calls."""

MOST_ADDRESSES = 100
MOST_CREDENTIALS = 1000
MOST_URLS = 10
MOST_GENERATIONS = 1_000_000

FRIENDLY_NAME = text(64)
ADDRESS_LIST_NAME = text(255)
ADDRESS_NAME = text(255)
PRIORITY = whole_number(0, 65535)
WEIGHT = whole_number(0, 65535)


@frozen(kw_only=True)
class TrunkFields(Properties):
    """The fields of Twilio's own trunk resource.

    Attributes:
        friendly_name: 1 to 64 characters.
        domain_name: the termination domain, `<label>.pstn.twilio.com`. No other trunk has it.
        secure: only TLS and SRTP calls.
        transfer_mode: transfer of calls by SIP REFER.
        transfer_caller_id: the caller that the target of a transfer sees.
        cnam_lookup_enabled: look up the caller's name. Twilio charges for it.
        disaster_recovery_url: http or https. If no origination URL answers, Twilio gets TwiML from it.
        disaster_recovery_method: the method of that request.
    """

    friendly_name: Annotated[str, FRIENDLY_NAME]
    domain_name: Annotated[str, DOMAIN_NAME, Role.KEY]
    secure: Annotated[bool, FLAG]
    transfer_mode: Annotated[TransferMode, choice(TransferMode)]
    transfer_caller_id: Annotated[TransferCallerId, choice(TransferCallerId)]
    cnam_lookup_enabled: Annotated[bool, FLAG]
    disaster_recovery_url: Annotated[str | None, WEB_URL] = None
    disaster_recovery_method: Annotated[Method | None, choice(Method)] = None


TRUNK_SETTINGS = kind_of(TrunkFields).fields
"""{field of Twilio's trunk: kind}"""


@frozen(kw_only=True)
class Recording(Properties):
    """How a trunk records calls.

    Attributes:
        mode: which calls, from when, and with how many channels.
        trim: whether silence is cut off.
    """

    mode: Annotated[RecordingMode, choice(RecordingMode)]
    trim: Annotated[RecordingTrim, choice(RecordingTrim)]


@frozen(kw_only=True)
class Origination(Properties):
    """How calls are sent to one SIP URL.

    Attributes:
        friendly_name: 1 to 64 characters.
        priority: 0 to 65535; Twilio calls the lowest first.
        weight: 0 to 65535, the share of calls among URLs of one priority.
        enabled: whether Twilio sends calls to it.
    """

    friendly_name: Annotated[str, FRIENDLY_NAME]
    priority: Annotated[int, PRIORITY]
    weight: Annotated[int, WEIGHT]
    enabled: Annotated[bool, FLAG]


@frozen(kw_only=True)
class Trunk(TrunkFields):
    """A trunk with all its parts.

    Attributes:
        recording: how it records calls.
        credential_lists: SIDs.
        ip_access_control_lists: SIDs.
        origination_urls: by SIP URL.
        phone_numbers: E.164, owned by the account.
        keep_domain: a deletion leaves the trunk there, with its domain and nothing else.
        adopt: take over a trunk with this domain, and numbers of other trunks.
        auth_type: how calls are authenticated: `CREDENTIAL_LIST`, `IP_ACL`, both with a comma, or empty.
        symmetric_rtp_enabled: as Twilio has it.
    """

    recording: Annotated[Recording, kind_of(Recording)]
    credential_lists: Sequence[str]
    ip_access_control_lists: Sequence[str]
    origination_urls: Annotated[Mapping[str, Origination], MapOf(SIP_URL, kind_of(Origination), most=MOST_URLS)]
    phone_numbers: Annotated[Sequence[str], list_of(PHONE_NUMBER)]
    keep_domain: Annotated[bool, FLAG, Role.CHOICE] = False
    adopt: Annotated[bool, FLAG, Role.CHOICE] = False
    auth_type: Annotated[str | None, Role.OUTPUT] = None
    symmetric_rtp_enabled: Annotated[bool | None, Role.OUTPUT] = None


@frozen(kw_only=True)
class TrunkHint(Properties):
    """The trunk that will use a list.

    Attributes:
        domain_name: its termination domain.
        friendly_name: its name.
        adopt: whether it is taken over.
    """

    domain_name: str = ""
    friendly_name: str = ""
    adopt: bool = False


@frozen(kw_only=True)
class NamedList(Properties, ABC):
    """The common properties of a credential list and an IP access control list.

    Attributes:
        friendly_name: 1 to 64 characters. No other list of the kind has it.
        trunk: the trunk that will use it.
        adopt: take over a list with this name.
    """

    friendly_name: Annotated[str, FRIENDLY_NAME, Role.KEY]
    trunk: Annotated[TrunkHint | None, Role.HINT] = None
    adopt: Annotated[bool, FLAG, Role.CHOICE] = False

    @property
    @abstractmethod
    def members(self) -> Mapping[str, str]:
        """The list's declared members."""


@frozen(kw_only=True)
class CredentialList(NamedList):
    """A credential list with its credentials.

    Attributes:
        credentials: {username: password}.
        unsealed: another text after each change that leaves something to the seal. It starts the seal.
    """

    credentials: Annotated[Mapping[str, str], MapOf(USERNAME, PASSWORD, most=MOST_CREDENTIALS), Secret()] = field(
        repr=False
    )
    unsealed: Annotated[str | None, Role.OUTPUT] = None

    @property
    def members(self) -> Mapping[str, str]:
        return self.credentials

    @classmethod
    def check(cls, given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
        """No username is another one's stand-by."""
        usernames = given["credentials"]
        for line in standby.reserved(usernames) if isinstance(usernames, Mapping) else ():
            yield Problem(path.field("credentials"), line)


@frozen(kw_only=True)
class IpAccessControlList(NamedList):
    """An IP access control list with its addresses.

    Attributes:
        friendly_name: 1 to 255 characters.
        ip_addresses: {IPv4 address or CIDR block, as `values.canonical_network` writes it: friendly name}.
    """

    friendly_name: Annotated[str, ADDRESS_LIST_NAME, Role.KEY]
    ip_addresses: Annotated[Mapping[str, str], MapOf(CANONICAL_NETWORK, ADDRESS_NAME, most=MOST_ADDRESSES)]

    @property
    def members(self) -> Mapping[str, str]:
        return self.ip_addresses


@frozen(kw_only=True)
class SealedRow(Properties):
    """A row of ps_auths that may have a stand-by.

    Attributes:
        auth_id: its id.
        database_url: its database, if that is not the settings' database.
    """

    auth_id: str
    database_url: Annotated[str | None, Secret()] = field(default=None, repr=False)


@frozen(kw_only=True)
class CredentialListSeal(Properties):
    """The end of a rotation of a list that several Asterisks use.

    Attributes:
        credential_list_sid: `CL` and 32 hex digits.
        credentials: {username: password}, as the credential list declares them.
        auths: {endpoint: row}.
        unsealed: the list's output. Another value starts the seal.
    """

    credential_list_sid: str
    credentials: Annotated[Mapping[str, str], Secret()] = field(repr=False)
    auths: Mapping[str, SealedRow]
    unsealed: Annotated[str | None, Role.LATER] = None


@frozen(kw_only=True)
class GeneratedPassword(Properties):
    """A password that is made once.

    Attributes:
        generation: from 1; another one makes a new password.
        password: by Twilio's rules for a credential.
    """

    generation: Annotated[int, whole_number(1, MOST_GENERATIONS)]
    password: Annotated[str | None, Role.OUTPUT, Secret()] = field(default=None, repr=False)


_AREA_CODE_COUNTRIES = ("US", "CA")


def _matching(pattern: str, words: str) -> Scalar:
    whole = re.compile(pattern, re.ASCII)

    def rule(value: str) -> str | None:
        return None if whole.fullmatch(value) else f"{value!r} is not {words}"

    return matched(rule, f"This is not {words}.", whole)


def _country(value: str) -> str | None:
    if values.is_country(value):
        return None
    return f"{value!r} is not a country's ISO 3166 code of two capital letters, as in 'US'"


def _sid(prefix: str) -> Scalar:
    return _matching(f"{prefix}[0-9a-fA-F]{{32}}", f"a SID: {prefix} and 32 hex digits")


TRUNK_SID = _sid("TK")


@frozen(kw_only=True)
class Buy(Properties):
    """The number to buy, or the criteria of a search for one.

    Attributes:
        phone_number: E.164, that exact number. Without it, the others are the criteria of a search:
        country: ISO 3166 alpha-2.
        area_code: of the United States or Canada.
        contains: a pattern.
        number_type: default local.
        capabilities: default voice.
    """

    phone_number: Annotated[str | None, PHONE_NUMBER] = None
    country: Annotated[
        str | None,
        matched(_country, "Use two capital letters, as in US.", re.compile("[A-Z]{2}")),
    ] = None
    area_code: Annotated[str | None, _matching("[2-9][0-9]{2}", "a text of three digits from '200' to '999'")] = None
    contains: Annotated[
        str | None,
        _matching(
            r"(?=.{2,16}$)\+?(?:[*%]*[0-9A-Za-z]{2,}[*%]*|[0-9A-Za-z])\$?",
            "a pattern of 2 to 16 characters: digits or letters, '*' or '%' around them, '+' first for the beginning, "
            "'$' last for the end",
        ),
    ] = None
    number_type: Annotated[NumberType | None, choice(NumberType)] = None
    capabilities: Annotated[Sequence[str] | None, list_of(choice(Capability), least=1)] = None

    @classmethod
    def check(cls, given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
        """A number is named, or searched for in a country."""
        asked = {name: given[name] for name in BUY if given.get(name) is not None}
        country = asked.get("country")
        if "phone_number" in asked:
            for name in SEARCH:
                if name in asked:
                    text = (
                        f"does not go with {path.written('phone_number')}, which names the number: set one of the two"
                    )
                    yield Problem(path.field(name), text)
        elif country is None:
            text = f"missing: set it, as in 'US', or {path.written('phone_number')} to buy one certain number"
            yield Problem(path.field("country"), text)
        elif (
            isinstance(country, str) and country not in _AREA_CODE_COUNTRIES and isinstance(asked.get("area_code"), str)
        ):
            remedy = f"Twilio has area codes for US and CA: use {path.written('contains')}"
            yield Problem(path.field("area_code"), f"{asked['area_code']!r} in {country}: {remedy}")


BUY = kind_of(Buy).fields
"""{field of `Buy`: kind}"""

SEARCH = tuple(name for name in BUY if name != "phone_number")
"""The criteria of a search."""


@frozen(kw_only=True)
class NumberFields(Properties):
    """The fields of Twilio's incoming phone number that a program can set. They are left alone if they are None.

    Attributes:
        address_sid: `AD` and 32 hex digits, an address, which many countries require.
        identity_sid: `RI` and 32 hex digits, likewise.
        bundle_sid: `BU` and 32 hex digits, a regulatory bundle, likewise.
        emergency_address_sid: `AD` and 32 hex digits, for emergency calls.
        emergency_status: whether emergency calls have that address.
    """

    address_sid: Annotated[str | None, _sid("AD")] = None
    identity_sid: Annotated[str | None, _sid("RI")] = None
    bundle_sid: Annotated[str | None, _sid("BU")] = None
    emergency_address_sid: Annotated[str | None, _sid("AD")] = None
    emergency_status: Annotated[EmergencyStatus | None, choice(EmergencyStatus)] = None


NUMBER_SETTINGS = kind_of(NumberFields).fields
"""{field of Twilio's incoming phone number: kind}"""


@frozen(kw_only=True)
class PhoneNumber(NumberFields):
    """A number that is bought once.

    Attributes:
        friendly_name: the stack's own name for it.
        buy: the number, or the search.
        release_on_delete: give the number back when the resource is deleted.
        adopt: take over the number that `buy` names if the account owns it already.
        phone_number: E.164.
    """

    friendly_name: Annotated[str, FRIENDLY_NAME, Role.KEY]
    buy: Annotated[Buy, kind_of(Buy)]
    release_on_delete: Annotated[bool, FLAG, Role.CHOICE] = False
    adopt: Annotated[bool, FLAG, Role.CHOICE] = False
    phone_number: Annotated[str | None, Role.OUTPUT] = None
