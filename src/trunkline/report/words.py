"""The parts of a line about a change."""

from collections.abc import Iterator, Mapping
from typing import Any

from .masking import UNKNOWN
from .plain import mapping
from .resource import CREATE, DELETE, UPDATE, Resource
from .text import clean, code, named
from .trunk import Delta

_SIGNS = {CREATE: "`+`", DELETE: "`-`"}
_SHORT = 60
_WRITTEN = {"cnam": "CNAM", "url": "URL", "sid": "SID"}


def sign(op: str) -> str:
    return _SIGNS.get(op, "`~`")


def arrow(old: Any, new: Any) -> str:
    return f"{value(old)} → {value(new)}"


def value(of: Any) -> str:
    if of is None:
        return "none"
    return "(known after the update)" if UNKNOWN in str(of) else code(of, _SHORT)


def columns(subject: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """A line for each setting that changes."""
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            name = " ".join(_WRITTEN.get(word, word) for word in clean(key).split("_"))
            yield f"{sign(UPDATE)} {subject}{name} {arrow(old.get(key), new.get(key))}"


def members(noun: str, resource: Resource, key: str) -> Iterator[str]:
    """A line for the added members of a list or mapping, one for the removed, one for each changed setting."""
    delta = Delta.of(resource, key)
    for op, names in ((CREATE, delta.added), (DELETE, delta.removed)):
        if names:
            yield f"{sign(op)} {named(noun, names)}"
    if resource.new.get(key) == UNKNOWN != resource.old.get(key):
        yield f"{sign(resource.op)} {noun}s, known after the update"
    old, new = mapping(resource.old.get(key)), mapping(resource.new.get(key))
    for name in delta.kept:
        before, after = ({"name": of} if isinstance(of, str) else mapping(of) for of in (old.get(name), new.get(name)))
        yield from columns(f"{noun} {code(name)}: ", before, after)
