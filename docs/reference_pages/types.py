"""A type in short words."""

import types
from collections.abc import Awaitable, Mapping, Sequence
from pathlib import Path
from typing import Any, ForwardRef, Union, get_args, get_origin

import pulumi

_WORDS = {str: "text", bool: "true or false", int: "whole number", float: "number", Any: "any value", Path: "path"}


def words(annotation: Any) -> str:
    """`pulumi.Input[str] | None` as "text or Output": that it may be left out is the default's business."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in {Union, types.UnionType}:
        return _either(inner)
    if origin is pulumi.Output:
        return f"Output of {words(inner[0])}"
    if origin is Sequence:
        return f"list of {_plural(words(inner[0]))}"
    if origin in {Mapping, dict}:
        return f"{{text: {words(inner[1])}}}"
    return _WORDS.get(annotation) or f"`{annotation.__name__}`"


def _either(inner: tuple[Any, ...]) -> str:
    """An Input is a value, something that can be awaited, or (by a forward reference) an Output of it."""
    values = [each for each in inner if each is not types.NoneType and get_origin(each) is not Awaitable]
    described = ["Output" if isinstance(each, ForwardRef) else words(each) for each in values]
    return ", or ".join(described) if any(" of " in each for each in described) else " or ".join(described)


def _plural(singular: str) -> str:
    return " or ".join(each if each.startswith(("`", "{")) else f"{each}s" for each in singular.split(" or "))
