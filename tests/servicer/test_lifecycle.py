"""Each resource from nothing to nothing, by the calls that the engine makes."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from trunkline.model.properties import Role
from trunkline.providers.dynamic import (
    CredentialList,
    CredentialListSeal,
    Endpoint,
    IpAccessControlList,
    Trunk,
    _Shell,
)
from trunkline.testing.twilio import Emulator

from ..support import account, inputs, rows
from ..support.inputs import NAME, PASSWORD, with_column
from ..support.servicer import Servicer

OTHER = "Another-Password-1"

RESOURCES: dict[str, tuple[type[_Shell], dict[str, Any], dict[str, Any]]] = {
    "credential list": (
        CredentialList,
        inputs.credential_list(),
        inputs.credential_list(credentials={"grable": PASSWORD, "second": OTHER}),
    ),
    "access list": (
        IpAccessControlList,
        inputs.ip_access_control_list(),
        inputs.ip_access_control_list(ip_addresses={"203.0.113.7": "moved"}),
    ),
    "trunk": (Trunk, inputs.trunk(), inputs.trunk(transfer_mode="sip-only", phone_numbers=[])),
    "endpoint": (
        Endpoint,
        inputs.endpoint(),
        with_column(inputs.endpoint(), "ps_aors", "qualify_frequency", 30.0),
    ),
}


@pytest.mark.parametrize("resource", RESOURCES)
def test_from_nothing_to_nothing(resource: str, servicer: Servicer, next_run: Servicer) -> None:
    kind, declared, changed = RESOURCES[resource]
    assert servicer.preview(kind, declared) == (declared, [])
    assert servicer.check(kind, declared) == (declared, [])
    id_, outputs = servicer.create(kind, declared)
    assert id_
    assert _inputs(kind, outputs) == declared
    assert servicer.read(kind, id_, outputs) == (id_, outputs, declared)

    assert servicer.diff(kind, outputs, declared).changes == servicer.diff(kind, declared, outputs).changes == 1
    assert servicer.preview(kind, changed, declared) == (changed, [])
    difference = servicer.diff(kind, outputs, changed)
    assert difference.changes != 1
    assert not difference.replaces
    outputs = servicer.update(kind, id_, outputs, changed)
    assert _inputs(kind, outputs) == changed
    assert servicer.read(kind, id_, outputs) == (id_, outputs, changed)

    next_run.delete(kind, id_, outputs)
    assert next_run.read(kind, id_, outputs) == ("", {}, {})
    next_run.delete(kind, id_, outputs)


def _inputs(kind: type[_Shell], outputs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in outputs.items() if key not in kind.PROVIDER.RECORD.named(Role.OUTPUT)}


def test_the_seal(servicer: Servicer, emulator: Emulator) -> None:
    sid, _ = servicer.create(CredentialList, inputs.credential_list())
    declared = inputs.seal(sid, grable=PASSWORD)
    assert servicer.preview(CredentialListSeal, declared) == (declared, [])
    assert servicer.create(CredentialListSeal, declared) == (sid, declared)
    assert servicer.read(CredentialListSeal, sid, declared) == (sid, declared, declared)
    assert account.read(emulator)["credential_lists"] == {NAME: ["grable"]}
    servicer.delete(CredentialListSeal, sid, declared)


def test_drift_becomes_outputs_and_inputs(servicer: Servicer, emulator: Emulator) -> None:
    """The engine compares the next program with these inputs."""
    sid, outputs = servicer.create(IpAccessControlList, inputs.ip_access_control_list())
    emulator.client().api.v2010.account.sip.ip_access_control_lists(sid).ip_addresses.create("stranger", "203.0.113.9")
    drifted = outputs | {"ip_addresses": outputs["ip_addresses"] | {"203.0.113.9": "stranger"}}
    assert servicer.read(IpAccessControlList, sid, outputs) == (sid, drifted, drifted)


def test_adopt_alone_is_no_change(servicer: Servicer) -> None:
    for kind, declared, _ in RESOURCES.values():
        assert servicer.diff(kind, declared, declared | {"adopt": not declared["adopt"]}).changes == 1


def test_only_another_endpoint_id_replaces(servicer: Servicer) -> None:
    assert list(servicer.diff(Endpoint, inputs.endpoint(), inputs.endpoint("office")).replaces) == [
        servicer.words("endpoint_id")
    ]
    for kind, declared, changed in RESOURCES.values():
        everything = {key: "changed" for key in changed if key != "endpoint_id"}
        assert not servicer.diff(kind, declared, declared | everything).replaces


def test_four_calls_at_once(servicer: Servicer, emulator: Emulator, sqlite_url: str) -> None:
    calls: list[tuple[type[_Shell], dict[str, Any]]] = [
        *((CredentialList, inputs.credential_list(friendly_name=f"list {number}")) for number in range(4)),
        *((Endpoint, inputs.endpoint(f"trunk{number}")) for number in range(4)),
        *((IpAccessControlList, inputs.ip_access_control_list(friendly_name=f"list {number}")) for number in range(4)),
    ]
    with ThreadPoolExecutor(len(calls)) as pool:
        made = list(pool.map(lambda call: servicer.create(*call), calls))
    assert [_inputs(kind, made[1]) for (kind, _), made in zip(calls, made, strict=True)] == [each for _, each in calls]
    found = account.read(emulator)
    names = [f"list {number}" for number in range(4)]
    assert sorted(found["credential_lists"]) == sorted(found["ip_access_control_lists"]) == names
    assert sorted(rows.read(sqlite_url)["ps_endpoints"]) == [f"trunk{number}" for number in range(4)]
