"""A Python program that only reads a trunk, on the real engine."""

from pathlib import Path

import pytest
from pulumi import automation

from trunkline.testing import Emulator, RealtimeDb, Stacks

from . import world

pytestmark = pytest.mark.long

DOMAIN = "grable.pstn.twilio.com"
HEAD = """
import pulumi
from trunkline import get_trunk, get_trunk_output
"""
LATE = 'get_trunk_output(domain_name=pulumi.Output.from_input("{}"))'
PLAIN = 'get_trunk(domain_name="{}")'


def _write(folder: Path, *exports: str) -> None:
    lines = [f'pulumi.export("dial{at}", {each}.dial_string)' for at, each in enumerate(exports)]
    (folder / "__main__.py").write_text("\n".join([HEAD, *lines, ""]))


def test_a_program(pulumi_stack: Stacks, tmp_path: Path, twilio: Emulator, realtime_db: RealtimeDb) -> None:
    world.trunk_by_hand(twilio)
    for statement in world.GUIDE:
        realtime_db.execute(statement)
    folder = tmp_path / "reader"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: reader\nruntime: python\n")
    _write(folder, LATE.format(DOMAIN), PLAIN.format(DOMAIN))
    stack = pulumi_stack(folder)
    found = {name: (output.value, output.secret) for name, output in stack.up().outputs.items()}
    assert found == dict.fromkeys(("dial0", "dial1"), ("PJSIP/${EXTEN}@twilio", False))

    line = f"get_trunk: account {twilio.account_sid} has no trunk with the domain none.pstn.twilio.com: check it and "
    for call in (PLAIN, LATE):
        _write(Path(stack.workspace.work_dir), call.format("none.pstn.twilio.com"))
        with pytest.raises(automation.CommandError) as refused:
            stack.preview()
        assert line in str(refused.value)
        assert "Traceback" not in str(refused.value)
