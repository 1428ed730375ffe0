"""A type in short words."""

import types
from collections.abc import Awaitable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ForwardRef, Literal, Union, get_args, get_origin, is_typeddict

import pulumi

from trunkline.components.outputs import Items
from trunkline.model.kinds import Early

_WORDS = {str: "text", bool: "true or false", int: "whole number", float: "number", Any: "any value", Path: "path"}


def words(annotation: Any) -> str:
    """`Annotated[pulumi.Input[str] | None, kind]` as "text": the default says that an argument may be left out."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return words(inner[0]) + (" (no Output)" if isinstance(inner[1], Early) else "")
    if origin in {Union, types.UnionType}:
        return _either(inner)
    if origin is pulumi.Output:
        return f"Output of {words(inner[0])}"
    if origin in {Items, Sequence}:
        return f"list of {_plural(words(inner[0]))}"
    if origin in {Mapping, dict}:
        return f"{{text: {words(inner[1])}}}"
    kind = type(inner[0]) if origin is Literal else annotation
    return _WORDS.get(kind) or f"`{kind.__name__}`"


def _either(inner: tuple[Any, ...]) -> str:
    """An Input is a value, something that can be awaited, or (by a forward reference) an Output of it.

    A dict literal instead of an object of arguments is not listed.
    """
    described = [
        words(each)
        for each in inner
        if not (
            each is types.NoneType
            or get_origin(each) is Awaitable
            or isinstance(each, ForwardRef)
            or is_typeddict(each)
        )
    ]
    return ", or ".join(described) if any(" of " in each for each in described) else " or ".join(described)


def _plural(singular: str) -> str:
    return " or ".join(each if each.startswith(("`", "{")) else f"{each}s" for each in singular.split(" or "))
