"""Parts of plain values whose shape is not certain."""

from typing import Any


def mapping(value: Any) -> dict[str, Any]:
    """`value`, or an empty one if it is none."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """`value`, or an empty one if it is none."""
    return value if isinstance(value, list) else []
