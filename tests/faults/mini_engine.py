"""What Pulumi's engine does with one stack's dynamic resources, one after the other, without a process for each command.

As in the engine (resource/deploy/step.go): a create or update that fails with an `ErrorResourceInitFailed` keeps id,
inputs and outputs, and has the next run update without a difference; without that detail a failed create leaves
nothing, and a failed update keeps the old inputs and outputs. What is no longer declared is deleted last, backwards.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped,unused-ignore]
from attrs import Factory, define, evolve, field
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped,unused-ignore]
from google.protobuf.struct_pb2 import Struct  # type: ignore[import-untyped,unused-ignore]
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from ..support.project import ROOT
from .recorded import Declared, Program, Reference

DEADLINE = 15
"""Seconds after which a call of the provider's hangs."""

_PREVIEW = "__preview"


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


@define(eq=False)
class MiniEngine:
    """Runs commands on a state, each with a provider's process of its own.

    Attributes:
        state: the stack's; a copy of it is a moment of it.
        at: what is being called, (verb, kind of resource).
    """

    environment: dict[str, str]
    folder: Path
    state: State = Factory(list)
    at: tuple[str, str] = ("", "")
    _zygote: "subprocess.Popen[str] | None" = field(default=None, init=False)

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

    def save(self) -> State:
        return deepcopy(self.state)

    def restore(self, state: State) -> None:
        self.state = deepcopy(state)

    def close(self) -> None:
        if self._zygote and self._zygote.stdin:
            self._zygote.stdin.close()
            self._zygote.wait()

    def _run(self, run: "Callable[[_Command], None]") -> Ran:
        ran = Ran()
        with self._provider() as (stub, printed):
            stub.Configure(provider_pb2.ConfigureRequest(args=Struct(), acceptSecrets=True), timeout=DEADLINE)
            try:
                run(_Command(self, stub, ran.errors))
            except _FailedError:
                pass
        ran.printed = printed()
        return ran

    @contextmanager
    def _provider(self) -> Iterator[tuple[Any, Callable[[], str]]]:
        files = [self.folder / "provider.out", self.folder / "provider.err"]
        for file in files:
            file.unlink(missing_ok=True)
        pid = self._fork(files)
        try:
            deadline = time.monotonic() + 20
            while not (files[0].exists() and files[0].read_text().endswith("\n")):
                assert time.monotonic() < deadline, files[1].read_text()
                time.sleep(0.002)
            port = int(files[0].read_text().split("\n")[0])
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                yield (
                    provider_pb2_grpc.ResourceProviderStub(channel),
                    lambda: "".join(file.read_text() for file in files).partition("\n")[2],
                )
        finally:
            os.kill(pid, signal.SIGKILL)

    def _fork(self, files: list[Path]) -> int:
        if not self._zygote:
            variables = {
                key: value
                for key, value in os.environ.items()
                if not key.startswith(("TWILIO_", "PULUMI_", "TRUNKLINE_"))
            }
            self._zygote = subprocess.Popen(
                [sys.executable, "-u", "-m", "tests.faults.fast_provider"],
                cwd=ROOT,
                env={**variables, "PULUMI_PROJECT": "trunkline", **self.environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            assert self._zygote.stdout
            assert self._zygote.stdout.readline() == "ready\n"
        assert self._zygote.stdin
        assert self._zygote.stdout
        order = {"environment": self.environment, "output": str(files[0]), "errors": str(files[1])}
        self._zygote.stdin.write(json.dumps(order) + "\n")
        self._zygote.stdin.flush()
        return int(self._zygote.stdout.readline())


@define(eq=False)
class _Command:
    engine: MiniEngine
    stub: Any
    errors: list[str]
    changing: set[str] = Factory(set)
    """What a preview would update: all that it answers but its id is unknown until then."""

    def preview(self, program: Program) -> None:
        for each in program:
            old = self._find(each.urn)
            inputs = self._check(each, old, preview=True)
            if old and self._differs(each, old, inputs):
                self.changing.add(each.urn)

    def update(self, program: Program) -> None:
        for each in program:
            old = self._find(each.urn)
            inputs = self._check(each, old, preview=False)
            if not old:
                self._create(each, inputs)
            elif self._differs(each, old, inputs) or old.init_errors:
                self._update(each, old, inputs)
            else:
                old.inputs = inputs

    def refresh(self) -> None:
        for old in list(self.engine.state):
            request = provider_pb2.ReadRequest(
                id=old.id, urn=old.urn, properties=_struct(old.outputs), inputs=_struct(old.inputs), **_named(old.urn)
            )
            answer = self._call("read", old.urn, self.stub.Read, request)
            if not answer.id:
                self.engine.state.remove(old)
                continue
            old.id, old.outputs, old.init_errors = answer.id, _plain(answer.properties), []
            if answer.HasField("inputs"):
                old.inputs = _plain(answer.inputs)

    def delete(self, declared: set[str]) -> None:
        for old in list(reversed(self.engine.state)):
            if old.urn not in declared:
                request = provider_pb2.DeleteRequest(
                    id=old.id, urn=old.urn, properties=_struct(old.outputs), **_named(old.urn)
                )
                self._call("delete", old.urn, self.stub.Delete, request)
                self.engine.state.remove(old)

    def _check(self, declared: Declared, old: Kept | None, *, preview: bool) -> dict[str, Any]:
        news = self._known(declared.inputs, declared.urn, preview=preview) | {_PREVIEW: preview}
        request = provider_pb2.CheckRequest(
            urn=declared.urn,
            olds=_struct(old.inputs if old else {}),
            news=_struct(news),
            **_named(declared.urn),
        )
        answer = self._call("preview" if preview else "check", declared.urn, self.stub.Check, request)
        if answer.failures:
            self.errors.extend(failure.reason for failure in answer.failures)
            raise _FailedError
        return _plain(answer.inputs)

    def _differs(self, declared: Declared, old: Kept, inputs: dict[str, Any]) -> bool:
        request = provider_pb2.DiffRequest(
            id=old.id,
            urn=old.urn,
            olds=_struct(old.outputs),
            old_inputs=_struct(old.inputs),
            news=_struct(inputs),
            **_named(old.urn),
        )
        answer = self._call("diff", declared.urn, self.stub.Diff, request)
        assert not answer.replaces, "no world of these replaces a resource"
        if answer.changes == provider_pb2.DiffResponse.DIFF_UNKNOWN:
            return old.inputs != inputs
        return bool(answer.changes == provider_pb2.DiffResponse.DIFF_SOME)

    def _create(self, declared: Declared, inputs: dict[str, Any]) -> None:
        request = provider_pb2.CreateRequest(
            urn=declared.urn, properties=_struct(inputs), **_named(declared.urn)
        )
        try:
            answer = self._call("create", declared.urn, self.stub.Create, request)
        except _HalfWayError as half_way:
            kept = Kept(declared.urn, half_way.id, inputs, half_way.outputs, half_way.reasons)
            self.engine.state.append(kept)
            raise _FailedError from None
        self.engine.state.append(Kept(declared.urn, answer.id, inputs, _plain(answer.properties)))

    def _update(self, declared: Declared, old: Kept, inputs: dict[str, Any]) -> None:
        request = provider_pb2.UpdateRequest(
            id=old.id,
            urn=old.urn,
            olds=_struct(old.outputs),
            old_inputs=_struct(old.inputs),
            news=_struct(inputs),
            **_named(old.urn),
        )
        try:
            answer = self._call("update", declared.urn, self.stub.Update, request)
        except _HalfWayError as half_way:
            old.inputs, old.outputs, old.init_errors = inputs, half_way.outputs, half_way.reasons
            raise _FailedError from None
        old.inputs, old.outputs, old.init_errors = inputs, _plain(answer.properties), []

    def _find(self, urn: str) -> Kept | None:
        return next((each for each in self.engine.state if each.urn == urn), None)

    def _known(self, value: Any, urn: str, *, preview: bool) -> Any:
        """The inputs with what other resources have answered."""
        if isinstance(value, Reference):
            other = self._find(value.urn)
            if not other:
                assert preview, f"{value.urn} comes before {urn}"
                return rpc.UNKNOWN
            if value.output == "id":
                return other.id
            return rpc.UNKNOWN if value.urn in self.changing else other.outputs[value.output]
        if isinstance(value, dict):
            return {key: self._known(each, urn, preview=preview) for key, each in value.items()}
        return [self._known(each, urn, preview=preview) for each in value] if isinstance(value, list) else value

    def _call(self, verb: str, urn: str, method: Any, request: Any) -> Any:
        self.engine.at = (verb, urn.rpartition("::")[0].rpartition(":")[2])
        try:
            return method(request, timeout=DEADLINE)
        except grpc.RpcError as error:
            detail = _detail(error)
            shown = list(detail.reasons) if detail else [error.details()]
            if error.code() == grpc.StatusCode.DEADLINE_EXCEEDED:
                shown = [f"HANGS: {verb} of {urn} did not end within {DEADLINE} s"]
            self.errors.extend(shown)
            if detail and verb in {"create", "update"}:
                raise _HalfWayError(detail.id, _plain(detail.properties), list(detail.reasons)) from None
            raise _FailedError from None


@define
class _HalfWayError(Exception):
    id: str
    outputs: dict[str, Any]
    reasons: list[str]


def _detail(error: Any) -> Any:
    """The `ErrorResourceInitFailed` of an error, or None."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            for each in status_pb2.Status.FromString(value).details:
                found = provider_pb2.ErrorResourceInitFailed()
                if each.Unpack(found):
                    return found
    return None


def _named(urn: str) -> dict[str, str]:
    return {"name": urn.rpartition("::")[2], "type": urn.split("::")[2].rpartition("$")[2]}


def _struct(properties: Mapping[str, Any]) -> Struct:
    struct = Struct()
    struct.update(properties)
    return struct


def _plain(struct: Struct) -> dict[str, Any]:
    properties: dict[str, Any] = MessageToDict(struct)
    return properties
