"""A value that was known too late for the program to refuse it: it goes to the resource's check with its problems.

It does not get into the outputs of a stack: they wait for the resource (`components/outputs.py`).
"""

from collections.abc import Mapping
from typing import Any

_KEY = "trunkline:refused"


def refused(*lines: str) -> dict[str, list[str]]:
    """Is in the place of a value that has these problems."""
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
