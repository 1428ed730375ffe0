"""The changes of a trunk on each side, in words."""

from collections.abc import Collection, Iterator
from typing import Any

from .asterisk_changes import of_endpoint
from .masking import UNKNOWN
from .plain import mapping
from .resource import CREATE, DELETE, Resource
from .text import code, listed, named
from .trunk import Delta, Trunk, differing, rotated_usernames
from .words import arrow, columns, members, sign

_PARTS = frozenset({"recording", "credential_lists", "ip_access_control_lists", "origination_urls", "phone_numbers"})
"""Inputs of a trunk with their own lines."""
_BOOKKEEPING = frozenset({"__preview", "__provider", "sealed", "adopt", "as_found"})
"""Inputs that do not reach Twilio or Asterisk."""


def of_twilio(trunk: Trunk) -> list[str]:
    """The changes at Twilio, one line each."""
    lines = [line for each in trunk.all("Trunk") for line in _trunk(each)]
    lines += _numbers(trunk)
    lines += [line for each in trunk.all("CredentialList") for line in _credentials(each)]
    lines += [line for each in trunk.all("IpAccessControlList") for line in _addresses(each)]
    return lines or [line for each in trunk.resources if each.kind != "Endpoint" for line in _bookkeeping(each)]


def of_asterisk(trunk: Trunk) -> list[str]:
    """The changes in Asterisk's rows, one line each."""
    lines = [line for each in trunk.all("Endpoint") for line in of_endpoint(each)]
    return lines or [line for each in trunk.all("Endpoint") for line in _bookkeeping(each)]


def _trunk(trunk: Resource) -> Iterator[str]:
    if trunk.op in {CREATE, DELETE}:
        inputs = trunk.new or trunk.old
        yield f"{sign(trunk.op)} trunk {code(inputs.get('domain_name'))}"
        plain = mapping(inputs.get("recording")).get("mode", "do-not-record") == "do-not-record"
        settings = [] if inputs.get("secure", True) else ["not secure"]
        settings += [] if plain else [f"recording {code(mapping(inputs['recording']).get('mode'))}"]
        if settings:
            yield f"{sign(trunk.op)} {', '.join(settings)}"
    else:
        yield from columns("", _settings(trunk.old, _PARTS), _settings(trunk.new, _PARTS))
        yield from columns("recording ", mapping(trunk.old.get("recording")), mapping(trunk.new.get("recording")))
    yield from members("origination URL", trunk, "origination_urls")
    for key in ("credential_lists", "ip_access_control_lists"):
        if trunk.op not in {CREATE, DELETE} and trunk.old.get(key) != trunk.new.get(key):
            yield f"{sign('update')} {key.replace('_', ' ').replace('ip', 'IP')} of the trunk"


def _settings(inputs: dict[str, Any], parts: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if key not in {*parts, *_BOOKKEEPING}}


def _credentials(credentials: Resource) -> Iterator[str]:
    yield from members("credential", credentials, "credentials")
    if rotated := rotated_usernames(credentials):
        yield f"{sign('update')} password of {listed(rotated)}"
    yield from _name("credential list", credentials)


def _addresses(addresses: Resource) -> Iterator[str]:
    yield from members("IP range", addresses, "ip_addresses")
    yield from _name("IP access control list", addresses)


def _numbers(trunk: Trunk) -> Iterator[str]:
    """The numbers that the account owned before, and those that the stack buys and releases."""
    bought = set()
    for number in trunk.all("PhoneNumber"):
        bought.add(bought_number(number))
        if number.op in {CREATE, DELETE}:
            left = "released" if number.old.get("release_on_delete") else "left to the account"
            yield f"{sign(number.op)} number {number_name(number)}, {'bought' if number.op == CREATE else left}"
        else:
            old, new = (_settings(state, {"buy", "friendly_name"}) for state in (number.old, number.new))
            yield from columns(f"number {number_name(number)}: ", old, new)
    found = trunk.find("Trunk")
    delta = Delta.of(found, "phone_numbers")
    for op, numbers in ((CREATE, delta.added), (DELETE, delta.removed)):
        if others := [each for each in numbers if each not in bought]:
            yield f"{sign(op)} {named('number', others)}"
    if found and found.old.get("phone_numbers") != found.new.get("phone_numbers") == UNKNOWN and not bought:
        yield f"{sign(found.op)} numbers, known after the update"


def bought_number(number: Resource) -> str | None:
    """The number, if it has been bought or the program names it."""
    known = number.outputs.get("phone_number") or mapping((number.new or number.old).get("buy")).get("phone_number")
    return None if known is None or known == UNKNOWN else str(known)


def number_name(number: Resource) -> str:
    """The number if it is known; if not, its name and the search."""
    search = mapping((number.new or number.old).get("buy")).values()
    return code(bought_number(number) or f"{number.name} ({', '.join(map(str, search))})")


def _name(what: str, resource: Resource) -> Iterator[str]:
    names = resource.old.get("friendly_name"), resource.new.get("friendly_name")
    if resource.op not in {CREATE, DELETE} and names[0] != names[1]:
        yield f"{sign('update')} {what}: {arrow(*names)}"


def _bookkeeping(resource: Resource) -> Iterator[str]:
    """Changes that are shown only if there is no other."""
    keys = sorted(differing(resource) - (_BOOKKEEPING - {"adopt"}))
    if resource.op in {CREATE, DELETE}:
        yield f"{sign(resource.op)} {code(resource.name)}"
    elif keys:
        yield f"{sign(resource.op)} {code(resource.name)}: {listed(keys)}"
