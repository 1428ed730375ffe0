"""Each stack comes up on both sides: Twilio's emulator, real realtime tables, the real engine. `pytest` runs it."""

from pathlib import Path

import pytest

from trunkline.testing import Emulator, RealtimeDb, Stacks


@pytest.mark.parametrize("stack", ["local", "prod"])
def test_both_sides(stack: str, pulumi_stack: Stacks, twilio: Emulator, realtime_db: RealtimeDb) -> None:
    up = pulumi_stack(Path(__file__).parent, stack=stack).up()
    (trunk,) = twilio.client().trunking.v1.trunks.list()
    assert trunk.domain_name == up.outputs["twilio_termination_uri"].value
    (aor,) = realtime_db.rows("ps_aors").values()
    assert aor["contact"] == f"sip:asterisk@{trunk.domain_name}"
