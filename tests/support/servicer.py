"""The SDK's own process for dynamic providers, and the calls that the engine makes to it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from attrs import frozen
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from pulumi.runtime.proto.status_pb2 import Status

from trunkline.providers import dynamic
from trunkline.providers.logic_provider import RUN

PROVIDER = "__provider"
UNKNOWN = rpc.UNKNOWN


def secret(value: Any) -> dict[str, Any]:
    """A secret as the engine writes it into a message."""
    return {rpc._special_sig_key: rpc._special_secret_sig, "value": value}


def urn(resource: type[dynamic._Shell]) -> str:
    """The URN of the one resource of that kind in stack `test`."""
    return f"urn:pulumi:test::trunkline::trunkline:index:SipTrunk$test:{resource.__name__}::twilio-{resource.__name__}"


def serialized(resource: type[dynamic._Shell]) -> str:
    """The SDK's text for a resource's provider in the state."""
    text: str = serialize_provider(resource.PROVIDER())
    return text


def properties(resource: type[dynamic._Shell], inputs: Mapping[str, Any]) -> Struct:
    """A resource's properties in a message, with its provider."""
    struct = Struct()
    struct.update({**inputs, PROVIDER: serialized(resource)})
    return struct


@frozen
class Servicer:
    """A running servicer for one kind of resource after another."""

    stub: Any
    log: Path

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
                urn=urn(resource),
                olds=properties(resource, olds) if olds is not None else Struct(),
                news=properties(resource, news),
            )
        )
        return _plain(answer.inputs), [failure.reason for failure in answer.failures]

    def preview(
        self, resource: type[dynamic._Shell], news: Mapping[str, Any], olds: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], list[str]]:
        return self.check(resource, {**news, RUN: {"is_preview": True}}, olds)

    def diff(self, resource: type[dynamic._Shell], olds: Mapping[str, Any], news: Mapping[str, Any]) -> Any:
        request = provider_pb2.DiffRequest(
            urn=urn(resource), id="id", olds=properties(resource, olds), news=properties(resource, news)
        )
        return self.stub.Diff(request)

    def create(self, resource: type[dynamic._Shell], inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        answer = self.stub.Create(
            provider_pb2.CreateRequest(urn=urn(resource), properties=properties(resource, inputs))
        )
        return answer.id, _plain(answer.properties)

    def read(
        self, resource: type[dynamic._Shell], id_: str, outputs: Mapping[str, Any]
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """The id, the outputs and the inputs."""
        answer = self.stub.Read(
            provider_pb2.ReadRequest(urn=urn(resource), id=id_, properties=properties(resource, outputs))
        )
        return answer.id, _plain(answer.properties), _plain(answer.inputs)

    def update(
        self, resource: type[dynamic._Shell], id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]
    ) -> dict[str, Any]:
        answer = self.stub.Update(
            provider_pb2.UpdateRequest(
                urn=urn(resource), id=id_, olds=properties(resource, olds), news=properties(resource, news)
            )
        )
        return _plain(answer.properties)

    def delete(self, resource: type[dynamic._Shell], id_: str, outputs: Mapping[str, Any]) -> None:
        self.stub.Delete(
            provider_pb2.DeleteRequest(urn=urn(resource), id=id_, properties=properties(resource, outputs))
        )


def half_done(error: Any) -> tuple[str, dict[str, Any]] | None:
    """The id and outputs in the error of a failed call; None if it has none."""
    details = dict(error.trailing_metadata()).get("grpc-status-details-bin")
    if not details:
        return None
    (packed,) = Status.FromString(details).details
    failed = provider_pb2.ErrorResourceInitFailed()
    assert packed.Unpack(failed)
    assert list(failed.reasons) == [error.details()]
    return failed.id, _plain(failed.properties)


def _plain(struct: Struct) -> dict[str, Any]:
    """A message's properties without the provider and the place; what is not known is `UNKNOWN`."""
    left_out = {PROVIDER, "account_sid", "database"}
    return {key: value for key, value in MessageToDict(struct).items() if key not in left_out}


@contextmanager
def running(log: Path, environment: Mapping[str, str]) -> Iterator[Servicer]:
    """`python -m pulumi.dynamic` as the language host starts it; its stderr goes to `log`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TWILIO_", "PULUMI_", "TRUNKLINE_"))}
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "pulumi.dynamic"],
            env={**kept, "PULUMI_PROJECT": "trunkline", **environment},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    try:
        assert process.stdout
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Servicer(provider_pb2_grpc.ResourceProviderStub(channel), log)
    finally:
        process.terminate()
        process.communicate()
