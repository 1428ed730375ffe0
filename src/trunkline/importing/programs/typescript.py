"""A program in TypeScript."""

import json
import re
from typing import Any

from .declared import Program, Secret
from .layout import block, lines, quoted
from .package import SCHEMA

_INDENT = "    "
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def text(program: Program) -> str:
    package = SCHEMA.get("language", {}).get("nodejs", {}).get("packageName", "@pulumi/trunkline")
    imports = f'import * as trunkline from "{package}";\n'
    if program.secrets:
        imports = f'import * as pulumi from "@pulumi/pulumi";\n{imports}\nconst config = new pulumi.Config();\n'
    trunks = (
        lines(f"\nnew trunkline.SipTrunk({quoted(trunk.name)}, {{", _properties(trunk.arguments), "});\n", _INDENT)
        for trunk in program.trunks
    )
    return program.comment("//") + "\n" + imports + "".join(trunks)


def _properties(pairs: Any) -> list[str]:
    return [f"{key if _IDENTIFIER.fullmatch(key) else quoted(key)}: {_value(value)}" for key, value in pairs]


def _value(value: Any) -> str:
    match value:
        case Secret(key):
            return f"config.requireSecret({quoted(key)})"
        case dict():
            return block("{", _properties(value.items()), "}", _INDENT, pad=" ")
        case list():
            return block("[", [_value(each) for each in value], "]", _INDENT)
    return json.dumps(value, ensure_ascii=False)
