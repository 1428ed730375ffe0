"""A program in Python."""

from collections.abc import Mapping
from typing import Any

from trunkline.components import OriginationUrl, SipTrunkArgs
from trunkline.components.arguments import record
from trunkline.model.config_names import renamed
from trunkline.model.kinds import Kind, ListOf, Record, unwrapped
from trunkline.model.path import CamelPath

from .declared import Program, Secret, Trunk
from .layout import block, indented, lines, quoted

_INDENT = "    "
_CLASSES = {"origination_urls": OriginationUrl.__name__}
"""{argument that is a list of objects: their class}"""


def text(program: Program) -> str:
    classes = ["SipTrunk", "SipTrunkArgs"]
    given = [_given(trunk) for trunk in program.trunks]
    classes += [each for name, each in _CLASSES.items() if any(arguments.get(name) for arguments in given)]
    imports = f"from trunkline import {', '.join(sorted(classes))}\n"
    config = "\nconfig = pulumi.Config()\n" if program.secrets else ""
    head = f"import pulumi\n{imports}" if program.secrets else imports
    return program.comment("#") + "\n" + head + config + "".join(map(_trunk, program.trunks, given))


def _given(trunk: Trunk) -> Mapping[str, Any]:
    """The arguments by their Python names, with None for what the class needs and another argument excludes."""
    given = renamed(record(SipTrunkArgs), dict(trunk.arguments), CamelPath())
    return {**given, **dict.fromkeys(sorted(SipTrunkArgs.NEEDED - given.keys()))}


def _trunk(trunk: Trunk, given: Mapping[str, Any]) -> str:
    kinds = record(SipTrunkArgs).fields
    arguments = [f"{name}={_value(value, kinds[name], name)}" for name, value in given.items()]
    args = lines("SipTrunkArgs(", arguments, ")", _INDENT)
    return f"\nSipTrunk(\n{_INDENT}{quoted(trunk.name)},\n{indented(args, _INDENT)},\n)\n"


def _value(value: Any, kind: Kind, name: str = "") -> str:
    kind = unwrapped(kind)
    match value:
        case Secret(key):
            return f"config.require_secret({quoted(key)})"
        case dict() if isinstance(kind, Record):
            fields = [f"{field}={_value(each, kind.fields[field])}" for field, each in value.items()]
            return block(f"{_CLASSES[name]}(", fields, ")", _INDENT)
        case dict():
            return block("{", [f"{quoted(key)}: {_value(each, kind)}" for key, each in value.items()], "}", _INDENT)
        case list():
            inner = kind.kind if isinstance(kind, ListOf) else kind
            return block("[", [_value(each, inner, name) for each in value], "]", _INDENT)
        case str():
            return quoted(value)
    return repr(value)
