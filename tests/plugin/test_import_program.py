"""`pulumi import` by ids on the real engine: the program that it writes changes nothing. And `getTrunk` in YAML."""

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

from ..importing import world
from ..support.project import PASSWORD

pytestmark = pytest.mark.long


@pytest.fixture
def stack(pulumi_stack: Stacks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> automation.Stack:
    """A stack of a YAML program that declares nothing."""
    monkeypatch.setenv("PATH", f"{find_or_install_yaml()}{os.pathsep}{os.environ['PATH']}")
    folder = tmp_path / "plain"
    folder.mkdir()
    _write(folder, {})
    return pulumi_stack(folder)


def _write(folder: Path, program: dict[str, Any]) -> None:
    plugins = {"providers": [{"name": "trunkline", "path": str(Path(sys.executable).parent)}]}
    YAML().dump({"name": "plain", "runtime": "yaml", "plugins": plugins, **program}, folder / "Pulumi.yaml")


def test_each_kind(stack: automation.Stack, twilio: Emulator, realtime_db: RealtimeDb) -> None:
    trunk = world.trunk_by_hand(twilio)
    for statement in world.GUIDE:
        realtime_db.execute(statement)
    before = world.account(twilio), world.rows(realtime_db.url)
    sip = twilio.client().api.v2010.account.sip
    (number,) = twilio.client().incoming_phone_numbers.list(phone_number="+442071838750")
    ids = {
        "twilio:Trunk": trunk,
        "twilio:CredentialList": sip.credential_lists.list()[0].sid,
        "twilio:IpAccessControlList": sip.ip_access_control_lists.list()[0].sid,
        "twilio:PhoneNumber": number.sid,
        "asterisk:Endpoint": "twilio",
    }
    resources: list[Any] = [
        {"type": f"trunkline:{kind}", "name": kind.rpartition(":")[2].lower(), "id": id_} for kind, id_ in ids.items()
    ]
    imported = stack.import_resources(resources=resources, protect=False)
    program = YAML(typ="safe").load(imported.generated_code)
    assert PASSWORD not in imported.generated_code
    _write(Path(stack.workspace.work_dir), program)
    shown = stack.preview(diff=True)
    assert shown.change_summary == {"same": len(ids) + 1}, shown.stdout
    assert stack.up().summary.resource_changes == {"same": len(ids) + 1}
    assert stack.refresh().summary.resource_changes == {"same": len(ids) + 1}
    assert (world.account(twilio), world.rows(realtime_db.url)) == before

    given = {"function": "trunkline:getTrunk", "arguments": {"domainName": "grable.pstn.twilio.com"}}
    outputs = {"dial": "${found.dialString}", "numbers": "${found.phoneNumbers}", "sid": "${found.trunkSid}"}
    reading = {"variables": {"found": {"fn::invoke": given}}, "outputs": outputs}
    _write(Path(stack.workspace.work_dir), program | reading)
    found = {name: output.value for name, output in stack.up().outputs.items()}
    assert found == {"dial": "PJSIP/${EXTEN}@twilio", "numbers": ["+11234567890"], "sid": trunk}
    given["arguments"] = {"trunkSid": "TK" + "0" * 32}
    _write(Path(stack.workspace.work_dir), json.loads(json.dumps(program | reading)))
    with pytest.raises(automation.CommandError) as refused:
        stack.preview()
    line = f"account {twilio.account_sid} has no trunk with the SID TK{'0' * 32}: check it and TWILIO_ACCOUNT_SID"
    assert line in str(refused.value)


WRONG = (
    ("twilio:Trunk", "TK" + "0" * 32, "account {} has nothing with this SID: check it and TWILIO_ACCOUNT_SID"),
    ("twilio:Trunk", "CL" + "0" * 32, "this is the SID of a credential list, not of a trunk: import it as "),
    ("asterisk:Endpoint", "nothing", "no row of ps_endpoints in database "),
    ("index:GeneratedPassword", "some-id", "a generated password is only in the state: declare it"),
)
"""(type, id, why it is not imported)"""


def test_wrong_ids(stack: automation.Stack, twilio: Emulator) -> None:
    for kind, id_, line in WRONG:
        wrong: Any = {"type": f"trunkline:{kind}", "name": "wrong", "id": id_}
        with pytest.raises(automation.CommandError) as refused:
            stack.import_resources(resources=[wrong], protect=False)
        expected = f"{id_}: {line.format(twilio.account_sid)}"
        assert [each for each in str(refused.value).splitlines() if expected in each], str(refused.value)
        for unwanted in ("Traceback", "rpc error", "Unexpected"):
            assert unwanted not in str(refused.value)
