"""The package as other languages know it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trunkline import plugin

SCHEMA: Mapping[str, Any] = json.loads(Path(plugin.__file__).with_name("schema.json").read_text())
INPUTS: Mapping[str, Any] = SCHEMA["resources"]["trunkline:index:SipTrunk"]["inputProperties"]
"""{argument of a `SipTrunk`: its type}"""


def type_of(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """The type to which `spec` refers."""
    found: Mapping[str, Any] = SCHEMA["types"][spec["$ref"].removeprefix("#/types/")]
    return found
