"""What the plugin answers beyond what a dynamic provider can: previews, differences, secrets, imports, notices."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2
from pulumi.runtime.proto.provider_pb2 import PropertyDiff

from trunkline.model.hidden import Hidden
from trunkline.model.unknown import UNKNOWN
from trunkline.plugin import wire
from trunkline.providers.dynamic import CredentialList, Endpoint, IpAccessControlList, PhoneNumber, Trunk, _Shell
from trunkline.testing.twilio import Emulator

from ..support import inputs, rows
from ..support import servicer as servicers
from ..support.inputs import PASSWORD, with_column
from ..support.numbers import EXACT, phone_number
from ..support.servicer import PluginServicer

EXPLICIT = "urn:pulumi:test::trunkline::pulumi:providers:trunkline::europe"
DEFAULT = "urn:pulumi:test::trunkline::pulumi:providers:trunkline::default_0_1_0"


def _struct(values: Mapping[str, Any]) -> Struct:
    return wire.encode(values)


def _create(plugin: PluginServicer, kind: type[_Shell], given: Mapping[str, Any], *, preview: bool = False) -> Any:
    return plugin.stub.Create(
        provider_pb2.CreateRequest(urn=plugin.urn(kind), properties=_struct(given), preview=preview)
    )


def test_inputs_are_secret_at_the_leaf_and_outputs_as_a_whole(plugin: PluginServicer) -> None:
    given = {"friendlyName": Hidden("shown"), "credentials": {"grable": PASSWORD}}
    checked = plugin.stub.Check(provider_pb2.CheckRequest(urn=plugin.urn(CredentialList), news=_struct(given)))
    inputs_ = {"friendlyName": Hidden("shown"), "credentials": {"grable": Hidden(PASSWORD)}}
    assert wire.decode(checked.inputs) == inputs_
    made = wire.decode(_create(plugin, CredentialList, inputs_).properties)
    assert made["credentials"] == Hidden({"grable": PASSWORD})
    assert made["friendlyName"] == Hidden("shown")
    endpoint = {"psAuths": {"a": {"username": "grable", "password": PASSWORD}}, "endpointId": "a"}
    checked = plugin.stub.Check(provider_pb2.CheckRequest(urn=plugin.urn(Endpoint), news=_struct(endpoint)))
    assert wire.decode(checked.inputs)["psAuths"] == {"a": {"username": "grable", "password": Hidden(PASSWORD)}}


def test_a_preview_knows_what_is_known(plugin: PluginServicer, emulator: Emulator) -> None:
    foreseen = wire.decode(_create(plugin, PhoneNumber, {"buy": {"phoneNumber": EXACT}}, preview=True).properties)
    assert foreseen == {"buy": {"phoneNumber": EXACT}, "phoneNumber": UNKNOWN}
    assert EXACT not in {each.phone_number for each in emulator.client().incoming_phone_numbers.list()}


def _differences(plugin: PluginServicer, kind: type[_Shell], olds: Any, news: Any, inputs_: Any = None) -> Any:
    answer = plugin.stub.Diff(
        provider_pb2.DiffRequest(
            urn=plugin.urn(kind),
            id="id",
            olds=_struct(olds),
            old_inputs=_struct(olds if inputs_ is None else inputs_),
            news=_struct(news),
        )
    )
    shown = {path: (PropertyDiff.Kind.Name(each.kind), each.inputDiff) for path, each in answer.detailedDiff.items()}
    return shown, list(answer.replaces)


def test_differences_by_their_paths(plugin: PluginServicer) -> None:
    olds = {"credentials": {"grable": Hidden(PASSWORD), "a.b": Hidden("x")}, "friendlyName": "a", "unsealed": "1"}
    news = {"credentials": {"grable": Hidden("y"), 'c"d': Hidden("x")}, "friendlyName": "a"}
    assert _differences(plugin, CredentialList, olds, news) == (
        {
            "credentials.grable": ("UPDATE", True),
            'credentials["a.b"]': ("DELETE", True),
            r'credentials["c\"d"]': ("ADD", True),
        },
        [],
    )
    drifted = {"phoneNumbers": ["+1"], "recording": {"mode": "a"}}
    declared = {"phoneNumbers": ["+1", "+2"], "recording": {"mode": "b", "trim": "c"}}
    assert _differences(plugin, Trunk, drifted | {"domainName": "x"}, declared, declared) == (
        {
            "domainName": ("DELETE", False),
            "phoneNumbers[1]": ("ADD", False),
            "recording.mode": ("UPDATE", False),
            "recording.trim": ("ADD", False),
        },
        [],
    )
    assert _differences(plugin, Endpoint, {"endpointId": "a"}, {"endpointId": "b"}) == (
        {"endpointId": ("UPDATE_REPLACE", True)},
        ["endpointId"],
    )


def test_a_state_of_a_dynamic_provider_is_renewed(plugin: PluginServicer) -> None:
    """Else its names and its secrets would stay as they are."""
    python = {"friendly_name": "a", "ip_addresses": {"192.0.2.1": "a_b"}, "adopt": False}
    request = provider_pb2.DiffRequest(
        urn=plugin.urn(IpAccessControlList),
        id="AL1",
        olds=_struct(python | {"__provider": "gASV", "account_sid": None}),
        news=_struct({"friendlyName": "a", "ipAddresses": {"192.0.2.1": "a_b"}, "adopt": False}),
    )
    answer = plugin.stub.Diff(request)
    assert (answer.changes, list(answer.replaces)) == (provider_pb2.DiffResponse.DIFF_SOME, [])


def test_each_problem_is_a_line(plugin: PluginServicer) -> None:
    _, findings = plugin.preview(Trunk, inputs.trunk(phone_numbers=["+15005550009", "+15005550008"]))
    assert [line.partition(" is not")[0] for line in findings] == [
        "phoneNumbers: +15005550009",
        "phoneNumbers: +15005550008",
    ]


def test_a_notice_goes_to_the_engine(plugin: PluginServicer, emulator: Emulator) -> None:
    plugin.preview(PhoneNumber, phone_number())
    line = f"phone number 'trunkline/test/desk': {EXACT} will be bought, at Twilio's monthly price"
    assert plugin.shown == [("INFO", line)]
    assert emulator.client().incoming_phone_numbers.list(phone_number=EXACT) == []


def _read(plugin: PluginServicer, kind: type[_Shell], id_: str) -> dict[str, Any]:
    answer = plugin.stub.Read(provider_pb2.ReadRequest(urn=plugin.urn(kind), id=id_))
    assert answer.id in {id_, ""}
    return wire.decode(answer.inputs)


def test_each_thing_is_imported_by_its_id(plugin: PluginServicer, emulator: Emulator) -> None:
    """Its inputs then change nothing."""
    kinds: dict[type[_Shell], dict[str, Any]] = {
        IpAccessControlList: inputs.ip_access_control_list(adopt=False),
        Trunk: inputs.trunk(),
        Endpoint: inputs.endpoint(),
        PhoneNumber: phone_number({"phone_number": EXACT}),
    }
    for kind, declared in kinds.items():
        id_, _ = plugin.create(kind, declared)
        plain = plugin.plain(kind, wire.encode(_read(plugin, kind, id_)))
        assert plain == {key: value for key, value in declared.items() if value is not False or key in plain} | (
            {"as_found": True, "ps_auths": _undeclared(declared)} if kind is Endpoint else {}
        )
        state = plugin.stub.Read(provider_pb2.ReadRequest(urn=plugin.urn(kind), id=id_))
        again = plugin.stub.Diff(
            provider_pb2.DiffRequest(
                urn=plugin.urn(kind), id=id_, olds=state.properties, old_inputs=state.inputs, news=state.inputs
            )
        )
        assert again.changes == provider_pb2.DiffResponse.DIFF_NONE
        assert "accountSid" in state.properties.fields or "database" in state.properties.fields
    assert emulator.client().incoming_phone_numbers.list(phone_number=EXACT)


def _undeclared(declared: dict[str, Any]) -> Any:
    return with_column(declared, "ps_auths", "password", "(undeclared)")["ps_auths"]


def test_an_imported_credential_list_has_no_password(plugin: PluginServicer) -> None:
    id_, _ = plugin.create(CredentialList, inputs.credential_list())
    assert _read(plugin, CredentialList, id_) == {
        "friendlyName": inputs.NAME,
        "credentials": {"grable": Hidden("(undeclared)")},
    }


def test_16_requests_to_twilio_at_once(plugin: PluginServicer, emulator: Emulator) -> None:
    """A dynamic provider has four threads, and would need four times as long."""
    seconds = 5.0
    emulator.misbehave(kind="latency", seconds=seconds, times=16)
    began = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        assert [*pool.map(lambda number: _create(plugin, PhoneNumber, _number(number), preview=True), range(16))]
    assert time.monotonic() - began < 3 * seconds


def _number(number: int) -> dict[str, Any]:
    return {"friendlyName": f"number {number}", "buy": {"phoneNumber": EXACT}}


def test_32_endpoints_at_once(tmp_path: Path, server_url: str) -> None:
    """More calls than the database has connections: each waits its turn."""
    ids = [f"trunk{number}" for number in range(32)]
    with servicers.plugin(tmp_path / "plugin.log", {"TRUNKLINE_DATABASE_URL": server_url}) as plugin:
        plugin.configure()
        with ThreadPoolExecutor(32) as pool:
            created = pool.map(lambda id_: _create_endpoint(plugin, id_), ids)
            assert [each.id for each in created] == ids
        assert plugin.stderr() == ""
    assert sorted(rows.read(server_url)["ps_endpoints"]) == sorted(ids)


def _create_endpoint(plugin: PluginServicer, id_: str) -> Any:
    """Each with a URN of its own."""
    request = provider_pb2.CreateRequest(
        urn=f"{plugin.urn(Endpoint)}-{id_}", properties=plugin.properties(Endpoint, inputs.endpoint(id_))
    )
    return plugin.stub.Create(request)


def test_what_has_begun_ends_after_a_cancellation(plugin: PluginServicer, emulator: Emulator) -> None:
    emulator.misbehave(kind="latency", seconds=1.0, times=1)
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(plugin.create, IpAccessControlList, inputs.ip_access_control_list())
        time.sleep(0.3)
        plugin.stub.Cancel(Empty())
        assert made.result()[0].startswith("AL")


def test_settings_of_the_stack_without_its_trunks(plugin: PluginServicer) -> None:
    given = {"twilioAccountSid": "AC1", "twilioAuthToken": "canary", "trunks": '{"a": {"password": "canary"}}'}
    answer = plugin.stub.CheckConfig(provider_pb2.CheckRequest(urn=DEFAULT, news=_struct(given)))
    assert wire.decode(answer.inputs) == {"twilioAccountSid": "AC1", "twilioAuthToken": Hidden("canary")}
    assert not answer.failures


def test_a_provider_of_the_program_is_judged(plugin: PluginServicer) -> None:
    def problems(**given: Any) -> list[str]:
        answer = plugin.stub.CheckConfig(provider_pb2.CheckRequest(urn=EXPLICIT, news=_struct(given)))
        return [each.reason for each in answer.failures]

    assert problems() == ["neither twilioAccountSid nor databaseUrl is set: set one of them, or both"]
    assert problems(twilioAccountSid="AC1") == [
        "twilioAuthToken: missing, and the account has no other login: set it, or twilioApiKey with twilioApiSecret"
    ]
    assert problems(databaseUrl=UNKNOWN) == []


def test_other_settings_replace_nothing(plugin: PluginServicer) -> None:
    def changes(olds: Any, news: Any) -> Any:
        return plugin.stub.DiffConfig(provider_pb2.DiffRequest(urn=DEFAULT, olds=_struct(olds), news=_struct(news)))

    same = changes({"twilioRegion": "ie1", "version": "0.1.0"}, {"twilioRegion": "ie1"})
    other = changes({"twilioRegion": "ie1"}, {"twilioRegion": "au1"})
    assert (same.changes, other.changes) == (provider_pb2.DiffResponse.DIFF_NONE, provider_pb2.DiffResponse.DIFF_SOME)
    assert not other.replaces


def test_a_setting_is_named_as_the_program_sets_it(plugin: PluginServicer) -> None:
    plugin.stub.Configure(provider_pb2.ConfigureRequest(urn=EXPLICIT, id="id", args=Struct()))
    assert plugin.check(Trunk, inputs.trunk())[1] == ["twilioAccountSid is not set: set it on the provider"]
