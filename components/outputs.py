"""Known inputs stay plain values: each Output costs the program a task, and hundreds of them cost seconds."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Protocol, TypeVar, overload

import attrs
import pulumi

from trunkline.model.kinds import Early, Kind, MapOf, Optional, Record, parts_of
from trunkline.model.late import problems_in, refused
from trunkline.model.path import Path, Problem, lines
from trunkline.model.unknown import UNKNOWN

_KNOWN = (str, int, float, type(None))
"""Most values are of these types; to ask whether one is awaitable takes ten times as long."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Items(Protocol[T_co]):
    """A list or a tuple, but not a text, which Python counts as a sequence of texts."""

    def __contains__(self, value: object, /) -> bool: ...
    def __iter__(self) -> Iterator[T_co]: ...
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, at: int, /) -> T_co: ...
    @overload
    def __getitem__(self, at: slice, /) -> "Items[T_co]": ...


InputList = pulumi.Input[Items[pulumi.Input[T]]]
"""A list, its elements, or both may be Outputs."""

InputMap = pulumi.Input[Mapping[str, pulumi.Input[T]]]
"""A mapping, its values, or both may be Outputs."""


def is_late(value: Any) -> bool:
    """Whether the value itself is known only later."""
    return not isinstance(value, _KNOWN) and isinstance(value, pulumi.Output | Awaitable)


def plain(value: Any) -> Any:
    """Arguments as lists and mappings, with `UNKNOWN` for late values."""
    if isinstance(value, _KNOWN):
        return value
    if is_late(value):
        return UNKNOWN
    if attrs.has(type(value)):
        return {name: plain(each) for name, each in _fields(value).items()}
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def lift(function: Callable[..., T], *inputs: Any) -> Any:
    """Give `function(*inputs)`: a plain value if all inputs are known, an Output if not.

    An input is late if it is an Output itself. Outputs inside an input stay Outputs. If a late input has problems (see
    `judged`), the result has them too.
    """
    if not any(map(is_late, inputs)):
        return function(*inputs)

    def apply(closed: list[Any]) -> Any:
        known = list(map(_open, closed))
        return refused(*late) if (late := problems_in(known)) else pulumi.Output.from_input(function(*known))

    return pulumi.Output.all(*map(_close, inputs)).apply(apply)


def judged(kind: Kind, value: Any, path: Path, name: str) -> Any:
    """The value. Each late part is checked when it is known, and becomes `refused` if it has problems.

    An error at that moment would end the program with a traceback.
    """
    if is_late(value):
        late: pulumi.Output[Any] = pulumi.Output.from_input(value)
        both: pulumi.Output[Any] = pulumi.Output.all(late, late.is_secret())
        return both.apply(lambda known: _judge(kind, known, path, name))
    if not has_late(value):
        return value
    if isinstance(kind, Optional | Early):
        return judged(kind.kind, value, path, name)
    if isinstance(value, list | tuple):
        inner = parts_of(kind, of_list=True)
        return [judged(inner, each, path.index(at), name) for at, each in enumerate(value)]
    return _judged_mapping(kind, value, path, name)


def _judged_mapping(kind: Kind, value: Any, path: Path, name: str) -> dict[str, Any]:
    if isinstance(kind, Record):
        fields = as_dict(value)
        return {key: judged(kind.fields[key], each, path.field(key), name) for key, each in fields.items()}
    inner = parts_of(kind, of_list=False)
    return {key: judged(inner, each, path.key(key), name) for key, each in value.items()}


def _judge(kind: Kind, known: tuple[Any, bool], path: Path, name: str) -> Any:
    value, is_secret = known
    found = list(_definite(kind).problems(plain(value), path))
    if found and is_secret:
        found = [Problem(path, f"the value (not shown) is wrong: {kind.words} is needed")]
    return refused(*lines(name, found)) if found else value


def _definite(kind: Kind) -> Kind:
    """The kind without None: a default, or a password to generate, is chosen when the program runs."""
    if isinstance(kind, Optional):
        return _definite(kind.kind)
    return attrs.evolve(kind, kind=_definite(kind.kind)) if isinstance(kind, MapOf) else kind


def of_resources(value: Any, *resources: pulumi.Resource) -> pulumi.Output[Any]:
    """An output of a component; a late one comes when the resources are made, which refuse it if it has problems."""
    if not has_late(value):
        return pulumi.Output.from_input(value)
    urns = [resource.urn for resource in resources]
    return pulumi.Output.all(value, *urns).apply(lambda known: known[0])


def settled(value: Any) -> Any:
    """The value itself if all of it is known, one Output if not."""
    return pulumi.Output.from_input(_as_dicts(value)) if has_late(value) else value


def has_late(value: Any) -> bool:
    if isinstance(value, _KNOWN):
        return False
    if attrs.has(type(value)):
        return any(map(has_late, _fields(value).values()))
    if isinstance(value, Mapping):
        return any(map(has_late, value.values()))
    return any(map(has_late, value)) if isinstance(value, list | tuple) else is_late(value)


def as_dict(value: Any) -> dict[str, Any]:
    """An object or a dict of arguments, as a dict without None."""
    given = _fields(value) if attrs.has(type(value)) else dict(value)
    return {name: each for name, each in given.items() if each is not None}


def _as_dicts(value: Any) -> Any:
    if attrs.has(type(value)):
        return as_dict(value)
    return [_as_dicts(each) for each in value] if isinstance(value, list | tuple) else value


def _fields(value: Any) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in attrs.fields(type(value)) if each.init}


@attrs.frozen
class _Closed:
    """Holds an input with Outputs in it, for which `Output.all` would wait."""

    value: Any


def _close(value: Any) -> Any:
    return value if is_late(value) else _Closed(value)


def _open(value: Any) -> Any:
    return value.value if isinstance(value, _Closed) else value
