"""A component's arguments from a program in another language."""

from collections.abc import Mapping
from typing import Any, TypeVar

import pulumi

from trunkline.components.arguments import Arguments, record, refuse
from trunkline.components.outputs import is_late, plain
from trunkline.model.config_names import renamed
from trunkline.model.kinds import Kind
from trunkline.model.path import CamelPath

A = TypeVar("A", bound=Arguments)


async def opened(value: Any) -> Any:
    """The value with plain values for the Outputs in it that are known, not secret, and not from a resource.

    Other languages send many plain values as Outputs, and a component judges only plain ones when the program runs.
    """
    if isinstance(value, pulumi.Output):
        is_plain = await value.is_known() and not await value.is_secret() and not await value.resources()
        return await opened(await value.future()) if is_plain else value
    if isinstance(value, Mapping):
        return {key: await opened(each) for key, each in value.items()}
    return [await opened(each) for each in value] if isinstance(value, list) else value


def arguments(kind: type[A], name: str, inputs: Mapping[str, Any]) -> A:
    """The arguments of the component of that name.

    Raises:
        InvalidArgs: one line for each problem.
    """
    path = CamelPath()
    given = renamed(record(kind), inputs, path, _late)
    refuse(name, record(kind).problems(plain(given), path))
    args = kind.from_dict(given)
    args.path = path
    return args


def _late(kind: Kind, value: Any) -> Any:
    """A value whose names and numbers can be translated only when it is known; a number as Python has it."""
    if is_late(value):
        return value.apply(lambda known: renamed(kind, known, CamelPath(), _late))
    return int(value) if isinstance(value, float) and value.is_integer() else value
