"""Values of every argument, made from the kinds of its class: a new argument is covered by itself."""

from collections.abc import Iterator, Mapping
from typing import Any

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
"""Further arguments that an argument needs, or that it excludes."""

_LIMITED: Mapping[tuple[type[Any], str], tuple[Any, ...]] = {(NumberToBuy, "name"): ("desk", "x" * 49)}
"""Good values of an argument that goes into a longer one: `trunkline/test/` is in front of the name."""

ARGUMENTS = [
    (kind, name) for kind in BASES for name in record(kind).fields if kind not in {OriginationUrl, NumberToBuy}
]
"""The two classes in lists are parts of other arguments."""


def others(kind: type[Any], name: str, value: Any = None) -> dict[str, Any]:
    """Good values of what goes with an argument of that value."""
    given = {**BASES[kind], **CONTEXTS.get((kind, name), {})}
    excludes = record(kind).excludes.get(name, {})
    excluded = {name, *(excludes.get(value, ()) if excludes else ())}
    return {key: each for key, each in given.items() if key not in excluded and each is not None}


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
            yield from _good_mappings(kind)
        case Record():
            made = made_of(kind)
            for name, of_field in kind.fields.items():
                allowed = _LIMITED.get((made, name), tuple(good(of_field)))
                yield from ({**others(made, name), name: each} for each in allowed)
        case asterisk.Options():
            yield from ({"a_column": each} for each in ("text", 1, 1.5, True, None))
        case _:
            assert kind is ANYTHING
            yield "anything"


def _good_mappings(kind: MapOf) -> Iterator[Any]:
    if kind is asterisk.ROWS:
        endpoints = {name: {"context": "anything"} for name in ("a", "twilio")}
        yield from ({"ps_endpoints": endpoints, table: {"text": {"a": "anything"}}} for table in asterisk.TABLES[:2])
        return
    keys, values = list(good(kind.keys)), list(good(kind.kind))
    yield from ({key: values[0]} for key in keys)
    yield from ({keys[0]: each} for each in values[1:])
    yield from [{}] if not kind.least else []


def most(kind: Kind) -> Iterator[tuple[Any, Any]]:
    """As many as there may be, and one more."""
    match kind:
        case Optional() | Early():
            yield from most(kind.kind)
        case Either():
            yield from most(kind.list_)
            yield from most(kind.mapping)
        case ListOf() if kind.most:
            yield _several(kind.kind, kind.most), _several(kind.kind, kind.most + 1)
        case MapOf() if kind.most:
            value = next(good(kind.kind))
            keys = _several(kind.keys, kind.most + 1)
            yield dict.fromkeys(keys[1:], value), dict.fromkeys(keys, value)


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
            wrong: tuple[Any, ...] = (None, "text", 5, True, {"a": 1} if isinstance(kind, ListOf) else ["text"])
            yield from (((), each) for each in wrong)
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
            yield from (((), {key: "text"}) for key in (None, 5))
            yield from [((Key("a_column"),), {"a_column": []}), ((Key("a_column"),), {"a_column": {}})]
            column = next(each for each in asterisk.COLUMNS[kind.table] if not asterisk.is_option(kind.table, each))
            yield (Key(column),), {column: "text"}


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
            return (
                made(**{name: as_objects(kind.fields[name], each) for name, each in value.items()}) if can_be else value
            )
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
        assert made_of(kind) is OriginationUrl
        return [{"sip_url": f"sip:pbx{number}.example.com;transport=tls"} for number in range(count)]
    assert isinstance(kind, Scalar)
    series = sample(kind).series
    assert series, f"samples.py has no series of the kind {kind}: add one"
    return [series(number) for number in range(count)]
