"""Records the inputs of a component's resources, with Pulumi's mocks in a preview."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
from pulumi.output import Unknown
from pulumi.runtime import mocks, rpc

from trunkline.model.late import problems_in
from trunkline.model.unknown import UNKNOWN
from trunkline.providers.logic_provider import RUN

Made = dict[str, dict[str, Any]]
"""{resource: its inputs}"""


class Recording(mocks.Mocks):
    def __init__(self) -> None:
        self.made: Made = {}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        self.made[args.name] = _in_clear(args.inputs)
        return f"{args.name}-id", {}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], None]:  # noqa: ARG002 - Pulumi's signature
        return {}, None


def preview(make: Callable[[], pulumi.Resource]) -> Made:
    """The resources that a program makes in a preview; what it raises comes through."""
    recording = Recording()
    mocks.set_mocks(recording, project="trunkline", stack="test", preview=True)
    mocks.test(lambda: make().urn)()
    return recording.made


def unknown() -> pulumi.Output[Any]:
    """An output of another resource, which is known only in the `up`."""
    return pulumi.Output(set(), _done(None), _done(False))


def is_as_planned(found: Any, known: Any) -> bool:
    """Whether `found` is `known`, but for what is unknown in it."""
    if found is UNKNOWN:
        return True
    if isinstance(found, dict) and isinstance(known, dict):
        return found.keys() >= known.keys() and all(is_as_planned(each, known.get(key)) for key, each in found.items())
    if isinstance(found, list) and isinstance(known, list):
        return len(found) == len(known) and all(map(is_as_planned, found, known))
    return bool(found == known)


def unknowns(found: Any) -> int:
    """How many parts of it are unknown."""
    if isinstance(found, dict):
        return sum(map(unknowns, found.values()))
    return sum(map(unknowns, found)) if isinstance(found, list) else found is UNKNOWN


def problems(made: Made) -> set[str]:
    """The lines with which the resources' checks answer what the program has found too late to end with it."""
    found = {line for inputs in made.values() for line in problems_in(inputs)}
    for inputs in made.values():
        between = inputs.get(RUN, {}).get("problems")
        found.update(between if isinstance(between, list) else ())
    return found


def without_run(made: Made) -> Made:
    """Without the facts about the run that only `check` gets, and that no state keeps."""
    return {name: {key: each for key, each in inputs.items() if key != RUN} for name, inputs in made.items()}


def _in_clear(value: Any) -> Any:
    """Secrets as their values; what is unknown is `UNKNOWN`."""
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, Mapping):
        if rpc._special_sig_key in value:
            return _in_clear(value["value"])
        return {key: _in_clear(each) for key, each in value.items()}
    return [_in_clear(each) for each in value] if isinstance(value, list) else value


def _done(value: Any) -> "asyncio.Future[Any]":
    future = asyncio.get_event_loop().create_future()
    future.set_result(value)
    return future
