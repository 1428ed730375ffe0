"""The names of fields in a stack's config."""

from collections.abc import Mapping
from typing import Any

from .kinds import Early, Either, Kind, ListOf, MapOf, Optional, Record
from .path import Path


def renamed(kind: Kind, value: Any, path: Path) -> Any:
    """The value with the fields of its records under their Python names. It has them in the notation of `path`."""
    match kind:
        case Optional() | Early():
            return renamed(kind.kind, value, path)
        case Either():
            return renamed(kind.mapping if isinstance(value, Mapping) else kind.list_, value, path)
        case ListOf() if isinstance(value, list):
            return [renamed(kind.kind, each, path) for each in value]
        case MapOf() if isinstance(value, Mapping):
            return {key: renamed(kind.kind, each, path) for key, each in value.items()}
        case Record() if isinstance(value, Mapping):
            names = {path.written(name): name for name in kind.fields}
            known = {
                names[key]: renamed(kind.fields[names[key]], each, path) for key, each in value.items() if key in names
            }
            return known | {_Misspelt(key): each for key, each in value.items() if key not in names}
    return value


class _Misspelt(str):
    """A key that is not a field, even if it has a field's Python name."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)
