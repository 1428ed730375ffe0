"""Values of which a part is an Output."""

from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from trunkline.model import asterisk
from trunkline.model.kinds import ANYTHING, Early, Either, Kind, ListOf, MapOf, Optional, Record
from trunkline.model.path import Field, Index, Key

from .cases import Placed, Steps, good


@frozen
class Late:
    """Is in the place of a value that a program gives as an Output."""

    value: Any


def late(kind: Kind) -> Iterator[Placed]:
    """Good values with one part after another, or all of it, as an Output; a mapping's keys cannot be one."""
    seen = set[Steps]()
    for value in good(kind):
        for at, each in _late(kind, value):
            if at not in seen and not is_early(kind, at):
                yield at, each
            seen.add(at)


def early(kind: Kind) -> Iterator[Placed]:
    """The same for what must be known when the program runs."""
    value = next(good(kind))
    yield from ((at, each) for at, each in _late(kind, value) if is_early(kind, at))


def _late(kind: Kind, value: Any) -> Iterator[Placed]:
    yield (), Late(value)
    match kind:
        case Optional() | Early():
            yield from (placed for placed in _late(kind.kind, value) if placed[0])
        case Either():
            inner = kind.mapping if isinstance(value, dict) else kind.list_
            yield from (placed for placed in _late(inner, value) if placed[0])
        case ListOf():
            for index, each in enumerate(value):
                parts = _late(kind.kind, each)
                yield from (((Index(index), *at), [*value[:index], part, *value[index + 1 :]]) for at, part in parts)
        case MapOf() | asterisk.Options():
            for key, each in value.items():
                parts = _late(kind.kind, each)
                yield from (((Key(key), *at), {**value, key: part}) for at, part in parts)
        case Record():
            for name, each in value.items():
                parts = _late(kind.fields[name], each)
                yield from (((Field(name), *at), {**value, name: part}) for at, part in parts)


def can_be_late(value: Any) -> bool:
    """Whether Pulumi has such Outputs: mappings in them have texts for keys."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and can_be_late(each) for key, each in value.items())
    return all(map(can_be_late, value)) if isinstance(value, list) else True


def late_at(value: Any, at: Steps) -> Any:
    """The value with what is there as an Output; all of it if there is nothing."""
    match at, value:
        case (Index(index), *further), list():
            return [*value[:index], late_at(value[index], tuple(further)), *value[index + 1 :]]
        case ((Key(name) | Field(name)), *further), dict() if name in value:
            return {**value, name: late_at(value[name], tuple(further))}
    return Late(value)


def settled(value: Any, output: Callable[[Any], Any]) -> Any:
    """The value with `output(known)` in the place of what is late."""
    if isinstance(value, Late):
        return output(value.value)
    if isinstance(value, dict):
        return {key: settled(each, output) for key, each in value.items()}
    return [settled(each, output) for each in value] if isinstance(value, list) else value


def is_early(kind: Kind, at: Steps = ()) -> bool:
    """Whether what is there must be known when the program runs."""
    return isinstance(_kind_at(kind, at), Early)


def _kind_at(kind: Kind, at: Steps) -> Kind:
    match kind, at:
        case _, ():
            return kind
        case Optional() | Early(), _:
            return _kind_at(kind.kind, at)
        case Either(), (step, *_):
            return _kind_at(kind.list_ if isinstance(step, Index) else kind.mapping, at)
        case ListOf() | MapOf(), _:
            return _kind_at(kind.kind, at[1:])
        case Record(), (Field(name), *_):
            return _kind_at(kind.fields[name], at[1:])
    return ANYTHING
