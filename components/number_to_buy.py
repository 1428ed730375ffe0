"""A number that a trunk buys."""

from collections.abc import Sequence
from typing import Any

import attrs
import pulumi
from attrs import frozen

_BUY = ("phone_number", "country", "area_code", "contains", "number_type", "capabilities")


@frozen(kw_only=True)
class NumberToBuy:
    """A number to be bought once, at Twilio's monthly price: `phone_number`, or the first one that a search finds.

    It is known by its name: what an interrupted run or one before a destroy has bought is taken over. A number that
    was bought stays what it is: another search needs another name.

    A preview says which number will be bought. It refuses a search that finds none, both `phone_number` and a search,
    neither of the two, and without `adopt` a `phone_number` that the account owns already under another name.

    Source: https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource

    Source: https://www.twilio.com/docs/phone-numbers/api/availablephonenumberlocal-resource

    Attributes:
        name: of the resource, and as `<project>/<stack>/<name>` the number's friendly name, up to 64 characters in all.
        phone_number: E.164, that exact number. Default none: the first one that the search finds.
        country: where to search, ISO 3166, two capital letters. Default none; needed for a search.
        area_code: of the United States or Canada, `200` to `999`. Default: any.
        contains: 2 to 16 characters: digits or letters with `*` or `%` around them, `+` first for the number's
            beginning, `$` last for its end. Default: any.
        number_type: `local` (default), `mobile` or `toll-free`.
        capabilities: all that it has to have, out of `voice`, `sms`, `mms` and `fax`. Default: `voice`.
        address_sid: `AD` and 32 hex digits, an address, which many countries ask for. Default none.
        identity_sid: `RI` and 32 hex digits, likewise. Default none.
        bundle_sid: `BU` and 32 hex digits, a regulatory bundle, likewise. Default none.
        emergency_address_sid: `AD` and 32 hex digits, for emergency calls. Default none.
        emergency_status: `Active` or `Inactive`. Default: Twilio's own.
        release_on_delete: give the number back when it is no longer declared. Default False: the account keeps it.
        adopt: take over `phone_number` where the account owns it already. Default False.
    """

    name: str
    phone_number: pulumi.Input[str] | None = None
    country: pulumi.Input[str] | None = None
    area_code: pulumi.Input[str] | None = None
    contains: pulumi.Input[str] | None = None
    number_type: pulumi.Input[str] | None = None
    capabilities: Sequence[str] | None = None
    address_sid: pulumi.Input[str] | None = None
    identity_sid: pulumi.Input[str] | None = None
    bundle_sid: pulumi.Input[str] | None = None
    emergency_address_sid: pulumi.Input[str] | None = None
    emergency_status: pulumi.Input[str] | None = None
    release_on_delete: bool = False
    adopt: bool = False

    def inputs(self) -> dict[str, Any]:
        """What the resource `PhoneNumber` takes, but for its friendly name."""
        given = {key: value for key, value in attrs.asdict(self, recurse=False).items() if value is not None}
        del given["name"]
        return {"buy": {key: given.pop(key) for key in _BUY if key in given}, **given}
