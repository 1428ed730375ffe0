"""The processes that answer the engine, and the calls that it makes to them.

They are the SDK's own for dynamic providers, and `pulumi-resource-trunkline`.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, ClassVar

import grpc
from attrs import frozen
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from pulumi.runtime.proto.status_pb2 import Status

from trunkline.model.path import camel
from trunkline.model.unknown import is_known
from trunkline.plugin import wire
from trunkline.plugin.kinds import PROVIDERS
from trunkline.providers import dynamic, names
from trunkline.providers.logic_provider import RUN

from . import engine_log

PROVIDER = "__provider"
UNKNOWN = rpc.UNKNOWN


def secret(value: Any) -> dict[str, Any]:
    """A secret as the engine writes it into a message."""
    return {rpc._special_sig_key: rpc._special_secret_sig, "value": value}


def serialized(resource: type[dynamic._Shell]) -> str:
    """The SDK's text for a resource's provider in the state."""
    text: str = serialize_provider(resource.PROVIDER())
    return text


@frozen
class Servicer:
    """A running servicer for one kind of resource after another. Properties have their Python names."""

    NAMESPACE: ClassVar[str] = ""
    """In front of a key in the stack's config."""
    CHANGED: ClassVar[Any] = provider_pb2.DiffResponse.DIFF_UNKNOWN
    """The answer of `diff` if anything has changed."""

    stub: Any
    log: Path

    def urn(self, resource: type[dynamic._Shell]) -> str:
        """The URN of the one resource of that kind in stack `test`."""
        parent = "urn:pulumi:test::trunkline::trunkline:index:SipTrunk"
        return f"{parent}${self.token(resource)}::twilio-{resource.__name__}"

    def token(self, resource: type[dynamic._Shell]) -> str:
        return f"pulumi-python:{resource._resource_type_name}"

    def words(self, line: str) -> str:
        """A line about properties, in this servicer's words."""
        return line

    def properties(self, resource: type[dynamic._Shell], inputs: Mapping[str, Any]) -> Struct:
        """A resource's properties in a message."""
        struct = Struct()
        struct.update({**inputs, PROVIDER: serialized(resource)})
        return struct

    def plain(self, resource: type[dynamic._Shell], struct: Struct) -> dict[str, Any]:  # noqa: ARG002
        """A message's properties without the provider and the place; what is not known is `UNKNOWN`."""
        return _placeless(MessageToDict(struct))

    def stderr(self) -> str:
        return self.log.read_text()

    def configure(self, **config: Any) -> Any:
        args = Struct()
        args.update({f"trunkline:{key}": value for key, value in config.items()})
        return self.stub.Configure(provider_pb2.ConfigureRequest(args=args, acceptSecrets=True))

    def check(
        self, resource: type[dynamic._Shell], news: Mapping[str, Any], olds: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], list[str]]:
        """The inputs as they come back, and what is wrong with them."""
        answer = self.stub.Check(
            provider_pb2.CheckRequest(
                urn=self.urn(resource),
                olds=self.properties(resource, olds) if olds is not None else Struct(),
                news=self.properties(resource, news),
            )
        )
        return self.plain(resource, answer.inputs), [failure.reason for failure in answer.failures]

    def preview(
        self, resource: type[dynamic._Shell], news: Mapping[str, Any], olds: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], list[str]]:
        return self.check(resource, {**news, RUN: {"is_preview": True}}, olds)

    def diff(self, resource: type[dynamic._Shell], olds: Mapping[str, Any], news: Mapping[str, Any]) -> Any:
        request = provider_pb2.DiffRequest(
            urn=self.urn(resource),
            id="id",
            olds=self.properties(resource, olds),
            old_inputs=self.properties(resource, olds),
            news=self.properties(resource, news),
        )
        return self.stub.Diff(request)

    def create(self, resource: type[dynamic._Shell], inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        answer = self.stub.Create(
            provider_pb2.CreateRequest(urn=self.urn(resource), properties=self.properties(resource, inputs))
        )
        return answer.id, self.plain(resource, answer.properties)

    def read(
        self, resource: type[dynamic._Shell], id_: str, outputs: Mapping[str, Any]
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """The id, the outputs and the inputs."""
        answer = self.stub.Read(
            provider_pb2.ReadRequest(urn=self.urn(resource), id=id_, properties=self.properties(resource, outputs))
        )
        return answer.id, self.plain(resource, answer.properties), self.plain(resource, answer.inputs)

    def update(
        self, resource: type[dynamic._Shell], id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]
    ) -> dict[str, Any]:
        answer = self.stub.Update(
            provider_pb2.UpdateRequest(
                urn=self.urn(resource),
                id=id_,
                olds=self.properties(resource, olds),
                news=self.properties(resource, news),
            )
        )
        return self.plain(resource, answer.properties)

    def delete(self, resource: type[dynamic._Shell], id_: str, outputs: Mapping[str, Any]) -> None:
        self.stub.Delete(
            provider_pb2.DeleteRequest(urn=self.urn(resource), id=id_, properties=self.properties(resource, outputs))
        )

    def half_done(self, resource: type[dynamic._Shell], error: Any) -> tuple[str, dict[str, Any]] | None:
        """The id and outputs in the error of a failed call; None if it has none."""
        details = dict(error.trailing_metadata()).get("grpc-status-details-bin")
        if not details:
            return None
        (packed,) = Status.FromString(details).details
        failed = provider_pb2.ErrorResourceInitFailed()
        assert packed.Unpack(failed)
        assert list(failed.reasons) == [error.details()]
        return failed.id, self.plain(resource, failed.properties)


def _placeless(properties: Mapping[str, Any]) -> dict[str, Any]:
    left_out = {PROVIDER, "account_sid", "database"}
    return {key: value for key, value in properties.items() if key not in left_out}


@frozen
class PluginServicer(Servicer):
    """`pulumi-resource-trunkline`, and the lines that it shows."""

    NAMESPACE: ClassVar[str] = "trunkline:"
    CHANGED: ClassVar[Any] = provider_pb2.DiffResponse.DIFF_SOME

    shown: list[tuple[str, str]]
    """(severity, line)"""

    def token(self, resource: type[dynamic._Shell]) -> str:
        return TOKENS[resource.PROVIDER]

    def words(self, line: str) -> str:
        return re.sub(r"[a-z]+(?:_[a-z]+)+", lambda name: camel(name[0]), line).replace("adopt=True", "adopt: true")

    def properties(self, resource: type[dynamic._Shell], inputs: Mapping[str, Any]) -> Struct:
        struct = Struct()
        struct.update(names.to_wire(resource.PROVIDER.RECORD, inputs))
        return struct

    def plain(self, resource: type[dynamic._Shell], struct: Struct) -> dict[str, Any]:
        found, _ = wire.reveal(wire.decode(struct))
        python = names.to_python(resource.PROVIDER.RECORD, found)
        as_text: dict[str, Any] = _with_unknown_texts(python)
        return _placeless(as_text)

    def configure(self, **config: Any) -> Any:
        args = Struct()
        args.update(config)
        self.stub.Handshake(provider_pb2.ProviderHandshakeRequest())
        urn, id_ = "urn:pulumi:test::trunkline::pulumi:providers:trunkline::default_0_1_0", "id"
        return self.stub.Configure(provider_pb2.ConfigureRequest(urn=urn, id=id_, args=args, acceptSecrets=True))

    def preview(
        self, resource: type[dynamic._Shell], news: Mapping[str, Any], olds: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], list[str]]:
        """As the engine: what passes the check is created or updated in the preview."""
        checked, failures = self.check(resource, news, olds)
        if failures:
            return checked, failures
        before = len(self.shown)
        inputs, urn = self.properties(resource, checked), self.urn(resource)
        old_inputs = self.properties(resource, olds or {})
        try:
            if olds is None:
                self.stub.Create(provider_pb2.CreateRequest(urn=urn, properties=inputs, preview=True))
            else:
                self.stub.Update(
                    provider_pb2.UpdateRequest(
                        urn=urn, id="id", olds=old_inputs, old_inputs=old_inputs, news=inputs, preview=True
                    )
                )
        except grpc.RpcError as refused:
            errors = [line for severity, line in self.shown[before:] if severity == "ERROR"]
            failures = [*errors, refused.details()]
        return checked, failures


