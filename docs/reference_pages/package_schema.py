"""src/trunkline/plugin/schema.json: the package for programs in other languages, in Pulumi's schema of packages.

The types come from the annotations and kinds of records and arguments, the descriptions from their docstrings.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from inspect import get_annotations
from types import ModuleType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import attrs

import trunkline
from trunkline.components.arguments import record
from trunkline.model import asterisk, signalling, twilio
from trunkline.model.kinds import Early, Either, Kind, ListOf, Optional, Record, Scalar, unwrapped
from trunkline.model.path import camel
from trunkline.model.properties import Properties, Role, Secret
from trunkline.plugin.components import COMPONENTS, Component
from trunkline.plugin.functions import FUNCTIONS, Function
from trunkline.providers import dynamic, settings

from .docstrings import Documented

Spec = dict[str, Any]

_ANY = {"$ref": "pulumi.json#/Any"}
_SCALARS: Mapping[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string"}
_NAMED: tuple[ModuleType, ...] = (twilio, asterisk, signalling)
"""The modules in which a `Literal` has a name."""
_ARGUMENTS = (trunkline.OriginationUrl, trunkline.NumberToBuy)
_BOOKKEEPING: Mapping[str, tuple[type, str]] = {
    "account_sid": (str, "the account that it is in."),
    "database": (str, "the database that its rows are in, without its login."),
    "handed_over_to": (str, "`<project>/<stack>` of the stack that has taken it over."),
    "incomplete": (bool, "whether an interrupted change could not be read back. The next run reads it first."),
}
_OUTPUTS = {
    "trunk_sid": "`TK` and 32 hex digits.",
    "credential_list_sid": "`CL` and 32 hex digits. None if there is no credential list.",
    "ip_access_control_list_sid": "`AL` and 32 hex digits. None if there is no IP access control list.",
    "unsealed": "another text after each change that leaves something to a `CredentialListSeal`.",
}
"""{output of a component that is a text, and no attribute of its class: its meaning}"""
_ARGUMENT_NAMES = frozenset(
    field.name
    for kind in (
        *_ARGUMENTS,
        *(each.args for each in COMPONENTS.values()),
        trunkline.ProviderArgs,
        *(kind for each in FUNCTIONS.values() for kind in (each.args, each.result)),
    )
    for field in attrs.fields(kind)
)
_PYTHON = {"`trunkline.EDGES`": "`Edge`", ", `trunkline.SIGNALLING_RANGES`": ""}
"""{what only a Python program has: what others have}"""


def text() -> str:
    types = _Types()
    schema = {
        "name": "trunkline",
        "displayName": "trunkline",
        "description": "A Twilio Elastic SIP trunk and the matching Asterisk PJSIP realtime rows, as one component.",
        "keywords": ["category/infrastructure", "asterisk", "pjsip", "sip", "telephony", "twilio"],
        "license": "Apache-2.0",
        "publisher": "trunkline contributors",
        "meta": {"moduleFormat": "(.*)"},
        "config": {"variables": _settings()},
        "provider": {
            "description": _text(trunkline.ProviderArgs),
            "inputProperties": _settings(),
        },
        "resources": {
            **{token: _component(component, types) for token, component in COMPONENTS.items()},
            **{shell.NATIVE_TYPE: _resource(shell, types) for shell in dynamic.SHELLS},
        },
    }
    schema["functions"] = {token: _function(function, types) for token, function in FUNCTIONS.items()}
    schema["types"] = dict(sorted(types.specs.items()))
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _settings() -> dict[str, Spec]:
    return {
        camel(name): {"type": "string", "description": meaning} | _mark("secret", is_set=name in settings.SECRETS)
        for name, meaning in _meanings(trunkline.ProviderArgs).items()
    }


def _mark(name: str, *, is_set: bool) -> Spec:
    return {name: True} if is_set else {}


class _Types:
    """The types that properties refer to."""

    def __init__(self) -> None:
        self.specs: dict[str, Spec] = {}

    def of_kind(self, kind: Kind) -> Spec:
        """The type of an argument."""
        match kind:
            case Optional():
                return self.of_kind(kind.kind)
            case Early():
                return self.of_kind(kind.kind) | {"plain": True}
            case Record():
                return self._arguments(kind)
            case Scalar():
                return self._scalar(kind)
        return self._of_several(kind)

    def _of_several(self, kind: Kind) -> Spec:
        if isinstance(kind, Either):
            return {"oneOf": [self.of_kind(kind.list_), self.of_kind(kind.mapping)]}
        inner = getattr(kind, "kind", None)
        if not isinstance(inner, Kind):
            return _ANY
        if isinstance(kind, ListOf):  # with plain items, the SDK for Go would not compile
            return {
                "type": "array",
                "items": {key: each for key, each in self.of_kind(inner).items() if key != "plain"},
            }
        return {"type": "object", "additionalProperties": self.of_kind(inner)}

    def of_annotation(self, type_: Any) -> Spec:
        """The type of a property or an output."""
        type_ = _bare(type_)
        origin, inner = get_origin(type_), get_args(type_)
        if origin is Literal:
            return self._enum(inner)
        if origin in {Sequence, list}:
            return {"type": "array", "items": self.of_annotation(inner[0])}
        if origin in {Mapping, dict}:
            return {"type": "object", "additionalProperties": self.of_annotation(inner[1])}
        if isinstance(type_, type) and issubclass(type_, Properties):
            return self._record(type_)
        return {"type": _SCALARS[type_]} if type_ in _SCALARS else _ANY

    def _scalar(self, kind: Scalar) -> Spec:
        if "enum" in kind.shape:
            return self._enum(kind.shape["enum"])
        if len({*kind.types} - {int, float}) > 1:
            return _ANY
        is_whole = kind.shape.get("type") == "integer"
        return {"type": "integer" if is_whole else _SCALARS[kind.types[-1]]}

    def _enum(self, values: Iterable[str]) -> Spec:
        """A `Literal`, by its name in the code."""
        found = {name: each for module in _NAMED for name, each in vars(module).items() if get_origin(each) is Literal}
        (name,) = (name for name, each in found.items() if get_args(each) == tuple(values))
        return self._add(name, {"type": "string", "enum": [{"value": each} for each in values]})

    def _arguments(self, kind: Record) -> Spec:
        (arguments,) = (each for each in _ARGUMENTS if record(each) == kind)
        described = _meanings(arguments)
        properties = {
            camel(name): self.of_kind(each) | {"description": described[name]} for name, each in kind.fields.items()
        }
        spec = {"type": "object", "description": _text(arguments), "properties": properties}
        return self._add(arguments.__name__, spec | {"required": sorted(map(camel, kind.required))})

    def _record(self, kind: type[Properties]) -> Spec:
        spec = {"type": "object", "description": _text(kind), "properties": self.properties(kind)}
        return self._add(kind.__name__, spec | {"required": _required(kind)})

    def _add(self, name: str, spec: Spec) -> Spec:
        token = f"trunkline:index:{name}"
        assert self.specs.setdefault(token, spec) == spec  # noqa: S101 - two types of one name
        return {"$ref": f"#/types/{token}"}

    def properties(self, kind: type[Properties], *, inputs: bool = False) -> dict[str, Spec]:
        """The properties of a resource, or its inputs only.

        An input with parts is not secret as a whole: the plugin marks the parts, so that a difference shows them.
        """
        described = _meanings(kind)
        return {
            camel(field.name): {
                **self.of_annotation(field.type),
                "description": described[field.name],
                **_mark("secret", is_set=_is_secret(field) and not (inputs and _has_parts(field))),
                **_mark("willReplaceOnChanges", is_set=field.name in kind.named(Role.FIXED)),
            }
            for field in attrs.fields(kind)
            if not (inputs and field.name in kind.named(Role.OUTPUT))
        }


def _component(component: Component, types: _Types) -> Spec:
    kind, described = record(component.args), _meanings(component.args)
    sometimes = {name for values in kind.excludes.values() for names in values.values() for name in names}
    inputs = {
        camel(name): {
            **types.of_kind(each),
            "description": described[name],
            **_mark("secret", is_set=isinstance(unwrapped(each), Scalar) and getattr(unwrapped(each), "secret", False)),
        }
        for name, each in kind.fields.items()
    }
    outputs = {name: _output(component, name, types) for name in component.outputs}
    return {
        "description": _said(Documented.of(component.create).text, _ARGUMENT_NAMES),
        "isComponent": True,
        "inputProperties": inputs,
        "requiredInputs": sorted(camel(name) for name in kind.required - sometimes),
        "properties": {camel(name): spec for name, (spec, _) in outputs.items()},
        "required": sorted(camel(name) for name, (_, is_always) in outputs.items() if is_always),
    }


def _output(component: Component, name: str, types: _Types) -> tuple[Spec, bool]:
    """The output's type, and whether each such component has it."""
    if name in _OUTPUTS:
        return {"type": "string", "description": _said(_OUTPUTS[name], ())}, name == "trunk_sid"
    types_of = {key: each for base in component.create.__mro__[::-1] for key, each in get_annotations(base).items()}
    (type_,) = get_args(types_of[name])
    meaning = _said(Documented.of(component.create).attributes[name], _ARGUMENT_NAMES)
    spec = types.of_annotation(type_) | {"description": meaning} | _mark("secret", is_set=name == "password")
    return spec, NoneType not in get_args(type_)


