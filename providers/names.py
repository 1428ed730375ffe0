"""A resource's properties by their names in other languages: camelCase for a record's fields, keys as they are.

The state of a native resource has these names, that of a dynamic one has the Python names. `to_python` reads both.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import attrs

from trunkline.model.hidden import Hidden
from trunkline.model.path import camel
from trunkline.model.properties import Properties, PropertyBag

INCOMPLETE = "incomplete"
"""Output: a create or an update failed, and its result could not be read. The next run reads it first."""

HANDED_OVER = "handed_over_to"
"""Output: `<project>/<stack>` of the stack whose name a refresh has found on the thing."""

PLACES = ("account_sid", "database")
"""Outputs: where the thing is."""

_BOOKKEEPING = (*PLACES, HANDED_OVER, INCOMPLETE)
"""Outputs that are no fields of the record."""

_Translation = Callable[[type[Properties], Mapping[str, Any]], PropertyBag]


def to_python(record: type[Properties], properties: Mapping[str, Any]) -> PropertyBag:
    names = {camel(name): name for name in _names(record)}
    types = _types(record)
    python = {names.get(key, key): value for key, value in properties.items()}
    return {name: translated(types.get(name), value, to_python) for name, value in python.items()}


def to_wire(record: type[Properties], properties: Mapping[str, Any]) -> PropertyBag:
    names, types = frozenset(_names(record)), _types(record)
    return {
        camel(name) if name in names else name: translated(types.get(name), value, to_wire)
        for name, value in properties.items()
    }


def value_to_python(record: type[Properties], name: str) -> Callable[[Any], Any] | None:
    """The translation of a value of that field; None if its type has no records, so no names."""
    type_ = _types(record).get(name)
    return partial(translated, type_, translate=to_python) if _has_records(type_) else None


def translated(type_: Any, value: Any, translate: _Translation) -> Any:
    """A value of that type, with the fields of the records in it by their other names."""
    type_ = bare(type_)
    origin, inner = get_origin(type_), get_args(type_)
    if isinstance(value, Hidden):
        return Hidden(translated(type_, value.value, translate))
    if isinstance(value, Mapping):
        if is_record(type_):
            return translate(type_, value)
        if origin is Mapping:
            return {key: translated(inner[1], each, translate) for key, each in value.items()}
        return value
    if isinstance(value, list) and origin is Sequence:
        return [translated(inner[0], each, translate) for each in value]
    return value


def bare(type_: Any) -> Any:
    """The type without its metadata, and without None."""
    type_ = get_args(type_)[0] if hasattr(type_, "__metadata__") else type_
    if get_origin(type_) in {Union, UnionType}:
        return next((each for each in get_args(type_) if each is not NoneType), Any)
    return type_


def is_record(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, Properties)


def _has_records(type_: Any) -> bool:
    type_ = bare(type_)
    inner = get_args(type_)[-1:] if get_origin(type_) in {Mapping, Sequence} else ()
    return is_record(type_) or any(map(_has_records, inner))


def _names(record: type[Properties]) -> list[str]:
    return [*_BOOKKEEPING, *_types(record)]


def _types(record: type[Properties]) -> Mapping[str, Any]:
    return {field.name: field.type for field in attrs.fields(record)}
