"""A secret among plain values."""

from typing import Any

from attrs import field, frozen


@frozen
class Hidden:
    """A value that is secret."""

    value: Any = field(repr=False)
