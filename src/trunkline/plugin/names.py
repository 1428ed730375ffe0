"""A resource's properties by their names in other languages: camelCase for a record's fields, keys as they are.

A state that a dynamic provider left has the Python names. They are read too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import attrs

from trunkline.model.path import camel
from trunkline.model.properties import Properties, Secret
from trunkline.providers.logic_provider import HANDED_OVER, INCOMPLETE

from .wire import Hidden, Place

BOOKKEEPING = ("account_sid", "database", HANDED_OVER, INCOMPLETE)
"""Outputs that are no fields of the record."""

_Translation = Callable[[type[Properties], Mapping[str, Any]], dict[str, Any]]


def to_python(record: type[Properties], properties: Mapping[str, Any]) -> dict[str, Any]:
    names = {camel(name): name for name in _names(record)}
    types = _types(record)
    python = {names.get(key, key): value for key, value in properties.items()}
    return {name: _inside(types.get(name), value, to_python) for name, value in python.items()}


def to_wire(record: type[Properties], properties: Mapping[str, Any]) -> dict[str, Any]:
    names, types = frozenset(_names(record)), _types(record)
    return {
        camel(name) if name in names else name: _inside(types.get(name), value, to_wire)
        for name, value in properties.items()
    }


def secrets(record: type[Properties], properties: Mapping[str, Any], place: Place = ()) -> Iterator[Place]:
    """The places of the properties' values that the record declares secret."""
    for field in attrs.fields(record):
        value, at = properties.get(field.name), (*place, field.name)
        if mark := next((each for each in _metadata(field) if isinstance(each, Secret)), None):
            yield from _leaves(value, at, mark.keys)
        else:
            yield from _secrets_inside(field.type, value, at)


def _names(record: type[Properties]) -> list[str]:
    return [*BOOKKEEPING, *_types(record)]


def _types(record: type[Properties]) -> dict[str, Any]:
    return {field.name: field.type for field in attrs.fields(record)}


def _metadata(field: "attrs.Attribute[Any]") -> tuple[Any, ...]:
    return getattr(field.type, "__metadata__", ())


def _inside(type_: Any, value: Any, translate: _Translation) -> Any:
    """The value with the fields of the records in it by their other names."""
    type_ = _bare(type_)
    origin, inner = get_origin(type_), get_args(type_)
    if isinstance(value, Hidden):
        return Hidden(_inside(type_, value.value, translate))
    if isinstance(value, Mapping):
        if _is_record(type_):
            return translate(type_, value)
        return {key: _inside(inner[1], each, translate) for key, each in value.items()} if origin is Mapping else value
    if isinstance(value, list) and origin is Sequence:
        return [_inside(inner[0], each, translate) for each in value]
    return value


def _secrets_inside(type_: Any, value: Any, place: Place) -> Iterator[Place]:
    type_ = _bare(type_)
    if isinstance(value, Mapping):
        if _is_record(type_):
            yield from secrets(type_, value, place)
        elif get_origin(type_) is Mapping:
            for key, each in value.items():
                yield from _secrets_inside(get_args(type_)[1], each, (*place, key))


def _leaves(value: Any, place: Place, keys: frozenset[str] | None) -> Iterator[Place]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if isinstance(each, Mapping) or keys is None or key in keys:
                yield from _leaves(each, (*place, key), keys)
    elif value is not None:
        yield place


def _bare(type_: Any) -> Any:
    """The type without its metadata, and without None."""
    type_ = get_args(type_)[0] if hasattr(type_, "__metadata__") else type_
    if get_origin(type_) in {Union, UnionType}:
        return next((each for each in get_args(type_) if each is not NoneType), Any)
    return type_


def _is_record(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, Properties)
