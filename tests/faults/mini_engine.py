"""Does the same as Pulumi's engine with the dynamic resources of a stack, one after the other, in milliseconds.

As in the engine (step.go and update.go): a create that fails with an `ErrorResourceInitFailed` keeps
id, inputs and outputs; such an update keeps the old inputs and the new outputs. The next run updates both without a
difference. Without that detail a failed create leaves nothing, and a failed update keeps the old inputs and
outputs. What is no longer declared is deleted last, backwards.

A killed engine leaves its state as it was before the operation that it had begun, and that operation as pending; or
its state as it was before the command, if it saves at the end only.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from typing import Any

from attrs import Factory, define
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2

from trunkline.engine import unfinished
from trunkline.providers.logic_provider import RUN

from .provider_process import CallError, Provider, ProviderProcesses, from_struct, type_of
from .recorded import Declared, Program, Reference


@define
class Kept:
    """A resource in the state."""

    urn: str
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    init_errors: list[str] = Factory(list)


State = list[Kept]


@define
class Ran:
    """How a command ended.

    Attributes:
        errors: what the engine would show, one for each resource that failed.
        printed: what the provider's process printed on both streams.
    """

    errors: list[str] = Factory(list)
    printed: str = ""


class _FailedError(Exception):
    """A resource said no; the command ends."""


class _KilledError(Exception):
    """The engine is dead."""


@define(eq=False)
class MiniEngine:
    """Runs commands on a state, each with a provider's process of its own.

    Attributes:
        state: the stack's.
        at: what is being called, (verb, kind of resource).
        pending: the operation that was begun, as the engine's state has it.
        saves_at_end: whether the state is written once, at the end of a command (PULUMI_SKIP_CHECKPOINTS).
    """

    processes: ProviderProcesses
    state: State = Factory(list)
    at: tuple[str, str] = ("", "")
    pending: dict[str, Any] | None = None
    _provider: Provider | None = None
    is_dead: bool = False
    saves_at_end: bool = False

    def up(self, program: Program, *, refresh: bool = False) -> Ran:
        def run(command: "_Command") -> None:
            if refresh:
                command.refresh()
            command.update(program)
            command.delete({each.urn for each in program})

        return self._run(run)

    def preview(self, program: Program) -> Ran:
        return self._run(lambda command: command.preview(program))

    def refresh(self) -> Ran:
        return self._run(lambda command: command.refresh())

    def destroy(self, *, refresh: bool = False) -> Ran:
        def run(command: "_Command") -> None:
            if refresh:
                command.refresh()
            command.delete(set())

        return self._run(run)

    def kill(self, *, alone: bool) -> None:
        """End the command that is running as SIGKILL does, with the provider's process or without it."""
        self.is_dead = True
        if self._provider and not alone:
            self._provider.kill()

    def recover(self) -> Ran:
        """Do what `trunkline recover` does."""
        ran = Ran()

        def pulumi(*arguments: str, stdin: str = "") -> str:
            if arguments == ("stack", "export"):
                return json.dumps(self._exported())
            if arguments == ("stack", "import"):
                self._import(json.loads(stdin))
                return ""
            assert arguments[0] == "refresh"
            refreshed = self.refresh()
            ran.errors += refreshed.errors
            ran.printed += refreshed.printed
            return ""

        unfinished.finish(pulumi, lambda _: None)
        return ran

    def save(self) -> State:
        return deepcopy(self.state)

    def restore(self, state: State) -> None:
        self.state = deepcopy(state)

    def _run(self, run: Callable[["_Command"], None]) -> Ran:
        ran, self.pending, self.is_dead, before = Ran(), None, False, self.save()
        with self.processes.running() as self._provider:
            with suppress(_FailedError, _KilledError):
                run(_Command(self, self._provider, ran.errors))
            ran.printed = self._provider.printed()
        if self.is_dead and self.saves_at_end:
            self.state, self.pending = before, None
        return ran

    def _exported(self) -> dict[str, Any]:
        resources = [
            {
                "urn": each.urn,
                "custom": True,
                "type": type_of(each.urn),
                "id": each.id,
                "inputs": each.inputs,
                "outputs": each.outputs,
                "initErrors": each.init_errors,
            }
            for each in self.state
        ]
        return {"deployment": {"resources": resources, "pending_operations": [self.pending] if self.pending else None}}

    def _import(self, state: dict[str, Any]) -> None:
        self.state = [
            Kept(each["urn"], each["id"], each["inputs"], each["outputs"], each.get("initErrors") or [])
            for each in state["deployment"]["resources"]
        ]
        self.pending = None


