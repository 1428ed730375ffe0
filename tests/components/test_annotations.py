"""The annotations of an argument, for editors and type checkers, allow exactly what its rule allows."""

import types
from collections.abc import Awaitable, Mapping
from functools import partial
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin, is_typeddict

import attrs
import pulumi
import pytest

from trunkline import NumberToBuy, OriginationUrl
from trunkline.components.arguments import default, record
from trunkline.components.outputs import Items, plain
from trunkline.model import asterisk, kinds, values
from trunkline.model.kinds import Early, Either, Kind, ListOf, MapOf, Optional, Record, Scalar
from trunkline.model.path import PythonPath

from . import cases

FIELDS = [(kind, each) for kind in cases.BASES for each in attrs.fields(kind) if each.init]

Shape = frozenset[Any]
"""The possible values: `None`, `Output`, a scalar's type, a choice's values, a list, a mapping, a record's class."""


def _of_type(annotation: Any) -> Shape:
    """The shape by the type annotation."""
    origin, inner = get_origin(annotation), get_args(annotation)
    found: Any = annotation
    if origin in {Union, types.UnionType}:
        return frozenset().union(*map(_of_type, inner))
    if is_typeddict(annotation):  # which is beside the class that it is made from
        return frozenset()
    if annotation is type(None):
        found = None
    elif origin in {pulumi.Output, Awaitable} or isinstance(annotation, ForwardRef):  # as `pulumi.Input` has Output
        found = pulumi.Output
    elif origin is Literal:
        found = ("choice", frozenset(inner))
    elif origin is Items:
        found = ("list", _of_type(inner[0]))
    elif origin is Mapping:
        assert inner[0] is str
        found = ("mapping", _of_type(inner[1]))
    return frozenset({found})


def _of_kind(kind: Kind) -> Shape:
    """The shape by the kind."""
    found: Any = Any
    match kind:
        case Optional():
            return _of_kind(kind.kind) | {None}
        case Early():
            return _of_kind(kind.kind) - {pulumi.Output}
        case Either():
            return _of_kind(kind.list_) | _of_kind(kind.mapping)
        case ListOf():
            found = ("list", _of_kind(kind.kind))
        case MapOf():
            found = ("mapping", _of_kind(kind.kind))
        case asterisk.Options():
            found = ("mapping", frozenset({pulumi.Output, Any}))
        case Record():
            found = cases.made_of(kind)
        case Scalar():
            found = _of_scalar(kind)
        case _:
            assert kind is kinds.ANYTHING
    return frozenset({pulumi.Output, found})


def _of_scalar(kind: Scalar) -> Any:
    rule: Any = kind.rule
    if isinstance(rule, partial) and rule.func is values.choice:
        return ("choice", frozenset(rule.keywords["allowed"]))
    return int if float in kind.types and rule(15.5) else kind.types[-1]


def test_annotation_and_kind_agree(subtests: pytest.Subtests) -> None:
    for kind, argument in FIELDS:
        with subtests.test(f"{kind.__name__}.{argument.name}"):
            (metadata,) = argument.type.__metadata__
            assert _of_type(argument.type.__origin__) == _of_kind(record(kind).fields[argument.name])
            assert record(kind).fields[argument.name] in [metadata, Optional(metadata)]


def test_a_default_is_a_good_value(subtests: pytest.Subtests) -> None:
    for kind, argument in FIELDS:
        with subtests.test(f"{kind.__name__}.{argument.name}"):
            if argument.default is attrs.NOTHING:
                assert argument.name in record(kind).required
            else:
                given = plain(default(argument))
                assert list(record(kind).fields[argument.name].problems(given, PythonPath())) == []


def test_the_classes_are_all() -> None:
    assert {NumberToBuy, OriginationUrl} < cases.BASES.keys()
