"""Reading Twilio's side: GET only, as few as there are collections, side by side."""

from collections.abc import Callable, Collection
from functools import partial
from ipaddress import IPv4Network
from typing import Any

import stamina
from twilio.rest import Client

from trunkline.providers import connections, rules
from trunkline.providers.errors import NotConfiguredError, TrunklineError
from trunkline.providers.settings import Settings
from trunkline.providers.twilio.client import PAGE_SIZE
from trunkline.providers.twilio.converging import concurrently
from trunkline.providers.twilio.trunk import SETTINGS

from .snapshot import NamedList, OriginationUrl, Trunk, TwilioSide, Unread


def read(settings: Settings, wanted: Collection[str] | None) -> TwilioSide | Unread:
    """The account, with the trunks that `wanted` names by domain or SID; None wants all of them."""
    try:
        return _read(connections.account(settings).twilio, settings.require("twilio_account_sid"), wanted)
    except TrunklineError as error:
        return Unread(configured=not isinstance(error, NotConfiguredError), reason=str(error))


def _read(twilio: Client, account_sid: str, wanted: Collection[str] | None) -> TwilioSide:
    trunks = _without_retries(partial(twilio.trunking.v1.trunks.list, page_size=PAGE_SIZE))
    chosen = [
        trunk
        for trunk in trunks
        if wanted is None or (trunk.domain_name or "").lower() in wanted or trunk.sid in wanted
    ]
    numbers, *parts = concurrently(
        partial(twilio.incoming_phone_numbers.list, page_size=PAGE_SIZE),
        *(
            partial(part.list, page_size=PAGE_SIZE)
            for trunk in chosen
            for part in (
                twilio.trunking.v1.trunks(trunk.sid).credentials_lists,
                twilio.trunking.v1.trunks(trunk.sid).ip_access_control_lists,
                twilio.trunking.v1.trunks(trunk.sid).origination_urls,
            )
        ),
    )
    owners = {each.phone_number: each.trunk_sid or None for each in numbers}
    lists = _members(twilio, {each.sid: each.friendly_name for part in parts for each in part if each.sid[:2] != "OU"})
    return TwilioSide(
        account_sid,
        frozenset((trunk.domain_name or "").lower() for trunk in trunks),
        {
            trunk.sid: Trunk(
                trunk.sid,
                {name: getattr(trunk, name) for name in (*SETTINGS, "recording")},
                {each.sid: lists[each.sid] for each in parts[3 * index]},
                {each.sid: lists[each.sid] for each in parts[3 * index + 1]},
                tuple(
                    OriginationUrl(each.sip_url, each.priority, each.weight, each.enabled, each.friendly_name)
                    for each in parts[3 * index + 2]
                ),
                tuple(sorted(number for number, owner in owners.items() if owner == trunk.sid)),
            )
            for index, trunk in enumerate(chosen)
        },
        owners,
    )


def _without_retries(call: Callable[[], Any]) -> Any:
    """The first request, which shows whether Twilio answers at all: a doctor does not wait 45 seconds."""
    before = stamina.is_active()
    stamina.set_active(False)
    try:
        return call()
    finally:
        stamina.set_active(before)


def _members(twilio: Client, names: dict[str, str]) -> dict[str, NamedList]:
    """The lists by SID, each asked once however many trunks have it."""
    sip = twilio.api.v2010.account.sip
    found = concurrently(
        *(
            partial(
                sip.credential_lists(sid).credentials.list
                if sid[:2] == "CL"
                else sip.ip_access_control_lists(sid).ip_addresses.list,
                page_size=PAGE_SIZE,
            )
            for sid in names
        )
    )
    return {
        sid: NamedList(name, tuple(sorted(map(_member, members))))
        for (sid, name), members in zip(names.items(), found, strict=True)
    }


def _member(each: Any) -> str:
    """A username; or a block, without the bits beyond its prefix, which Twilio keeps."""
    if hasattr(each, "username"):
        return str(each.username)
    block = IPv4Network(f"{each.ip_address}/{each.cidr_prefix_length}", strict=False)
    return rules.block(str(block.network_address), block.prefixlen)
