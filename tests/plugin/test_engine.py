"""The resources in the hands of the real engine, declared by a program without trunkline's library."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation

from trunkline.testing import Emulator, RealtimeDb, Stacks

from ..support.inputs import PASSWORD

SETTINGS = f"""\
name: plain
runtime: python
plugins:
  providers:
    - name: trunkline
      path: {Path(sys.executable).parent}
"""
ADDRESSES = (
    "trunkline:twilio:IpAccessControlList",
    "office",
    {"friendlyName": "office", "ipAddresses": {"192.0.2.1": "a"}},
)
CREDENTIALS = (
    "trunkline:twilio:CredentialList",
    "callers",
    {"friendlyName": "callers", "credentials": {"grable": PASSWORD}},
)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text(SETTINGS)
    shutil.copy(Path(__file__).with_name("program") / "__main__.py", folder)
    return folder


def _declare(stack: automation.Stack, *resources: Any) -> None:
    Path(stack.workspace.work_dir, "resources.json").write_text(json.dumps(resources))


def test_a_life(pulumi_stack: Stacks, program: Path, twilio: Emulator) -> None:
    stack = pulumi_stack(program)
    _declare(stack, ADDRESSES, CREDENTIALS)
    assert stack.up().summary.resource_changes == {"create": 3}
    assert stack.up().summary.resource_changes == {"same": 3}
    (state,) = Path(pulumi_stack.folder, "state").rglob("stacks/plain/test.json")
    assert PASSWORD not in state.read_text()

    moved = (*ADDRESSES[:2], ADDRESSES[2] | {"ipAddresses": {"192.0.2.1": "a", "192.0.2.2": "b"}})
    _declare(
        stack, moved, (*CREDENTIALS[:2], CREDENTIALS[2] | {"credentials": {"grable": PASSWORD, "second": PASSWORD}})
    )
    shown = stack.preview(diff=True).stdout
    assert '+ 192.0.2.2: "b"' in shown
    assert "+ second: [secret]" in shown
    assert stack.up().summary.resource_changes == {"same": 1, "update": 2}

    lists = twilio.client().api.v2010.account.sip.ip_access_control_lists
    (made,) = lists.list()
    lists(made.sid).ip_addresses.create("stranger", "203.0.113.9")
    assert stack.refresh().summary.resource_changes == {"same": 2, "update": 1}
    assert stack.up().summary.resource_changes == {"same": 2, "update": 1}
    assert stack.destroy().summary.resource_changes == {"delete": 3}
    assert lists.list() == []


def test_a_refusal_is_one_line(pulumi_stack: Stacks, program: Path, twilio: Emulator) -> None:
    foreign = twilio.client().api.v2010.account.sip.ip_access_control_lists.create("office")
    stack = pulumi_stack(program)
    _declare(stack, ADDRESSES)
    with pytest.raises(automation.CommandError) as refused:
        stack.preview()
    line = f"IP access control list 'office' exists already ({foreign.sid}), and this stack has not made it: "
    assert f"error: Preview failed: {line}choose another name, or set adopt: true\n" in str(refused.value)
    for unwanted in ("Traceback", "rpc", "Unexpected"):
        assert unwanted not in str(refused.value)


def test_an_import(pulumi_stack: Stacks, program: Path, twilio: Emulator) -> None:
    lists = twilio.client().api.v2010.account.sip.ip_access_control_lists
    made = lists.create("office")
    lists(made.sid).ip_addresses.create("a", "192.0.2.1")
    stack = pulumi_stack(program)
    _declare(stack)
    stack.up()
    office: Any = {"type": ADDRESSES[0], "name": "office", "id": made.sid}
    stack.import_resources(resources=[office], protect=False, generate_code=False)
    _declare(stack, ADDRESSES)
    assert stack.up().summary.resource_changes == {"same": 2}
    stack.destroy()


TRUNK = (
    "trunkline:index:SipTrunk",
    "twilio",
    {
        "domainName": "grable.pstn.twilio.com",
        "username": "grable",
        "password": PASSWORD,
        "asteriskAddresses": ["206.189.160.179"],
        "originationUrls": [{"sipUrl": "sip:grable.voip.zoftko.com;transport=tls"}],
        "phoneNumbers": ["+11234567890"],
        "codecs": ["ulaw"],
    },
)


def test_a_component(pulumi_stack: Stacks, program: Path, twilio: Emulator) -> None:
    stack = pulumi_stack(program)
    _declare(stack, TRUNK)
    made = stack.up()
    assert made.summary.resource_changes == {"create": 6}
    outputs = {key: value for key, value in made.outputs["twilio"].value.items() if value is not None}
    assert outputs == {"dialString": "PJSIP/${EXTEN}@twilio", "endpointId": "twilio"}
    assert stack.up().summary.resource_changes == {"same": 6}
    (state,) = Path(pulumi_stack.folder, "state").rglob("stacks/plain/test.json")
    assert PASSWORD not in state.read_text()
    resources = json.loads(state.read_text())["checkpoint"]["latest"]["resources"]
    assert len([each for each in resources if each["type"] == "pulumi:providers:trunkline"]) == 1
    changed = TRUNK[2] | {"transferMode": "sip-only", "asteriskAddresses": ["206.189.160.179", "206.189.160.180"]}
    _declare(stack, (*TRUNK[:2], changed))
    assert stack.up().summary.resource_changes == {"same": 4, "update": 2}
    assert twilio.client().trunking.v1.trunks.list()[0].transfer_mode == "sip-only"
    assert stack.destroy().summary.resource_changes == {"delete": 6}


BAD = {
    "asteriskAdresses": ["192.0.2.1"],
    "domainName": "grable.twilio.com",
    "username": "grable",
    "password": "Canary1",
    "originationUrls": [{"sipUrl": "sip:a.example.com", "wieght": 1}],
}


def test_bad_arguments_are_a_line_each(pulumi_stack: Stacks, program: Path) -> None:
    stack = pulumi_stack(program)
    _declare(stack, (TRUNK[0], "twilio", BAD))
    with pytest.raises(automation.CommandError) as refused:
        stack.preview()
    for line in (
        "twilio: asteriskAdresses: unknown: did you mean asteriskAddresses?",
        "twilio: originationUrls[0].wieght: unknown: did you mean weight?",
        "twilio: domainName: 'grable.twilio.com' is not a termination domain: ",
        "twilio: password: ",
    ):
        assert line in str(refused.value)
    for unwanted in ("trunkline/plugin", "Unexpected", "Canary1", "Args", "never retrieved"):
        assert unwanted not in str(refused.value)


def test_a_refusal_of_a_components_resource(pulumi_stack: Stacks, program: Path, twilio: Emulator) -> None:
    stack = pulumi_stack(program)
    _declare(stack, (*TRUNK[:2], TRUNK[2] | {"phoneNumbers": ["+15005550009"]}))
    with pytest.raises(automation.CommandError) as refused:
        stack.preview()
    line = "phoneNumbers: +15005550009 is not a number of this account: buy it at Twilio, or leave it out"
    assert f"error: Preview failed: {line}\n" in str(refused.value)
    for unwanted in ("trunkline/plugin", "Unexpected", "never retrieved"):
        assert unwanted not in str(refused.value)
    assert twilio.client().trunking.v1.trunks.list() == []


def test_two_asterisks_of_one_trunk(
    pulumi_stack: Stacks, program: Path, tmp_path: Path, twilio: Emulator, realtime_db: RealtimeDb
) -> None:
    """Another account by a provider of the program, a second database, late values, and a seal."""
    second = RealtimeDb.create(tmp_path / "second.sqlite3")
    account = {"twilioAccountSid": twilio.account_sid, "twilioAuthToken": twilio.auth_token, "twilioUrl": twilio.url}
    passwords = {"a": PASSWORD, "b": "Another-Password-1"}
    shared = {"domainName": "two.pstn.twilio.com", "sealed": True}
    stack = pulumi_stack(program)
    _declare(
        stack,
        ("pulumi:providers:trunkline", "own", account | {"databaseUrl": realtime_db.url}),
        (
            "trunkline:index:TwilioTrunk",
            "two",
            {"domainName": shared["domainName"], "credentials": passwords, "ipAddresses": ["192.0.2.1"], "seal": False},
            {"provider": "own"},
        ),
        (
            "trunkline:index:AsteriskEndpoint",
            "first",
            shared | {"username": "a", "password": PASSWORD},
            {"provider": "own"},
        ),
        (
            "trunkline:index:AsteriskEndpoint",
            "second",
            shared | {"username": "b", "password": passwords["b"], "databaseUrl": second.url},
            {"provider": "own"},
        ),
        (
            "trunkline:twilio:CredentialListSeal",
            "seal",
            {
                "credentialListSid": "${two.credentialListSid}",
                "credentials": passwords,
                "unsealed": "${two.unsealed}",
                "auths": {
                    "first": {"authId": "${first.endpointId}"},
                    "second": {"authId": "${second.endpointId}", "databaseUrl": second.url},
                },
            },
            {"provider": "own"},
        ),
    )
    stack.up()
    assert {*(stack.up().summary.resource_changes or ())} == {"same"}
    assert [*realtime_db.rows("ps_endpoints")] == ["first"]
    assert [*second.rows("ps_endpoints")] == ["second"]
    (state,) = Path(pulumi_stack.folder, "state").rglob("stacks/plain/test.json")
    for secret in (*passwords.values(), twilio.auth_token):
        assert secret not in state.read_text()
    stack.destroy()
    assert not realtime_db.rows("ps_endpoints")
