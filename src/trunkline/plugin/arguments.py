"""A component's arguments from a program in another language."""

from collections.abc import Mapping
from typing import Any, TypeVar

import pulumi

from trunkline.components.arguments import Arguments, record, refuse
from trunkline.components.outputs import is_late, plain
from trunkline.model.config_names import renamed
from trunkline.model.hidden import Hidden
from trunkline.model.kinds import Kind, MapOf, Scalar, unwrapped
from trunkline.model.path import CamelPath

A = TypeVar("A", bound=Arguments)


async def opened(value: Any) -> Any:
    """The value with plain values for the Outputs in it that are known and not from a resource; `Hidden` for secrets.

    Other languages send many plain values as Outputs, and a component judges only plain ones when the program runs.
    """
    if isinstance(value, pulumi.Output):
        if not await value.is_known() or await value.resources():
            return value
        known = await opened(await value.future())
        return Hidden(known) if await value.is_secret() else known
    if isinstance(value, Mapping):
        return {key: await opened(each) for key, each in value.items()}
    return [await opened(each) for each in value] if isinstance(value, list) else value


def arguments(kind: type[A], name: str, inputs: Mapping[str, Any]) -> A:
    """The arguments of the component of that name.

    Raises:
        InvalidArgs: one line for each problem.
    """
    path = CamelPath()
    given = renamed(record(kind), inputs, path, _other)
    refuse(name, record(kind).problems(plain(given), path))
    args = kind.from_dict(given)
    args.path = path
    return args


def _other(kind: Kind, value: Any) -> Any:
    """A value that is no list or mapping: a late one, a secret, or a number as Python has it."""
    if is_late(value):
        return value.apply(lambda known: renamed(kind, known, CamelPath(), _other))
    if isinstance(value, Hidden):
        known = renamed(kind, value.value, CamelPath(), _other)
        return known if _is_secret(kind) else pulumi.Output.secret(known)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_secret(kind: Kind) -> bool:
    """Whether components treat each value of the kind as a secret, so that it can be judged as a plain one."""
    inner = unwrapped(kind)
    if isinstance(inner, MapOf):
        return _is_secret(inner.kind)
    return isinstance(inner, Scalar) and inner.secret
