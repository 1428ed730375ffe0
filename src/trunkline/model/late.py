"""A value that was known too late for the program to refuse it. The resource's check gets its problems.

It is in no output of a stack: the outputs wait for the resource (`components/outputs.py`).
"""

from collections.abc import Mapping
from typing import Any

_KEY = "trunkline:refused"


def refused(*lines: str) -> dict[str, list[str]]:
    """A mark that replaces a value with these problems."""
    return {_KEY: list(lines)}


def problems_in(value: Any) -> list[str]:
    """The lines of all such values in `value`, each once."""
    if isinstance(value, Mapping):
        found = value.get(_KEY)
        parts = found if isinstance(found, list) else [line for each in value.values() for line in problems_in(each)]
    elif isinstance(value, list | tuple):
        parts = [line for each in value for line in problems_in(each)]
    else:
        parts = []
    return list(dict.fromkeys(parts))