def _resource(shell: type[dynamic._Shell], types: _Types) -> Spec:
    kind = shell.PROVIDER.RECORD
    properties = types.properties(kind)
    place = [shell.PROVIDER.PLACE] if shell.PROVIDER.PLACE else []
    for name in [*place, "incomplete", *(["handed_over_to"] if hasattr(attrs.fields(kind), "friendly_name") else [])]:
        type_, meaning = _BOOKKEEPING[name]
        properties[camel(name)] = {"type": _SCALARS[type_], "description": _said(meaning, ())}
    return {
        "description": _text(kind),
        "inputProperties": types.properties(kind, inputs=True),
        "requiredInputs": _required(kind),
        "properties": properties,
        "required": sorted([*_required(kind), *map(camel, kind.named(Role.OUTPUT))]),
    }


def _function(function: Function, types: _Types) -> Spec:
    kind, result = record(function.args), attrs.fields(function.result)
    inputs, outputs = _meanings(function.args), _meanings(function.result)
    return {
        "description": _said(Documented.of(function.documented).text.partition("\n\n")[0], ()),
        "inputs": {
            "type": "object",
            "properties": {
                camel(name): types.of_kind(each) | {"description": inputs[name]} for name, each in kind.fields.items()
            },
        },
        "outputs": {
            "type": "object",
            "description": _text(function.result),
            "properties": {
                camel(each.name): types.of_annotation(each.type) | {"description": outputs[each.name]}
                for each in result
            },
            "required": sorted(camel(each.name) for each in result if NoneType not in get_args(each.type)),
        },
    }


