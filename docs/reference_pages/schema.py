"""src/trunkline/schema/stack.json: the JSON Schema of this repository's stack files, stacks/Pulumi.<stack>.yaml."""

import json
from pathlib import Path
from typing import Any

import attrs
from ruamel.yaml import YAML

import trunkline
from trunkline.components.arguments import record
from trunkline.components.config import OF_ONE_TRUNK, TRUNKS
from trunkline.model.kinds import Schema
from trunkline.model.path import SHARED, camel
from trunkline.model.scalars import SECRET, TEXT
from trunkline.providers.settings import CONFIG_KEYS, SECRET_KEYS

from .arguments import fields

ROOT = Path(__file__).parents[2]
_TRUNK = "#/definitions/trunk"


def text() -> str:
    """Each key is allowed with the project's name in front and without it, as Pulumi allows both."""
    project = YAML(typ="safe").load(ROOT / "Pulumi.yaml")
    name, keys = project["name"], project["config"]
    of_keys = {key: {"description": keys[key]["description"], **each} for key, each in _keys().items()}
    config = {
        "description": "Values of this stack.",
        "type": ["object", "null"],
        "properties": {
            written: {"$ref": f"#/definitions/{key}"} for key in of_keys for written in (f"{name}:{key}", key)
        },
        "patternProperties": {f"^(?!{name}:)[^:]+:": {"description": "A key of another package."}},
        "additionalProperties": False,
    }
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A stack of trunks",
        "type": "object",
        "properties": {"config": config},
        "definitions": {"trunk": _trunk(), **of_keys},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _keys() -> dict[str, Schema]:
    shared = {
        camel(name): {"$ref": f"{_TRUNK}/properties/{camel(name)}"}
        for name in record(trunkline.SipTrunkArgs).fields.keys() - OF_ONE_TRUNK
    }
    return {
        SHARED: {"type": "object", "properties": dict(sorted(shared.items())), "additionalProperties": False},
        TRUNKS: {"type": "object", "additionalProperties": {"$ref": _TRUNK}},
        **{key: (SECRET if key in SECRET_KEYS else TEXT).schema() for key in CONFIG_KEYS},
    }


def _trunk() -> Schema:
    """Stacks can share every needed argument but the domain, so the schema asks for no other one."""
    schema = _described(trunkline.SipTrunkArgs)
    for argument, kind in (("originationUrls", trunkline.OriginationUrl), ("buyNumbers", trunkline.NumberToBuy)):
        schema["properties"][argument]["items"] = _described(kind)
    return schema | {"required": ["domainName"]}


def _described(kind: type[attrs.AttrsInstance]) -> dict[str, Any]:
    schema = record(kind).schema()
    for name, (_, meaning) in fields(kind).items():
        schema["properties"][camel(name)] = {"description": meaning, **schema["properties"][camel(name)]}
    return schema
