"""The functions of the package, as the plugin answers them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from trunkline import GetTrunkResult
from trunkline.model.hidden import Hidden
from trunkline.model.path import camel
from trunkline.plugin import wire
from trunkline.plugin.functions import FUNCTIONS
from trunkline.testing import Emulator

from ..importing import world
from ..support import rows
from ..support import servicer as servicers
from ..support.servicer import PluginServicer
from .test_schema import SCHEMA

DOMAIN = "grable.pstn.twilio.com"
SID = "TK" + "0" * 32
TOKEN = "trunkline:index:getTrunk"
WRONG: Mapping[str, tuple[dict[str, Any], dict[str, str]]] = {
    "neither": ({}, {"domainName": "missing: set it, or trunkSid"}),
    "both": (
        {"domainName": DOMAIN, "trunkSid": SID},
        {"trunkSid": "does not go with domainName: set one of the two"},
    ),
    "a misspelt one": (
        {"domainNmae": DOMAIN},
        {"domainNmae": "unknown: did you mean domainName?"},
    ),
    "a Python name": (
        {"trunk_sid": SID},
        {"trunk_sid": "unknown: did you mean trunkSid?"},
    ),
    "no SID": ({"trunkSid": "CL1"}, {"trunkSid": "'CL1' is not a SID: TK and 32 hex digits"}),
}


def _invoke(plugin: PluginServicer, given: Mapping[str, Any], token: str = TOKEN) -> Any:
    return plugin.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=wire.encode(given)))


def _refused(plugin: PluginServicer, given: Mapping[str, Any], token: str = TOKEN) -> str:
    with pytest.raises(grpc.RpcError) as refused:
        _invoke(plugin, given, token)
    return str(refused.value.details())


def test_get_trunk(plugin: PluginServicer, emulator: Emulator, sqlite_url: str) -> None:
    sid = world.trunk_by_hand(emulator)
    for statement in world.GUIDE:
        rows.execute(sqlite_url, statement)
    sip = emulator.client().api.v2010.account.sip
    found = wire.decode(getattr(_invoke(plugin, {"domainName": DOMAIN}), "return"))
    assert found == {
        "trunkSid": sid,
        "friendlyName": "grable by hand",
        "terminationUri": DOMAIN,
        "secure": True,
        "originationUrls": ["sip:grable.voip.zoftko.com;transport=tls"],
        "phoneNumbers": ["+11234567890"],
        "credentialListSids": [each.sid for each in sip.credential_lists.list()],
        "ipAccessControlListSids": [each.sid for each in sip.ip_access_control_lists.list()],
        "endpointId": "twilio",
        "dialString": "PJSIP/${EXTEN}@twilio",
    }
    assert found == wire.decode(getattr(_invoke(plugin, {"trunkSid": Hidden(sid)}), "return"))
    rows.execute(sqlite_url, "DELETE FROM ps_endpoints")
    found = wire.decode(getattr(_invoke(plugin, {"domainName": DOMAIN}), "return"))
    assert {"endpointId", "dialString"}.isdisjoint(found)

    for given, failures in WRONG.values():
        answer = _invoke(plugin, given)
        assert {each.property: each.reason for each in answer.failures} == failures
    rest = "check it and TWILIO_ACCOUNT_SID (trunkline:twilioAccountSid)"
    assert _refused(plugin, {"trunkSid": SID}) == (
        f"account {emulator.account_sid} has no trunk with the SID {SID}: {rest}"
    )
    assert _refused(plugin, {}, "trunkline:index:getNothing") == (
        "trunkline:index:getNothing: this version of the plugin has no such function: upgrade trunkline"
    )


def test_without_settings(tmp_path: Path) -> None:
    with servicers.plugin(tmp_path / "plugin.log", {}) as plugin:
        plugin.configure()
        assert _refused(plugin, {"domainName": DOMAIN}) == (
            "TWILIO_ACCOUNT_SID is not set: export it, or run "
            "`pulumi config set trunkline:twilioAccountSid --stack test`"
        )


def test_the_schema_has_each_function() -> None:
    assert SCHEMA["functions"].keys() == FUNCTIONS.keys()
    outputs = SCHEMA["functions"][TOKEN]["outputs"]
    assert {*outputs["properties"]} == {camel(each.name) for each in attrs.fields(GetTrunkResult)}
    assert {*outputs["properties"]} - {*outputs["required"]} == {"terminationUri", "endpointId", "dialString"}
