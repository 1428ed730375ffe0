"""Alerts about changes at Twilio: their effect on calls and on the bill."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from .alert import CAUTION, NOTE, WARNING, Alert
from .changes import bought_number, number_name
from .masking import UNKNOWN
from .networks import WIDE, left_out, overlapping, size
from .plain import mapping
from .resource import CREATE, DELETE, UPDATE, Resource
from .text import code, listed, named
from .trunk import Delta, Trunk, differing, is_shown
from .words import arrow

_PLANS = {
    "will be bought, at Twilio's monthly price",
    "is the account's already and is taken over: nothing is bought",
}
"""The plans for a number in `PhoneNumberLogic.notices`."""

_COSTS = {
    "recording": (
        "do-not-record",
        "Twilio charges for it, and the law may require an announcement",
        "Twilio records no call any more",
    ),
    "CNAM lookup": (False, "Twilio charges for each inbound call", "inbound calls come without the caller's name"),
    "call transfer": (
        "disable-all",
        "the called person can transfer a call, at your expense",
        "Twilio refuses to transfer a call",
    ),
}
"""{feature: (its value when it is off, what it means to turn it on, and what to turn it off)}."""


def of_trunk(trunk: Trunk, elsewhere: dict[str, str]) -> Iterator[Alert]:
    """Alerts about the trunk itself.

    Args:
        trunk: the trunk.
        elsewhere: {number: the trunk that gains it}.
    """
    found = trunk.find("Trunk")
    if not found:
        return
    if found.op == DELETE:
        yield _deleted(found)
        return
    yield from _domain(trunk, found)
    yield from _security(found)
    yield from _origination(found)
    released = {bought_number(each) for each in trunk.all("PhoneNumber") if _is_released(each)}
    yield from _numbers(found, elsewhere, released)
    yield from _costs(found)
    if found.op == UPDATE and found.old.get("disaster_recovery_url") and not found.new.get("disaster_recovery_url"):
        yield Alert(WARNING, "disaster recovery URL removed: if no origination URL answers, the call fails")
    yield from _lists(found)
    if found.old.get("keep_domain") and not found.new.get("keep_domain"):
        yield Alert(
            NOTE, "keep_domain turned off: after a deletion of the trunk, its domain is blocked for up to 30 days"
        )


def of_addresses(trunk: Trunk) -> Iterator[Alert]:
    addresses = trunk.find("IpAccessControlList")
    if not addresses or trunk.op == DELETE:
        return
    delta = Delta.of(addresses, "ip_addresses")
    after = [*delta.kept, *delta.added]
    if lost := left_out(delta.removed, after):
        former = "" if delta.kept else ", the only one so far," if len(lost) == 1 else ", all there were,"
        there = "its addresses that no other range has" if overlapping(lost, after) else "there"
        means = (
            f"Twilio refuses calls from {there}"
            if after
            else "none is left, so Twilio refuses every call from Asterisk"
        )
        yield Alert(CAUTION, f"{named('IP range', lost)}{former} removed: {means}")
    if wide := [each for each in left_out(delta.added, [*delta.kept, *delta.removed]) if size([each]) > WIDE]:
        counted = size(wide)
        yield Alert(WARNING, f"{named('IP range', wide)} added: {counted:,} addresses may call at your expense")


def of_numbers(trunk: Trunk, plans: dict[str, str]) -> Iterator[Alert]:
    """Numbers that are bought, released, or no longer in the stack.

    Args:
        trunk: the trunk.
        plans: {friendly name of a number: what the preview says about it}.
    """
    for number in trunk.all("PhoneNumber"):
        name = number_name(number)
        if number.op == CREATE:
            plan = plans.get(str(number.new.get("friendly_name")))
            if plan is None:
                yield Alert(WARNING, f"number {name} bought: Twilio charges for it every month")
            else:
                planned, _, what = plan.partition(" ")
                level = NOTE if "nothing is bought" in what else WARNING
                yield Alert(level, f"number {code(planned)} {what if what in _PLANS else code(what)}")
        elif _is_released(number):
            yield Alert(CAUTION, f"number {name} released: its calls stop, and another customer of Twilio can get it")
        elif number.op == DELETE:
            yield Alert(NOTE, f"number {name} no longer in the stack: the account keeps it, and pays for it")
        elif any(number.old.get(key) != number.new.get(key) for key in ("emergency_status", "emergency_address_sid")):
            yield Alert(WARNING, f"emergency address of number {name} changed: emergency services go to the new one")


def _deleted(found: Resource) -> Alert:
    domain = code(found.old.get("domain_name"))
    if found.old.get("keep_domain"):
        return Alert(
            CAUTION,
            f"trunk {domain} removed from the stack: all its calls end; it stays at Twilio, with its domain only",
        )
    return Alert(
        CAUTION,
        f"trunk {domain} deleted: all its calls end, and its domain is blocked for up to 30 days "
        "(keep_domain would keep it)",
    )


def _domain(trunk: Trunk, found: Resource) -> Iterator[Alert]:
    old, new = found.old.get("domain_name"), found.new.get("domain_name")
    if old is None or old == new:
        return
    follows = "the stack's Asterisk changes too; " if _follows(trunk) else ""
    yield Alert(
        CAUTION,
        f"termination domain {arrow(old, new)}: {follows}calls to {code(old)} fail, "
        "and Twilio does not keep the old name for you",
    )


def _follows(trunk: Trunk) -> bool:
    return any("ps_aors" in differing(endpoint) for endpoint in trunk.all("Endpoint"))


def _security(found: Resource) -> Iterator[Alert]:
    old, new = found.old.get("secure", True), found.new.get("secure", True)
    if found.op == UPDATE and old != new and new is True:
        yield Alert(CAUTION, "secure turned on: Twilio refuses calls without TLS and SRTP in both directions")
    elif old != new:
        yield Alert(WARNING, f"secure {arrow(old, new)}: signalling and audio can be unencrypted")


def _origination(found: Resource) -> Iterator[Alert]:
    old, new = mapping(found.old.get("origination_urls")), found.new.get("origination_urls")
    if not is_shown(new):
        return
    before, after = (
        [url for url, settings in mapping(urls).items() if mapping(settings).get("enabled", True)]
        for urls in (old, new)
    )
    gone = [url for url in before if url not in after]
    if gone and not after:
        yield Alert(
            CAUTION, f"{named('origination URL', gone)} removed or disabled, and none is left: no inbound call arrives"
        )
    elif gone:
        yield Alert(
            WARNING, f"{named('origination URL', gone)} removed or disabled: no inbound call goes there any more"
        )
    else:
        yield from _order(_by_priority(old, before), _by_priority(mapping(new), after))


def _order(old: list[list[str]], new: list[list[str]]) -> Iterator[Alert]:
    """Twilio sends a call to the URLs with the lowest priority first, and to the next ones if none of them answers."""
    if not old or not new:
        return
    kept = [[url for url in urls if any(url in each for each in old)] for urls in new]
    if sorted(old[0]) != sorted(new[0]):
        yield Alert(WARNING, f"inbound calls go to {listed(new[0])} first, instead of {listed(old[0])}")
    elif [sorted(urls) for urls in kept if urls] != [sorted(urls) for urls in old]:
        order = listed(url for urls in new[1:] for url in urls)
        yield Alert(
            NOTE, f"if {listed(new[0])} does not answer, inbound calls go to {order}, in another order than before"
        )


def _by_priority(urls: Mapping[str, Any], enabled: list[str]) -> list[list[str]]:
    """The URLs with each priority, the first ones first; none if a priority is not known."""
    found: dict[float, list[str]] = {}
    for url in enabled:
        priority = mapping(urls[url]).get("priority")
        if not isinstance(priority, int | float):
            return []
        found.setdefault(priority, []).append(url)
    return [found[priority] for priority in sorted(found)]


def _lists(found: Resource) -> Iterator[Alert]:
    for key, noun in (("credential_lists", "credential list"), ("ip_access_control_lists", "IP access control list")):
        delta = Delta.of(found, key)
        if delta.removed and UNKNOWN not in delta.added:
            removed = named(noun, delta.removed)
            yield Alert(CAUTION, f"{removed} removed from the trunk: Twilio refuses the calls that it allowed")


def _is_released(number: Resource) -> bool:
    return number.op == DELETE and bool(number.old.get("release_on_delete"))


def _numbers(found: Resource, elsewhere: dict[str, str], released: Collection[Any]) -> Iterator[Alert]:
    gone = Delta.of(found, "phone_numbers").removed
    for number in (each for each in gone if each in elsewhere):
        yield Alert(NOTE, f"number {code(number)} moves to {code(elsewhere[number])}, with its inbound calls")
    if lost := [each for each in gone if each not in elsewhere and each not in released]:
        yield Alert(CAUTION, f"{named('number', lost)} removed from the trunk: its inbound calls stop")


def _costs(found: Resource) -> Iterator[Alert]:
    before, after = _charged(found.old), _charged(found.new)
    for feature, (off, means, ends) in _COSTS.items():
        mode = after[feature]
        if before[feature] not in (None, off) and mode == off:
            yield Alert(WARNING, f"{feature} turned off: {ends}")
        if before[feature] in (None, off) and mode not in (None, off):
            yield Alert(WARNING, f"{feature} turned on{'' if mode is True else f' ({code(mode)})'}: {means}")


def _charged(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "recording": mapping(inputs.get("recording")).get("mode"),
        "CNAM lookup": inputs.get("cnam_lookup_enabled"),
        "call transfer": inputs.get("transfer_mode"),
    }
