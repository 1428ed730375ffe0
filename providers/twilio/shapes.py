"""The fields that Twilio's answer must have, for each path that trunkline uses."""

from collections.abc import Mapping
from types import NoneType

from attrs import field, frozen

from trunkline.model.scalars import FLAG
from trunkline.model.twilio import TRUNK_SETTINGS

_Types = tuple[type, ...]


@frozen
class Shape:
    """One of Twilio's resources.

    Attributes:
        key: the key of its list.
        sid: the prefix of its SIDs; empty if it has neither a SID nor an account.
        fields: the fields that trunkline reads, with the types that each may have.
        echoed: {name in a form: field}, for values that Twilio returns as they were sent.
        parent: the field with the SID of the thing that it is part of.
    """

    key: str
    sid: str
    fields: Mapping[str, _Types]
    echoed: Mapping[str, str] = field(factory=dict)
    parent: str | None = None


def _each(types: _Types, *names: str) -> dict[str, _Types]:
    return dict.fromkeys(names, types)


_TEXT, _FLAG, _NUMBER = (str,), (bool,), (int,)
_MAYBE_TEXT, _MAYBE_FLAG = (str, NoneType), (bool, NoneType)
_NAME = {"FriendlyName": "friendly_name"}
_ON_TRUNK = _each(_MAYBE_TEXT, "friendly_name")

SHAPES: Mapping[str, Shape] = {
    "/v1/Trunks": Shape(
        "trunks",
        "TK",
        {name: _MAYBE_FLAG if kind is FLAG else _MAYBE_TEXT for name, kind in TRUNK_SETTINGS.items()}
        | {"auth_type": _MAYBE_TEXT, "symmetric_rtp_enabled": _MAYBE_FLAG, "recording": (dict,)},
        _NAME | {"DomainName": "domain_name"},
    ),
    "/v1/Trunks/Recording": Shape("", "", _each(_TEXT, "mode", "trim"), {"Mode": "mode", "Trim": "trim"}),
    "/v1/Trunks/CredentialLists": Shape(
        "credential_lists", "CL", _ON_TRUNK, {"CredentialListSid": "sid"}, parent="trunk_sid"
    ),
    "/v1/Trunks/IpAccessControlLists": Shape(
        "ip_access_control_lists", "AL", _ON_TRUNK, {"IpAccessControlListSid": "sid"}, parent="trunk_sid"
    ),
    "/v1/Trunks/PhoneNumbers": Shape(
        "phone_numbers", "PN", _each(_TEXT, "phone_number"), {"PhoneNumberSid": "sid"}, parent="trunk_sid"
    ),
    "/v1/Trunks/OriginationUrls": Shape(
        "origination_urls",
        "OU",
        _each(_TEXT, "sip_url") | _ON_TRUNK | _each(_NUMBER, "priority", "weight") | _each(_FLAG, "enabled"),
        _NAME | {"SipUrl": "sip_url"},
        parent="trunk_sid",
    ),
    "/2010-04-01/Accounts/SIP/CredentialLists": Shape("credential_lists", "CL", _each(_TEXT, "friendly_name"), _NAME),
    "/2010-04-01/Accounts/SIP/CredentialLists/Credentials": Shape(
        "credentials", "CR", _each(_TEXT, "username"), {"Username": "username"}, parent="credential_list_sid"
    ),
    "/2010-04-01/Accounts/SIP/IpAccessControlLists": Shape(
        "ip_access_control_lists", "AL", _each(_TEXT, "friendly_name"), _NAME
    ),
    "/2010-04-01/Accounts/SIP/IpAccessControlLists/IpAddresses": Shape(
        "ip_addresses",
        "IP",
        _each(_MAYBE_TEXT, "friendly_name") | _each(_TEXT, "ip_address") | _each(_NUMBER, "cidr_prefix_length"),
        _NAME | {"IpAddress": "ip_address"},
        parent="ip_access_control_list_sid",
    ),
    "/2010-04-01/Accounts/IncomingPhoneNumbers": Shape(
        "incoming_phone_numbers",
        "PN",
        _each(_TEXT, "phone_number")
        | _each(_MAYBE_TEXT, "friendly_name", "trunk_sid", "address_sid", "identity_sid", "bundle_sid")
        | _each(_MAYBE_TEXT, "emergency_address_sid", "emergency_status"),
        _NAME | {"PhoneNumber": "phone_number"},
    ),
    "/2010-04-01/Accounts/AvailablePhoneNumbers": Shape("available_phone_numbers", "", _each(_TEXT, "phone_number")),
}
"""By the path, without SIDs, without `.json`, and without the country and the kind of numbers on sale."""