TOKENS = {provider: token for token, provider in PROVIDERS.items()}


def _with_unknown_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_unknown_texts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_unknown_texts(each) for each in value]
    return value if is_known(value) else UNKNOWN


Start = Callable[[Path, Mapping[str, str]], AbstractContextManager[Servicer]]


@contextmanager
def running(log: Path, environment: Mapping[str, str]) -> Iterator[Servicer]:
    """`python -m pulumi.dynamic` as the language host starts it; its stderr goes to `log`."""
    with _started([sys.executable, "-u", "-m", "pulumi.dynamic"], log, environment) as (stub, _):
        yield Servicer(stub, log)


@contextmanager
def plugin(log: Path, environment: Mapping[str, str]) -> Iterator[PluginServicer]:
    """`pulumi-resource-trunkline` as the engine starts it; its stderr goes to `log`."""
    shown: list[tuple[str, str]] = []
    program = Path(sys.executable).with_name("pulumi-resource-trunkline")
    with engine_log.running(shown) as address, _started([program, address], log, environment) as (stub, process):
        yield PluginServicer(stub, log, shown)
        stub.Cancel(Empty())
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


@contextmanager
def _started(
    command: Sequence[str | Path], log: Path, environment: Mapping[str, str]
) -> Iterator[tuple[Any, subprocess.Popen[str]]]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TWILIO_", "PULUMI_", "TRUNKLINE_"))}
    with log.open("w") as stderr:
        process = subprocess.Popen(
            command,
            env={**kept, "PULUMI_PROJECT": "trunkline", **environment},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    try:
        assert process.stdout
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield provider_pb2_grpc.ResourceProviderStub(channel), process
    finally:
        process.terminate()
        process.communicate()
