"""The names of fields in other notations than Python's, such as that of a stack's config."""

from collections.abc import Callable, Mapping
from typing import Any

from .kinds import Early, Either, Kind, ListOf, Optional, Record
from .path import Path


def renamed(kind: Kind, value: Any, path: Path, other: Callable[[Kind, Any], Any] = lambda _, value: value) -> Any:
    """The value with the fields of its records under their Python names. It has them in the notation of `path`.

    `other` gives what replaces a value that is no list or mapping.
    """
    match kind:
        case Optional() | Early():
            return renamed(kind.kind, value, path, other)
        case Either():
            return renamed(kind.mapping if isinstance(value, Mapping) else kind.list_, value, path, other)
        case ListOf() if isinstance(value, list):
            return [renamed(kind.kind, each, path, other) for each in value]
        case _ if isinstance(value, Mapping) and isinstance(inner := getattr(kind, "kind", None), Kind):
            return {key: renamed(inner, each, path, other) for key, each in value.items()}
        case Record() if isinstance(value, Mapping):
            names = {path.written(name): name for name in kind.fields}
            known = {
                names[key]: renamed(kind.fields[names[key]], each, path, other)
                for key, each in value.items()
                if key in names
            }
            return known | {_Misspelt(key): each for key, each in value.items() if key not in names}
    return other(kind, value)


class _Misspelt(str):
    """A key that is not a field, even if it has a field's Python name."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)