def _required(kind: type[Properties]) -> list[str]:
    return sorted(camel(field.name) for field in attrs.fields(kind) if field.default is attrs.NOTHING)


def _text(kind: type[attrs.AttrsInstance]) -> str:
    return _said(Documented.of(kind).text, _names(kind))


def _meanings(kind: type[attrs.AttrsInstance]) -> dict[str, str]:
    """{field: its meaning}. The text of a class replaces that of its bases."""
    found: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        if attrs.has(each):
            found |= Documented.of(each).attributes
    return {field.name: _said(found[field.name], _names(kind)) for field in attrs.fields(kind) if field.init}


def _names(kind: type[attrs.AttrsInstance]) -> Collection[str]:
    """The names in a class's texts that are not columns of a table."""
    return () if issubclass(kind, Properties) else _ARGUMENT_NAMES


def _said(text: str, names: Collection[str]) -> str:
    """A docstring's text for other languages: without links, with `names` in camelCase, and JSON's words."""
    unlinked = re.sub(r"\[(`[^`]+`)\]\([^)]+\)", r"\1", text)
    for python, other in _PYTHON.items():
        unlinked = unlinked.replace(python, other)
    named = re.sub(r"`[^`]+`", lambda code: re.sub(r"\w+", lambda word: _camel(word[0], names), code[0]), unlinked)
    plain = re.sub(r"\b(True|False)\b", lambda word: word[0].lower(), named).replace("None", "null")
    return plain[:1].upper() + plain[1:]


def _camel(word: str, names: Collection[str]) -> str:
    return camel(word) if word in names else word


def _is_secret(field: "attrs.Attribute[Any]") -> bool:
    return any(isinstance(each, Secret) for each in getattr(field.type, "__metadata__", ()))


def _has_parts(field: "attrs.Attribute[Any]") -> bool:
    return _bare(field.type) not in _SCALARS


def _bare(type_: Any) -> Any:
    """The type without its metadata, and without None."""
    type_ = get_args(type_)[0] if hasattr(type_, "__metadata__") else type_
    if get_origin(type_) in {Union, UnionType}:
        choices = [each for each in get_args(type_) if each is not NoneType]
        return choices[0] if len(choices) == 1 else Any
    return type_
