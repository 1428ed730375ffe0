"""Where a resource's properties are secret."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

import attrs

from trunkline.model.properties import Properties, Secret
from trunkline.providers.names import bare, is_record

from .wire import Place


def secret_places(record: type[Properties], properties: Mapping[str, Any], place: Place = ()) -> Iterator[Place]:
    """The places of the values that the record declares secret, of properties by their Python names."""
    for field in attrs.fields(record):
        value, at = properties.get(field.name), (*place, field.name)
        marks = getattr(field.type, "__metadata__", ())
        if mark := next((each for each in marks if isinstance(each, Secret)), None):
            yield from _leaves(value, at, mark.keys)
        else:
            yield from _inside(field.type, value, at)


def _inside(type_: Any, value: Any, place: Place) -> Iterator[Place]:
    type_ = bare(type_)
    if isinstance(value, Mapping):
        if is_record(type_):
            yield from secret_places(type_, value, place)
        elif get_origin(type_) is Mapping:
            for key, each in value.items():
                yield from _inside(get_args(type_)[1], each, (*place, key))


def _leaves(value: Any, place: Place, keys: frozenset[str] | None) -> Iterator[Place]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if isinstance(each, Mapping) or keys is None or key in keys:
                yield from _leaves(each, (*place, key), keys)
    elif value is not None:
        yield place
