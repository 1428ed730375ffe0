"""A number that a trunk buys."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import pulumi
from attrs import frozen

from trunkline.model import kinds, scalars
from trunkline.model.kinds import Check
from trunkline.model.twilio import (
    BUY,
    FRIENDLY_NAME,
    NUMBER_SETTINGS,
    Buy,
    Capability,
    EmergencyStatus,
    NumberType,
)

from .outputs import InputList, as_dict


@frozen(kw_only=True)
class NumberToBuy:
    """A number that is bought once, at Twilio's monthly price: `phone_number`, or the first result of a search.

    Its name identifies it: if an earlier run bought this number, it is reused. A bought number never changes: another
    search needs another name.

    A preview shows which number will be bought. It refuses a search without a result, both `phone_number` and a
    search, neither of the two, and, without `adopt`, a `phone_number` that the account owns under another name.

    Source: https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource

    Source: https://www.twilio.com/docs/phone-numbers/api/availablephonenumberlocal-resource

    Attributes:
        name: the name of the resource. `<project>/<stack>/<name>`, up to 64 characters, is the number's friendly name.
            It cannot be an Output: the program needs the name of a resource.
        phone_number: this exact number, E.164. Default none: the first result of the search.
        country: the country of the search, ISO 3166, two capital letters. Default none; needed for a search.
        area_code: an area code of the United States or Canada, `200` to `999`. Default: any.
        contains: 2 to 16 characters: digits or letters with `*` or `%` around them, `+` first means the beginning
            of the number, `$` last its end. Default: any.
        number_type: `local` (default), `mobile` or `toll-free`.
        capabilities: features that the number must have: `voice`, `sms`, `mms`, `fax`. Default: `voice`.
        address_sid: `AD` and 32 hex digits, an address, which many countries require. Default none.
        identity_sid: `RI` and 32 hex digits, likewise. Default none.
        bundle_sid: `BU` and 32 hex digits, a regulatory bundle, likewise. Default none.
        emergency_address_sid: `AD` and 32 hex digits, for emergency calls. Default none.
        emergency_status: `Active` or `Inactive`. Default: Twilio's own.
        release_on_delete: release the number when it is no longer declared. Default False: the account keeps it.
        adopt: take over `phone_number` if the account owns it already. Default False.
    """

    CHECKS: ClassVar[tuple[Check, ...]] = (Buy.check,)

    name: Annotated[str, kinds.Early(FRIENDLY_NAME, "it names a resource")]
    phone_number: Annotated[pulumi.Input[str] | None, BUY["phone_number"]] = None
    country: Annotated[pulumi.Input[str] | None, BUY["country"]] = None
    area_code: Annotated[pulumi.Input[str] | None, BUY["area_code"]] = None
    contains: Annotated[pulumi.Input[str] | None, BUY["contains"]] = None
    number_type: Annotated[pulumi.Input[NumberType] | None, BUY["number_type"]] = None
    capabilities: Annotated[InputList[Capability] | None, BUY["capabilities"]] = None
    address_sid: Annotated[pulumi.Input[str] | None, NUMBER_SETTINGS["address_sid"]] = None
    identity_sid: Annotated[pulumi.Input[str] | None, NUMBER_SETTINGS["identity_sid"]] = None
    bundle_sid: Annotated[pulumi.Input[str] | None, NUMBER_SETTINGS["bundle_sid"]] = None
    emergency_address_sid: Annotated[pulumi.Input[str] | None, NUMBER_SETTINGS["emergency_address_sid"]] = None
    emergency_status: Annotated[pulumi.Input[EmergencyStatus] | None, NUMBER_SETTINGS["emergency_status"]] = None
    release_on_delete: Annotated[pulumi.Input[bool], scalars.FLAG] = False
    adopt: Annotated[pulumi.Input[bool], scalars.FLAG] = False


def inputs(number: NumberToBuy | Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of the resource `PhoneNumber`, except its friendly name."""
    given = {"release_on_delete": False, "adopt": False} | as_dict(number)
    del given["name"]
    return {"buy": {key: given.pop(key) for key in BUY if key in given}, **given}
