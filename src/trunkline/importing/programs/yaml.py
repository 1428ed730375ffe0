"""A program in YAML: a Pulumi.yaml."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trunkline.importing import yaml_text

from .declared import Program, Secret

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_PLUGIN = "pulumi-resource-trunkline"


def text(program: Program) -> str:
    name = Path.cwd().name
    resources = {
        trunk.name: {"type": "trunkline:SipTrunk", "properties": _value(dict(trunk.arguments))}
        for trunk in program.trunks
    }
    document = {
        "name": name if _NAME.fullmatch(name) else "trunks",
        "runtime": "yaml",
        **_plugins(Path(sys.executable).parent),
        "config": {each.key: {"type": "string", "secret": True} for each in program.secrets},
        "resources": resources,
    }
    given = {key: value for key, value in document.items() if value}
    return program.comment("#") + yaml_text.write(yaml_text.plain(given))


def _plugins(folder: Path) -> Mapping[str, Any]:
    """The place of the plugin, if it is beside this Python."""
    if not (folder / _PLUGIN).exists():
        return {}
    here = Path.cwd()
    path = folder.relative_to(here) if folder.is_relative_to(here) else folder
    return {"plugins": {"providers": [{"name": "trunkline", "path": str(path)}]}}


def _value(value: Any) -> Any:
    """The value in the notation of Pulumi's YAML, in which `$` begins an expression."""
    match value:
        case Secret(key):
            return f"${{{key}}}"
        case dict():
            return {_value(key): _value(each) for key, each in value.items()}
        case list():
            return [_value(each) for each in value]
        case str():
            return value.replace("$", "$$")
    return value
