"""Placeholders for values that are known only later, or that have problems already."""

from typing import Any, Final

from attrs import frozen


@frozen
class _Unknown:
    name: str


UNKNOWN: Final = _Unknown("UNKNOWN")
"""It replaces a value that is known only later."""

INVALID: Final = _Unknown("INVALID")
"""It replaces a value that has problems already, for the rules of several fields."""


def is_known(value: Any) -> bool:
    return not isinstance(value, _Unknown)
