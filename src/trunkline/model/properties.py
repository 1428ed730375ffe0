"""A resource's properties as a typed record. The engine has plain values: `load` reads them, `dump` writes them."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from types import NoneType, UnionType
from typing import Any, Self, Union, get_args, get_origin

import attrs
from attrs import frozen

from .kinds import ANYTHING, Kind, Optional, Record
from .path import Path, Problem
from .unknown import UNKNOWN

PropertyBag = dict[str, Any]
"""{property: its plain value}, as the engine has it."""

_EMPTY = {bool: False, int: 0}


class Role(Enum):
    """A special role of a field."""

    KEY = auto()
    """Only one thing of an account can have its value."""
    FIXED = auto()
    """Another value needs another resource."""
    OUTPUT = auto()
    """Only the other side knows it, so it is not an input."""
    LATER = auto()
    """Older states lack it. That is not a change."""
    HINT = auto()
    """It helps to find the thing when the resource is created. After that it is not used."""
    CHOICE = auto()
    """It decides how the resource treats the thing, and is not part of the thing."""


@frozen
class Secret:
    """Marks a field whose values are secret.

    Attributes:
        keys: the keys of its mappings whose values are; None for all of them.
    """

    keys: frozenset[str] | None = None


@frozen(kw_only=True)
class Properties:
    """A record whose fields are annotated: `Annotated[type, kind, role, Secret(), ...]`, or with the type alone.

    A field is None if the property is missing. A field without a default is then its type's empty value, such as "".
    In a preview a field, and each element or value in it, can be `UNKNOWN`: ask `is_known`.
    """

    @classmethod
    def load(cls, properties: Mapping[str, Any]) -> Self:
        """The record of these properties. It accepts every value of a state or a preview. Other names are left out."""
        return cls(**{each.name: _load_field(each, known(properties.get(each.name))) for each in attrs.fields(cls)})

    def dump(self) -> PropertyBag:
        """The properties, without those that are missing."""
        fields = {each.name: getattr(self, each.name) for each in attrs.fields(type(self))}
        return {name: _dump(value) for name, value in fields.items() if value is not None}

    def dump_like(self, properties: Mapping[str, Any]) -> PropertyBag:
        """The same without fields that have their default and are missing in `properties`."""
        defaults = {each.name: each.default for each in attrs.fields(type(self))}
        return {name: value for name, value in self.dump().items() if name in properties or value != defaults[name]}

    def with_fields(self, fields: Mapping[str, Any]) -> Self:
        """The same with other values of these fields."""
        return attrs.evolve(self, **fields)

    def with_outputs_of(self, other: Self) -> Self:
        """The same inputs with the outputs of another record."""
        return self.with_fields({name: getattr(other, name) for name in self.named(Role.OUTPUT)})

    @classmethod
    def named(cls, role: Role) -> frozenset[str]:
        """The fields with that role."""
        return frozenset(each.name for each in attrs.fields(cls) if role in _metadata(each))

    @classmethod
    def problems(cls, properties: Mapping[str, Any]) -> Iterator[Problem]:
        """The problems of properties that a program declares, by their paths."""
        yield from kind_of(cls, is_closed=False).problems(known(properties), Path())

    @classmethod
    def check(cls, given: Mapping[str, Any], path: Path) -> Iterator[Problem]:  # noqa: ARG003
        """The rules of several fields; see `kinds.Check`."""
        yield from ()


def kind_of(record: type[Properties], *, is_closed: bool = True) -> Record:
    """The kind of the record's inputs.

    Args:
        record: the record.
        is_closed: whether any other field is refused.
    """
    inputs = [each for each in attrs.fields(record) if Role.OUTPUT not in _metadata(each)]
    return Record(
        {each.name: field_kind(each) for each in inputs},
        required=frozenset(each.name for each in inputs if each.default is attrs.NOTHING),
        checks=(record.check,),
        is_closed=is_closed,
    )


def field_kind(field: "attrs.Attribute[Any]") -> Kind:
    """The kind in a field's annotation. A field whose default is None may be None."""
    kind = next((each for each in _metadata(field) if isinstance(each, Kind)), ANYTHING)
    return Optional(kind) if field.default is None and not isinstance(kind, Optional) else kind


def known(value: Any) -> Any:
    """Plain values, with `UNKNOWN` for the engine's mark of a value that is not known yet."""
    if isinstance(value, Mapping):
        return {key: known(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [known(each) for each in value]
    return value if isinstance(value, str | float | int | None) else UNKNOWN


def _metadata(field: "attrs.Attribute[Any]") -> tuple[Any, ...]:
    return getattr(field.type, "__metadata__", ())


def _load_field(field: "attrs.Attribute[Any]", value: Any) -> Any:
    if value is None and field.default is not attrs.NOTHING:
        return field.default
    type_ = get_args(field.type)[0] if _metadata(field) else field.type
    return _load(type_, value)


def _load(type_: Any, value: Any) -> Any:
    """A value of that type. None becomes an empty one; a scalar of another type stays as it is."""
    origin, inner = get_origin(type_) or type_, get_args(type_)
    if value is UNKNOWN:
        return value
    if origin in {Union, UnionType}:
        return _load(inner[0], value) if inner[1:] == (NoneType,) else value
    if isinstance(origin, type) and issubclass(origin, Properties):
        return origin.load(value if isinstance(value, Mapping) else {})
    return _load_items(inner, value) if origin in {Mapping, Sequence} else _load_scalar(origin, value)


def _load_items(inner: tuple[Any, ...], value: Any) -> Any:
    """The items of a list, with one inner type, or of a mapping, with two."""
    if len(inner) == 1:
        return [_load(inner[0], each) for each in value] if isinstance(value, list) else []
    given = value if isinstance(value, Mapping) else {}
    return {key: _load(inner[1], each) for key, each in given.items() if each is not None}


def _load_scalar(type_: Any, value: Any) -> Any:
    if type_ is int and isinstance(value, float) and value.is_integer():
        return int(value)
    return _EMPTY.get(type_, "") if value is None else value


def _dump(value: Any) -> Any:
    if isinstance(value, Properties):
        return value.dump()
    if isinstance(value, Mapping):
        return {key: _dump(each) for key, each in value.items()}
    return [_dump(each) for each in value] if isinstance(value, list | tuple) else value
