"""Inputs that are known stay plain values: each Output costs the program a task, and hundreds of them seconds."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pulumi

T = TypeVar("T")


def combine(function: Callable[..., T], *inputs: Any) -> T | pulumi.Output[T]:
    """Give `function(*inputs)`, at once where all inputs are known and else as an Output."""
    if any(isinstance(each, pulumi.Output | Awaitable) for each in inputs):
        return pulumi.Output.all(*inputs).apply(lambda known: function(*known))
    return function(*inputs)
