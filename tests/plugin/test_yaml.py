"""Programs in YAML on the real engine: no Python is written, and none is seen."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation
from ruamel.yaml import YAML

from trunkline.engine.yaml_host import find_or_install_yaml
from trunkline.testing import Emulator, RealtimeDb, Stacks

from ..support import account, digests
from ..support.inputs import PASSWORD

pytestmark = pytest.mark.long

OTHER = "Another-Password-1"
TRUNK: dict[str, Any] = {
    "domainName": "grable.pstn.twilio.com",
    "username": "grable",
    "password": PASSWORD,
    "asteriskAddresses": ["206.189.160.179"],
    "originationUrls": [{"sipUrl": "sip:grable.voip.zoftko.com;transport=tls"}],
    "phoneNumbers": ["+11234567890"],
    "endpointId": "office",
    "codecs": ["ulaw"],
}


def _program(resources: dict[str, Any], outputs: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "name": "plain",
        "runtime": "yaml",
        "plugins": {"providers": [{"name": "trunkline", "path": str(Path(sys.executable).parent)}]},
        "resources": resources,
        "outputs": outputs or {},
    }


def _sip_trunk(**changes: Any) -> dict[str, Any]:
    outputs = {name: f"${{twilio.{name}}}" for name in ("trunkSid", "dialString", "phoneNumbers", "password")}
    return _program({"twilio": {"type": "trunkline:SipTrunk", "properties": TRUNK | changes}}, outputs)


@pytest.fixture
def stacks(pulumi_stack: Stacks, monkeypatch: pytest.MonkeyPatch) -> Stacks:
    monkeypatch.setenv("PATH", f"{find_or_install_yaml()}{os.pathsep}{os.environ['PATH']}")
    return pulumi_stack


def _stack(stacks: Stacks, tmp_path: Path, program: dict[str, Any]) -> automation.Stack:
    folder = tmp_path / "plain"
    folder.mkdir()
    _write(program, folder / "Pulumi.yaml")
    return stacks(folder)


def _change(stack: automation.Stack, program: dict[str, Any]) -> None:
    _write(program, Path(stack.workspace.work_dir, "Pulumi.yaml"))


def _write(program: dict[str, Any], file: Path) -> None:
    YAML().dump(json.loads(json.dumps(program)), file)  # without YAML's references to what is twice in it


def _changes(summary: automation.UpdateSummary) -> dict[str, int]:
    return {str(kind): number for kind, number in (summary.resource_changes or {}).items()}


def _state(stacks: Stacks) -> str:
    (state,) = (stacks.folder / "state").rglob("stacks/plain/test.json")
    return state.read_text()


def _refused(stack: automation.Stack) -> str:
    with pytest.raises(automation.CommandError) as refused:
        stack.preview()
    for unwanted in ("Traceback", "rpc error", "Unexpected", PASSWORD):
        assert unwanted not in str(refused.value)
    return str(refused.value)


def test_the_life_of_a_trunk(stacks: Stacks, tmp_path: Path, twilio: Emulator, realtime_db: RealtimeDb) -> None:
    stack = _stack(stacks, tmp_path, _sip_trunk())
    made = stack.up()
    assert _changes(made.summary) == {"create": 6}
    outputs = {name: output.value for name, output in made.outputs.items()}
    (trunk,) = twilio.client().trunking.v1.trunks.list()
    assert outputs == {
        "trunkSid": trunk.sid,
        "dialString": "PJSIP/${EXTEN}@office",
        "phoneNumbers": ["+11234567890"],
        "password": PASSWORD,
    }
    assert made.outputs["password"].secret
    assert realtime_db.rows("ps_auths")["office"]["password"] == PASSWORD
    assert _changes(stack.up().summary) == {"same": 6}

    _change(stack, _sip_trunk(password=OTHER, transferMode="sip-only"))
    shown = stack.preview(diff=True).stdout
    assert "~ grable: [secret] => [secret]" in shown
    assert '~ transferMode: "disable-all" => "sip-only"' in shown
    assert _changes(stack.up().summary) == {"same": 3, "update": 3}
    assert digests.read(twilio) == {"grable": digests.ha1("grable", OTHER)}
    assert realtime_db.rows("ps_auths")["office"]["password"] == OTHER
    assert _changes(stack.up().summary) == {"same": 6}

    twilio.client().trunking.v1.trunks(trunk.sid).update(transfer_mode="enable-all")
    realtime_db.execute("UPDATE ps_endpoints SET allow = 'alaw'")
    assert _changes(stack.refresh().summary)["update"] == 2
    shown = stack.preview(diff=True).stdout
    assert '~ transferMode: "enable-all" => "sip-only"' in shown
    assert '~ allow: "alaw" => "ulaw"' in shown
    assert _changes(stack.up().summary) == {"same": 4, "update": 2}
    assert realtime_db.rows("ps_endpoints")["office"]["allow"] == "ulaw"

    state = _state(stacks)
    for secret in (PASSWORD, OTHER):
        assert secret not in state
    assert state.count('"type":"pulumi:providers:trunkline"') == 1
    assert _changes(stack.destroy().summary) == {"delete": 6}
    assert account.read(twilio)["trunks"] == []
    assert not any(realtime_db.rows(table) for table in ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips"))


def test_what_the_program_gets_wrong(stacks: Stacks, tmp_path: Path, twilio: Emulator) -> None:
    stack = _stack(stacks, tmp_path, _sip_trunk(asteriskAdresses=["192.0.2.1"]))
    assert "asteriskAdresses" in _refused(stack)
    _change(stack, _sip_trunk(domainName="grable.twilio.com", password="Canary1"))
    shown = _refused(stack)
    assert "twilio: domainName: 'grable.twilio.com' is not a termination domain: " in shown
    assert "twilio: password: the password (not shown) lacks 12 characters: " in shown
    _change(stack, _sip_trunk(phoneNumbers=["+15005550009"]))
    line = "phoneNumbers: +15005550009 is not a number of this account: buy it at Twilio, or leave it out"
    assert f"error: Preview failed: {line}\n" in _refused(stack)
    assert account.read(twilio)["trunks"] == []


def test_late_and_generated_values(stacks: Stacks, tmp_path: Path, twilio: Emulator) -> None:
    """A domain from another resource, a generated password, and a number that is bought."""
    numbers = [{"name": "sales", "country": "US", "areaCode": "415"}]
    given = {name: value for name, value in TRUNK.items() if name not in {"password", "domainName", "phoneNumbers"}}
    program = _program(
        {
            "lobby": {
                "type": "trunkline:twilio:IpAccessControlList",
                "properties": {"friendlyName": "late", "ipAddresses": {"192.0.2.1": "lobby"}},
            },
            "twilio": {
                "type": "trunkline:SipTrunk",
                "properties": given
                | {"domainName": "${lobby.friendlyName}.pstn.twilio.com", "buyNumbers": numbers, "secure": True},
            },
        },
        {"numbers": "${twilio.phoneNumbers}", "password": "${twilio.password}"},
    )
    stack = _stack(stacks, tmp_path, program)
    assert "will be bought, at Twilio's monthly price" in stack.preview().stdout
    made = stack.up()
    assert made.outputs["numbers"].value == ["+14155550100"]
    assert len(made.outputs["password"].value) == 32
    assert [each.domain_name for each in twilio.client().trunking.v1.trunks.list()] == ["late.pstn.twilio.com"]
    assert {*_changes(stack.up().summary)} == {"same"}
    assert made.outputs["password"].value not in _state(stacks)
    stack.destroy()


def test_two_accounts(stacks: Stacks, tmp_path: Path, twilio: Emulator, realtime_db: RealtimeDb) -> None:
    """The stack's own, and one by a provider of the program."""
    second = RealtimeDb.create(tmp_path / "second.sqlite3")
    settings = {
        "twilioAccountSid": twilio.account_sid,
        "twilioAuthToken": twilio.auth_token,
        "twilioUrl": twilio.url,
        "databaseUrl": second.url,
    }
    there = {"domainName": "there.pstn.twilio.com", "endpointId": "there", "phoneNumbers": []}
    program = _program(
        {
            "own": {"type": "pulumi:providers:trunkline", "properties": settings},
            "here": {"type": "trunkline:SipTrunk", "properties": TRUNK},
            "there": {
                "type": "trunkline:SipTrunk",
                "properties": TRUNK | there,
                "options": {"provider": "${own}"},
            },
        }
    )
    stack = _stack(stacks, tmp_path, program)
    stack.up()
    assert {*_changes(stack.up().summary)} == {"same"}
    assert [*realtime_db.rows("ps_endpoints")] == ["office"]
    assert [*second.rows("ps_endpoints")] == ["there"]
    assert twilio.auth_token not in _state(stacks)
    assert _state(stacks).count('"type":"pulumi:providers:trunkline"') == 2
    stack.destroy()


def test_an_import(stacks: Stacks, tmp_path: Path, twilio: Emulator) -> None:
    """Of a trunk that was made by hand; the program then changes nothing."""
    trunks = twilio.client().trunking.v1.trunks
    made = trunks.create(friendly_name="by hand", domain_name="hand.pstn.twilio.com", secure=True)
    trunks(made.sid).origination_urls.create(10, 10, True, "a", "sip:192.0.2.1;transport=tls")
    stack = _stack(stacks, tmp_path, _program({}))
    stack.up()
    imported = stack.import_resources(
        resources=[{"type": "trunkline:twilio:Trunk", "name": "hand", "id": made.sid}], protect=False
    )
    program = YAML(typ="safe").load(imported.generated_code)
    _change(stack, _program(program["resources"]))
    assert _changes(stack.up().summary) == {"same": 2}
    assert json.dumps(program["resources"]["hand"]["properties"]).count("sip:192.0.2.1") == 1
    stack.destroy()
    assert trunks.list() == []
