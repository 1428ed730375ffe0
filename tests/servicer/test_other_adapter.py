"""The entry of a state that the other adapter has written: the same thing, which only gets other names."""

from typing import Any

import pytest
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2

from trunkline.providers import names
from trunkline.providers.dynamic import GeneratedPassword, PhoneNumber, _Shell
from trunkline.testing.twilio import Emulator

from ..support.numbers import phone_number
from ..support.servicer import PROVIDER, PluginServicer, Servicer, serialized
from .test_lifecycle import RESOURCES

KINDS: dict[str, tuple[type[_Shell], dict[str, Any]]] = {
    **{name: (kind, declared) for name, (kind, declared, _) in RESOURCES.items()},
    "number": (PhoneNumber, phone_number()),
    "password": (GeneratedPassword, {"generation": 1.0}),
}


def _as_the_other(servicer: Servicer, kind: type[_Shell], properties: dict[str, Any]) -> Struct:
    struct = Struct()
    if isinstance(servicer, PluginServicer):
        struct.update({**properties, PROVIDER: serialized(kind)})
    else:
        struct.update(names.to_wire(kind.PROVIDER.RECORD, properties))
    return struct


@pytest.mark.parametrize("resource", KINDS)
def test_it_is_updated_without_a_write(resource: str, servicer: Servicer, emulator: Emulator) -> None:
    kind, declared = KINDS[resource]
    id_, outputs = servicer.create(kind, declared)
    emulator.forget_requests()
    urn, news = servicer.urn(kind), servicer.properties(kind, declared)
    was, inputs = (_as_the_other(servicer, kind, each) for each in (outputs, declared))

    checked = servicer.stub.Check(provider_pb2.CheckRequest(urn=urn, olds=inputs, news=news))
    assert (servicer.plain(kind, checked.inputs), list(checked.failures)) == (declared, [])
    difference = servicer.stub.Diff(
        provider_pb2.DiffRequest(urn=urn, id=id_, olds=was, old_inputs=inputs, news=checked.inputs)
    )
    assert (difference.changes, list(difference.replaces)) == (provider_pb2.DiffResponse.DIFF_SOME, [])
    updated = servicer.stub.Update(
        provider_pb2.UpdateRequest(urn=urn, id=id_, olds=was, old_inputs=inputs, news=checked.inputs)
    )
    assert servicer.plain(kind, updated.properties) == outputs
    assert servicer.diff(kind, outputs, declared).changes == provider_pb2.DiffResponse.DIFF_NONE
    assert {each["method"] for each in emulator.requests_made()} <= {"GET"}
    servicer.delete(kind, id_, outputs)
