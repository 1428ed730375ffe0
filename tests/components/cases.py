"""Values of every argument, made from the kinds of its class: a new argument is covered by itself."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
from attrs import frozen

from trunkline import (
    AsteriskEndpointArgs,
    NumberToBuy,
    OriginationUrl,
    ProviderArgs,
    SipTrunkArgs,
    TwilioTrunkArgs,
)
from trunkline.components.arguments import record
from trunkline.model import asterisk
from trunkline.model.kinds import ANYTHING, Early, Either, Kind, ListOf, MapOf, Optional, Record, Scalar
from trunkline.model.path import Field, Index, Key, Step, camel

from .samples import SECRET, sample

Steps = tuple[Step, ...]
Placed = tuple[Steps, Any]
"""A value, and where in it is what matters."""

_MANAGER = {"database_url": SECRET, "ami_host": "pbx", "ami_user": "trunkline", "ami_secret": SECRET}
_TRUNK = {"domain_name": "grable.pstn.twilio.com", "username": "grable", "password": SECRET}
BASES: Mapping[type[Any], Mapping[str, Any]] = {
    SipTrunkArgs: _TRUNK | {"asterisk_addresses": ["203.0.113.9"]},
    AsteriskEndpointArgs: _TRUNK,
    TwilioTrunkArgs: {
        "domain_name": "grable.pstn.twilio.com",
        "credentials": {"grable": SECRET},
        "ip_addresses": ["203.0.113.9"],
    },
    ProviderArgs: {"twilio_account_sid": "AC", "twilio_auth_token": SECRET, "database_url": SECRET},
    OriginationUrl: {"sip_url": "sip:a.example.com;transport=tls"},
    NumberToBuy: {"name": "desk", "country": "US"},
}
"""Good arguments, with all that are needed."""

CONTEXTS: Mapping[tuple[type[Any], str], Mapping[str, Any]] = {
    (NumberToBuy, "phone_number"): {"country": None},
    **{(kind, "endpoint_id"): {"context": "inbound"} for kind in (SipTrunkArgs, AsteriskEndpointArgs)},
    (SipTrunkArgs, "password_generation"): {"password": None},
    (TwilioTrunkArgs, "password_generation"): {"credentials": {"grable": None}},
    **{(kind, name): _MANAGER for kind in (AsteriskEndpointArgs, ProviderArgs) for name in _MANAGER},
    (ProviderArgs, "twilio_api_key"): {"twilio_api_secret": SECRET},
}
"""What an argument needs beside it, or cannot have."""

_LIMITED: Mapping[tuple[type[Any], str], tuple[Any, ...]] = {(NumberToBuy, "name"): ("desk", "x" * 49)}
"""Good values of an argument that goes into a longer one: `trunkline/test/` is in front of the name."""

ARGUMENTS = [(kind, name) for kind in BASES for name in record(kind).fields if kind not in {OriginationUrl, NumberToBuy}]
"""Those of the two classes in lists are parts of other arguments."""


@frozen
class Late:
    """Is in the place of a value that a program gives as an Output."""

    value: Any


def others(kind: type[Any], name: str) -> dict[str, Any]:
    """Good values of what goes with an argument."""
    given = {**BASES[kind], **CONTEXTS.get((kind, name), {})}
    return {key: each for key, each in given.items() if key != name and each is not None}


def good(kind: Kind) -> Iterator[Any]:
    """Values that are accepted."""
    match kind:
        case Optional() | Early():
            yield from good(kind.kind)
        case Scalar():
            yield from sample(kind).good
        case Either():
            yield from good(kind.list_)
            yield from good(kind.mapping)
        case ListOf():
            yield from ([each] for each in good(kind.kind))
            if isinstance(kind.kind, Scalar) and len(several := list(good(kind.kind))) > 1:
                yield several
            yield from [[]] if not kind.least else []
        case MapOf():
            keys, values = list(good(kind.keys)), list(good(kind.kind))
            yield from ({key: values[0]} for key in keys)
            yield from ({keys[0]: each} for each in values[1:])
            yield from [{}] if not kind.least else []
        case Record():
            made = made_of(kind)
            for name, of_field in kind.fields.items():
                values = _LIMITED.get((made, name)) or good(of_field)
                yield from ({**others(made, name), name: each} for each in values)
        case asterisk.Options():
            yield from ({"a_column": each} for each in ("text", 1, 1.5, True, None))
        case _:
            assert kind is ANYTHING
            yield "anything"


def most(kind: Kind) -> Iterator[tuple[Any, Any]]:
    """As many as there may be, and one more."""
    match kind:
        case Optional() | Early():
            yield from most(kind.kind)
        case Either():
            yield from most(kind.list_)
            yield from most(kind.mapping)
        case ListOf() if kind.most:
            yield tuple(_several(kind.kind, kind.most + more) for more in (0, 1))
        case MapOf() if kind.most:
            value = next(good(kind.kind))
            yield tuple(dict.fromkeys(_several(kind.keys, kind.most + more), value) for more in (0, 1))


def bad(kind: Kind) -> Iterator[Placed]:
    """Values that are refused, each with the place that the line about it names."""
    match kind:
        case Optional():
            yield from ((at, each) for at, each in bad(kind.kind) if at or each is not None)
        case Early():
            yield from bad(kind.kind)
        case Scalar():
            yield from (((), each) for each in (None, *sample(kind).bad, *_other_types(kind), ["text"], {"a": "text"}))
        case Either():
            yield from _bad_parts(kind.list_)
            yield from _bad_parts(kind.mapping)
            yield from (((), each) for each in (None, "text", 5, True))
        case ListOf() | MapOf() | Record() | asterisk.Options():
            yield from _bad_parts(kind)
            wrong = {"a": 1} if isinstance(kind, ListOf) else ["text"]
            yield from (((), each) for each in (None, "text", 5, True, wrong))
        case _:
            assert kind is ANYTHING


def _bad_parts(kind: Kind) -> Iterator[Placed]:
    yield from (((), one_more) for _, one_more in most(kind))
    match kind:
        case ListOf():
            value = next(good(kind.kind))
            yield from (((Index(0), *at), [each]) for at, each in bad(kind.kind))
            yield from (((Index(1), *at), [value, each]) for at, each in bad(kind.kind))
            yield from [((), [])] if kind.least else []
            yield from [((), [value, value])] if kind.unique and isinstance(value, str) else []
        case MapOf():
            key, value = next(good(kind.keys)), next(good(kind.kind))
            yield from (((), {each: value}) for at, each in bad(kind.keys) if not isinstance(each, list | dict))
            yield from (((Key(key), *at), {key: each}) for at, each in bad(kind.kind))
            yield from [((), {})] if kind.least else []
        case Record():
            made = made_of(kind)
            yield (Field("colour"),), {**BASES[made], "colour": "red"}
            for name in kind.fields:
                beside = others(made, name)
                yield from (((Field(name), *at), {**beside, name: each}) for at, each in bad(kind.fields[name]))
                yield from [((Field(name),), beside)] if name in kind.required else []
        case asterisk.Options():
            yield from (((), {each: "text"}) for each in (None, 5))
            yield from (((Key("a_column"),), {"a_column": each}) for each in ([], {}))
            column = next(each for each in asterisk.COLUMNS[kind.table] if not asterisk.is_option(kind.table, each))
            yield (Key(column),), {column: "text"}


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
            yield from (((Key(key),), {**value, key: Late(each)}) for key, each in value.items())
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


def made_of(kind: Record) -> type[Any]:
    """The class whose arguments the record has."""
    return next(each for each in BASES if record(each) is kind)


def as_objects(kind: Kind, value: Any) -> Any:
    """The value with the dicts of records as objects of their classes, as far as these can be made."""
    match kind:
        case Optional() | Early():
            return as_objects(kind.kind, value)
        case ListOf() if isinstance(value, list):
            return [as_objects(kind.kind, each) for each in value]
        case Record() if isinstance(value, dict):
            made = made_of(kind)
            can_be = value.keys() <= kind.fields.keys() and kind.required <= value.keys()
            return made(**{name: as_objects(kind.fields[name], each) for name, each in value.items()}) if can_be else value
    return value


def as_config(kind: Kind, value: Any) -> Any:
    """The value as a stack's config has it."""
    match kind:
        case Optional() | Early():
            return as_config(kind.kind, value)
        case ListOf() if isinstance(value, list):
            return [as_config(kind.kind, each) for each in value]
        case Record() if isinstance(value, dict):
            return {camel(name): as_config(kind.fields.get(name, ANYTHING), each) for name, each in value.items()}
    return value


def _other_types(kind: Scalar) -> tuple[Any, ...]:
    return tuple(each for each in ("5", 5, True) if type(each) not in kind.types)


def _several(kind: Kind, count: int) -> list[Any]:
    if isinstance(kind, Record):
        return [BASES[OriginationUrl] | {"sip_url": f"sip:pbx{number}.example.com;transport=tls"} for number in range(count)]
    assert isinstance(kind, Scalar)
    series = sample(kind).series
    assert series, f"samples.py has no series of the kind {kind}: add one"
    return [series(number) for number in range(count)]
