"""Each request that the product can make of Twilio, by the SDK's own objects."""

from collections.abc import Callable, Mapping
from typing import Any

from twilio.rest import Client

from trunkline.testing.twilio import NUMBERS

Sids = Mapping[str, str]
"""{prefix, such as TK: SID of an existing thing}."""

Operation = Callable[[Client, Sids], Any]

PASSWORD = "CanaryPassword-1a2b"
SIP_URL = "sip:pbx.example.com;transport=tls"


def _sip(twilio: Client) -> Any:
    return twilio.api.v2010.account.sip


def _trunk(twilio: Client, sids: Sids) -> Any:
    return twilio.trunking.v1.trunks(sids["TK"])


def _credentials(twilio: Client, sids: Sids) -> Any:
    return _sip(twilio).credential_lists(sids["CL"]).credentials


def _addresses(twilio: Client, sids: Sids) -> Any:
    return _sip(twilio).ip_access_control_lists(sids["AL"]).ip_addresses


URL = {"friendly_name": "pbx", "sip_url": SIP_URL, "priority": 1, "weight": 1, "enabled": True}

LISTS: Mapping[str, Operation] = {
    "trunks": lambda twilio, _: twilio.trunking.v1.trunks.list(page_size=1000),
    "associated credential lists": lambda twilio, sids: _trunk(twilio, sids).credentials_lists.list(page_size=1000),
    "associated access lists": lambda twilio, sids: _trunk(twilio, sids).ip_access_control_lists.list(page_size=1000),
    "trunk's numbers": lambda twilio, sids: _trunk(twilio, sids).phone_numbers.list(),
    "origination URLs": lambda twilio, sids: list(_trunk(twilio, sids).origination_urls.stream()),
    "credential lists": lambda twilio, _: list(_sip(twilio).credential_lists.stream(page_size=1000)),
    "credentials": lambda twilio, sids: _credentials(twilio, sids).list(page_size=1000),
    "access lists": lambda twilio, _: _sip(twilio).ip_access_control_lists.list(page_size=1000),
    "addresses": lambda twilio, sids: _addresses(twilio, sids).list(page_size=1000),
    "numbers": lambda twilio, _: twilio.incoming_phone_numbers.list(page_size=1000),
    "numbers by name": lambda twilio, _: twilio.incoming_phone_numbers.list(friendly_name="(123) 456-7890"),
    "one number": lambda twilio, _: twilio.incoming_phone_numbers.list(phone_number=NUMBERS[0]),
    "numbers on sale": lambda twilio, _: twilio.available_phone_numbers("US").local.list(
        limit=10, page_size=10, area_code="512", contains="+1512*", voice_enabled=True
    ),
}
FETCHES: Mapping[str, Operation] = {
    "trunk": lambda twilio, sids: _trunk(twilio, sids).fetch(),
    "recording": lambda twilio, sids: _trunk(twilio, sids).recordings().fetch(),
    "associated credential list": lambda twilio, sids: _trunk(twilio, sids).credentials_lists(sids["CL"]).fetch(),
    "associated access list": lambda twilio, sids: _trunk(twilio, sids).ip_access_control_lists(sids["AL"]).fetch(),
    "trunk's number": lambda twilio, sids: _trunk(twilio, sids).phone_numbers(sids["PN"]).fetch(),
    "origination URL": lambda twilio, sids: _trunk(twilio, sids).origination_urls(sids["OU"]).fetch(),
    "credential list": lambda twilio, sids: _sip(twilio).credential_lists(sids["CL"]).fetch(),
    "credential": lambda twilio, sids: _credentials(twilio, sids)(sids["CR"]).fetch(),
    "access list": lambda twilio, sids: _sip(twilio).ip_access_control_lists(sids["AL"]).fetch(),
    "address": lambda twilio, sids: _addresses(twilio, sids)(sids["IP"]).fetch(),
    "number": lambda twilio, sids: twilio.incoming_phone_numbers(sids["PN"]).fetch(),
}
UPDATES: Mapping[str, Operation] = {
    "change trunk": lambda twilio, sids: _trunk(twilio, sids).update(friendly_name="trunk", transfer_mode="sip-only"),
    "change recording": lambda twilio, sids: _trunk(twilio, sids).recordings().update(mode="record-from-answer"),
    "change origination URL": lambda twilio, sids: _trunk(twilio, sids).origination_urls(sids["OU"]).update(**URL),
    "rename credential list": lambda twilio, sids: _sip(twilio).credential_lists(sids["CL"]).update("list"),
    "change password": lambda twilio, sids: _credentials(twilio, sids)(sids["CR"]).update(password=PASSWORD),
    "rename access list": lambda twilio, sids: _sip(twilio).ip_access_control_lists(sids["AL"]).update("list"),
    "rename address": lambda twilio, sids: _addresses(twilio, sids)(sids["IP"]).update(friendly_name="pbx"),
    "put number on trunk": lambda twilio, sids: twilio.incoming_phone_numbers(sids["PN"]).update(trunk_sid=sids["TK"]),
}
CREATES: Mapping[str, Operation] = {
    "make trunk": lambda twilio, _: twilio.trunking.v1.trunks.create(
        friendly_name="new", domain_name="new.pstn.twilio.com"
    ),
    "make origination URL": lambda twilio, sids: _trunk(twilio, sids).origination_urls.create(
        **URL | {"sip_url": "sip:second.example.com"}
    ),
    "make credential list": lambda twilio, _: _sip(twilio).credential_lists.create(friendly_name="new"),
    "make credential": lambda twilio, sids: _credentials(twilio, sids).create(username="new", password=PASSWORD),
    "make access list": lambda twilio, _: _sip(twilio).ip_access_control_lists.create(friendly_name="new"),
    "make address": lambda twilio, sids: _addresses(twilio, sids).create("new", "192.0.2.2", cidr_prefix_length=32),
    "buy number": lambda twilio, _: twilio.incoming_phone_numbers.create(
        phone_number="+15125550100", friendly_name="new"
    ),
}
DELETES: Mapping[str, Operation] = {
    "take credential list off": lambda twilio, sids: _trunk(twilio, sids).credentials_lists(sids["CL"]).delete(),
    "take access list off": lambda twilio, sids: _trunk(twilio, sids).ip_access_control_lists(sids["AL"]).delete(),
    "take number off": lambda twilio, sids: _trunk(twilio, sids).phone_numbers(sids["PN"]).delete(),
    "delete origination URL": lambda twilio, sids: _trunk(twilio, sids).origination_urls(sids["OU"]).delete(),
}
ASSOCIATIONS: Mapping[str, Operation] = {
    "associate credential list": lambda twilio, sids: _trunk(twilio, sids).credentials_lists.create(sids["CL"]),
    "associate access list": lambda twilio, sids: _trunk(twilio, sids).ip_access_control_lists.create(sids["AL"]),
    "associate number": lambda twilio, sids: _trunk(twilio, sids).phone_numbers.create(sids["PN"]),
}
LAST_DELETES: Mapping[str, Operation] = {
    "delete trunk": lambda twilio, sids: _trunk(twilio, sids).delete(),
    "delete credential": lambda twilio, sids: _credentials(twilio, sids)(sids["CR"]).delete(),
    "delete credential list": lambda twilio, sids: _sip(twilio).credential_lists(sids["CL"]).delete(),
    "delete address": lambda twilio, sids: _addresses(twilio, sids)(sids["IP"]).delete(),
    "delete access list": lambda twilio, sids: _sip(twilio).ip_access_control_lists(sids["AL"]).delete(),
    "release number": lambda twilio, sids: twilio.incoming_phone_numbers(sids["PN"]).delete(),
}
OPERATIONS: Mapping[str, Operation] = {
    **LISTS,
    **FETCHES,
    **UPDATES,
    **CREATES,
    **DELETES,
    **ASSOCIATIONS,
    **LAST_DELETES,
}
"""In an order in which each one works after those before it."""

AMBIGUOUS = frozenset({*CREATES, *ASSOCIATIONS})
"""The operations that make another thing each time."""

ONE_OF_EACH_VERB = ("trunks", "credential list", "change recording", "make trunk", "delete trunk")


def things(twilio: Client) -> Sids:
    """Make what the operations are about."""
    trunk = twilio.trunking.v1.trunks.create(friendly_name="trunk", domain_name="trunk.pstn.twilio.com")
    credential_list = _sip(twilio).credential_lists.create(friendly_name="list")
    access_list = _sip(twilio).ip_access_control_lists.create(friendly_name="list")
    number = twilio.incoming_phone_numbers.list(phone_number=NUMBERS[0])[0]
    number.update(trunk_sid=trunk.sid)
    trunk.credentials_lists.create(credential_list.sid)
    trunk.ip_access_control_lists.create(access_list.sid)
    return {
        "TK": trunk.sid,
        "OU": trunk.origination_urls.create(**URL).sid,
        "CL": credential_list.sid,
        "CR": credential_list.credentials.create("pbx", PASSWORD).sid,
        "AL": access_list.sid,
        "IP": access_list.ip_addresses.create("pbx", "192.0.2.1").sid,
        "PN": number.sid,
    }