@define(eq=False)
class _Command:
    engine: MiniEngine
    provider: Provider
    errors: list[str]
    changing: set[str] = Factory(set)
    """A resource that a preview would update: its outputs are unknown, except its id."""

    def preview(self, program: Program) -> None:
        for each in program:
            old = self._find(each.urn)
            inputs = self._check(each, old, preview=True)
            if old and self._differs(old, inputs):
                self.changing.add(each.urn)

    def update(self, program: Program) -> None:
        for each in program:
            old = self._find(each.urn)
            inputs = self._check(each, old, preview=False)
            if not old:
                self._create(each, inputs)
            elif self._differs(old, inputs) or old.init_errors:
                self._update(old, inputs)
            else:
                old.inputs = inputs

    def refresh(self) -> None:
        for old in list(self.engine.state):
            answer = self._call("Read", old.urn, id=old.id, properties=old.outputs, inputs=old.inputs)
            if not answer.id:
                self.engine.state.remove(old)
                continue
            old.id, old.outputs, old.init_errors = answer.id, from_struct(answer.properties), []
            if answer.HasField("inputs"):
                old.inputs = from_struct(answer.inputs)

    def delete(self, declared: set[str]) -> None:
        for old in list(reversed(self.engine.state)):
            if old.urn not in declared:
                self._begin("deleting", old.urn, inputs=old.inputs, outputs=old.outputs, id=old.id)
                self._call("Delete", old.urn, id=old.id, properties=old.outputs)
                self.engine.state.remove(old)
                self.engine.pending = None

    def _check(self, declared: Declared, old: Kept | None, *, preview: bool) -> dict[str, Any]:
        news = self._known(declared.inputs, preview=preview) | {RUN: {"is_preview": preview}}
        self.engine.at = ("preview" if preview else "check", declared.kind)
        answer = self._call("Check", declared.urn, olds=old.inputs if old else {}, news=news)
        if answer.failures:
            self.errors.extend(failure.reason for failure in answer.failures)
            raise _FailedError
        return from_struct(answer.inputs)

    def _differs(self, old: Kept, inputs: dict[str, Any]) -> bool:
        answer = self._call("Diff", old.urn, id=old.id, olds=old.outputs, old_inputs=old.inputs, news=inputs)
        assert not answer.replaces, "no world of these replaces a resource"
        if answer.changes == provider_pb2.DiffResponse.DIFF_UNKNOWN:
            return old.inputs != inputs
        return bool(answer.changes == provider_pb2.DiffResponse.DIFF_SOME)

    def _create(self, declared: Declared, inputs: dict[str, Any]) -> None:
        self._begin("creating", declared.urn, inputs=inputs)
        try:
            answer = self._call("Create", declared.urn, properties=inputs)
        except CallError as error:
            kept = Kept(
                declared.urn, error.detail.id, inputs, from_struct(error.detail.properties), list(error.detail.reasons)
            )
            self.engine.state.append(kept)
            raise _FailedError from None
        self.engine.state.append(Kept(declared.urn, answer.id, inputs, from_struct(answer.properties)))
        self.engine.pending = None

    def _update(self, old: Kept, inputs: dict[str, Any]) -> None:
        self._begin("updating", old.urn, inputs=inputs, outputs=old.outputs, id=old.id)
        try:
            answer = self._call("Update", old.urn, id=old.id, olds=old.outputs, old_inputs=old.inputs, news=inputs)
        except CallError as error:
            old.outputs = from_struct(error.detail.properties)
            old.init_errors = list(error.detail.reasons)
            raise _FailedError from None
        old.inputs, old.outputs, old.init_errors = inputs, from_struct(answer.properties), []
        self.engine.pending = None

    def _begin(self, kind: str, urn: str, **fields: Any) -> None:
        resource = {"urn": urn, "custom": True, "type": type_of(urn), **fields}
        self.engine.pending = {"type": kind, "resource": resource}

    def _call(self, method: str, urn: str, **fields: Any) -> Any:
        """Make the call; one that failed half-way is a `CallError`, any other failure ends the command."""
        if method != "Check":
            self.engine.at = (method.lower(), type_of(urn).rpartition(":")[2])
        try:
            answer = self.provider.call(method, urn, **fields)
        except CallError as error:
            if self.engine.is_dead:
                raise _KilledError from None
            self.errors.extend(error.shown)
            if error.detail and method in {"Create", "Update"}:
                raise
            raise _FailedError from None
        if self.engine.is_dead:
            raise _KilledError
        return answer

    def _find(self, urn: str) -> Kept | None:
        return next((each for each in self.engine.state if each.urn == urn), None)

    def _known(self, value: Any, *, preview: bool) -> Any:
        """The inputs with what other resources have answered."""
        if isinstance(value, dict):
            return {key: self._known(each, preview=preview) for key, each in value.items()}
        if isinstance(value, list):
            return [self._known(each, preview=preview) for each in value]
        if not isinstance(value, Reference):
            return value
        other = self._find(value.urn)
        if preview and (not other or (value.output != "id" and value.urn in self.changing)):
            return rpc.UNKNOWN
        assert other, f"{value.urn} is not there yet"
        return other.id if value.output == "id" else other.outputs.get(value.output)
