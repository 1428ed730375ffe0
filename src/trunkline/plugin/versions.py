"""The version of the package for which a program is written, and that of the plugin."""

import sys
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any


def problems(inputs: Mapping[str, Any]) -> list[str]:
    """The problem of a program that asks for another version of the plugin.

    Pulumi compares them too, but only warns if it finds the plugin on PATH or by a path in Pulumi.yaml.

    Args:
        inputs: the provider's. The engine puts the version into them if the program asks for one.
    """
    asked, ours = inputs.get("version"), version("trunkline")
    if not isinstance(asked, str) or _line(asked) == _line(ours):
        return []
    fact = f"the program asks for trunkline {asked}, but the plugin is trunkline {ours} of {sys.prefix}"
    return [f"{fact}: install trunkline {asked} there, or set the program's version to {ours}"]


def _line(number: str) -> tuple[str, ...]:
    """The part of a version that programs depend on: the major number; below 1.0, the minor one too."""
    major, minor, *_ = [*number.split("."), ""]
    return (major, minor) if major == "0" else (major,)
