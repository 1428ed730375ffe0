"""The differences between two states of a resource, path by path, as the engine shows them."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pulumi.runtime.proto.provider_pb2 import PropertyDiff

from .wire import Place

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ABSENT = object()


def detailed_diff(
    outputs: Mapping[str, Any], inputs: Mapping[str, Any], news: Mapping[str, Any], replaces: Collection[str]
) -> dict[str, PropertyDiff]:
    """{path: its difference}, of properties by their names on the wire.

    Args:
        outputs: the former outputs that have changed.
        inputs: the former inputs.
        news: the new inputs that have changed.
        replaces: properties that need another resource.
    """
    found: dict[str, PropertyDiff] = {}
    for name in sorted(outputs.keys() | news.keys()):
        for place, kind in _differences((name,), outputs.get(name, _ABSENT), news.get(name, _ABSENT)):
            was, now = _at(inputs, place), _at(news, place)
            found[_path(place)] = PropertyDiff(kind=_KINDS[kind, name in replaces], inputDiff=was != now)
    return found


_KINDS = {
    ("add", False): PropertyDiff.ADD,
    ("add", True): PropertyDiff.ADD_REPLACE,
    ("delete", False): PropertyDiff.DELETE,
    ("delete", True): PropertyDiff.DELETE_REPLACE,
    ("update", False): PropertyDiff.UPDATE,
    ("update", True): PropertyDiff.UPDATE_REPLACE,
}


def _differences(place: Place, old: Any, new: Any) -> Iterator[tuple[Place, str]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted(old.keys() | new.keys()):
            yield from _differences((*place, key), old.get(key, _ABSENT), new.get(key, _ABSENT))
    elif isinstance(old, list) and isinstance(new, list):
        for at in range(max(len(old), len(new))):
            yield from _differences((*place, at), *(each[at] if at < len(each) else _ABSENT for each in (old, new)))
    elif old is _ABSENT or new is _ABSENT:
        yield place, "add" if old is _ABSENT else "delete"
    elif old != new:
        yield place, "update"


def _at(values: Any, place: Place) -> Any:
    for step in place:
        if isinstance(step, int):
            values = values[step] if isinstance(values, list) and step < len(values) else _ABSENT
        else:
            values = values.get(step, _ABSENT) if isinstance(values, Mapping) else _ABSENT
    return values


def _path(place: Place) -> str:
    """A place in the engine's notation of a path."""
    path = ""
    for step in place:
        if isinstance(step, int):
            path += f"[{step}]"
        elif _PLAIN.fullmatch(step):
            path += f".{step}" if path else step
        else:
            quoted = step.replace('"', r"\"")
            path += f'["{quoted}"]'
    return path
