"""Reads Twilio's side into a snapshot: only GET, one request for each collection, several at once."""

from collections.abc import Callable, Collection
from functools import partial
from ipaddress import IPv4Network
from typing import Any

import stamina

from trunkline.model import values
from trunkline.model.twilio import TRUNK_SETTINGS
from trunkline.providers import connections
from trunkline.providers.errors import NotConfiguredError, RefusedError, TrunklineError
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import reading
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.converging import concurrently
from trunkline.providers.twilio.refusals import is_not_permitted

from .snapshot import NamedList, OriginationUrl, Trunk, TwilioSide, Unread


def read(settings: Settings, wanted: Collection[str] | None) -> TwilioSide | Unread:
    """The account, with the trunks whose domain or SID is in `wanted`; all trunks for None."""
    try:
        return _read(connections.account(settings), settings.require("twilio_account_sid"), wanted)
    except TrunklineError as error:
        return Unread(configured=not isinstance(error, NotConfiguredError), reason=str(error))


def _read(account: Account, account_sid: str, wanted: Collection[str] | None) -> TwilioSide:
    trunks = _without_retries(account.trunks.refetch)
    account.numbers.forget()
    chosen = [
        trunk
        for trunk in trunks
        if wanted is None or (trunk.domain_name or "").lower() in wanted or trunk.sid in wanted
    ]
    parts = concurrently(*(partial(reading.parts, account, trunk.sid) for trunk in chosen))
    lists = _lists(account, parts)
    return TwilioSide(
        account_sid,
        frozenset((trunk.domain_name or "").lower() for trunk in trunks),
        {trunk.sid: _trunk(trunk, found, lists) for trunk, found in zip(chosen, parts, strict=True)},
        _numbers(account),
    )


def _numbers(account: Account) -> dict[str, str | None] | None:
    try:
        return {each.phone_number: each.trunk_sid or None for each in account.numbers.all()}
    except RefusedError as refusal:
        if not is_not_permitted(refusal):
            raise
        return None


def _without_retries(call: Callable[[], Any]) -> Any:
    """The first request, which shows whether Twilio answers. Retries would take 45 seconds."""
    before = stamina.is_active()
    stamina.set_active(False)
    try:
        return call()
    finally:
        stamina.set_active(before)


def _trunk(trunk: Any, parts: dict[str, reading.Found], lists: dict[str, NamedList]) -> Trunk:
    return Trunk(
        trunk.sid,
        {name: getattr(trunk, name) for name in (*TRUNK_SETTINGS, "recording")},
        {sid: lists[sid] for sid in parts["credential_lists"]},
        {sid: lists[sid] for sid in parts["ip_access_control_lists"]},
        tuple(
            OriginationUrl(each.sip_url, each.priority, each.weight, each.enabled, each.friendly_name)
            for each in parts["origination_urls"].values()
        ),
        tuple(sorted(parts["phone_numbers"])),
    )


def _lists(account: Account, parts: list[dict[str, reading.Found]]) -> dict[str, NamedList]:
    """The trunks' lists by SID, each read once even if several trunks have it."""
    of_credentials, of_addresses = (
        {sid: each.friendly_name for found in parts for sid, each in found[key].items()}
        for key in ("credential_lists", "ip_access_control_lists")
    )
    members = concurrently(
        *(partial(reading.credentials, account, sid) for sid in of_credentials),
        *(partial(reading.ip_addresses, account, sid) for sid in of_addresses),
    )
    names = of_credentials | of_addresses
    found = dict(zip(names, members, strict=True))
    return {
        sid: NamedList(name, tuple(sorted(map(_network, found[sid]) if sid in of_addresses else found[sid])))
        for sid, name in names.items()
    }


def _network(block: str) -> str:
    """The block without the bits after its prefix; Twilio keeps those bits."""
    network = IPv4Network(block, strict=False)
    return values.block(str(network.network_address), network.prefixlen)
