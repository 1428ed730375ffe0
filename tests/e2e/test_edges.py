"""Twilio's edges in order of preference: the next one is called while the first does not answer."""

import pytest

from . import calls, contacts
from .addresses import EDGE, NOBODY
from .bench import FAR
from .calls import Outbound
from .conftest import OpenBench
from .trunks import NUMBER, grable

pytestmark = pytest.mark.e2e

DUBLIN, FRANKFURT = (f"grable.pstn.{edge}.twilio.com" for edge in ("dublin", "frankfurt"))


def test_failover(open_bench: OpenBench) -> None:
    with open_bench() as bench:
        bench.names.update({DUBLIN: EDGE, FRANKFURT: EDGE})
        project = bench.project()
        project.configure(twilio=grable(edges=["frankfurt", "dublin"]))
        project.up().ok()
        assert contacts.status(bench.ami, "twilio-frankfurt") == "Reachable"
        assert contacts.status(bench.ami, "twilio-dublin") == "Reachable"
        assert calls.place(bench.ami, Outbound(FAR, "twilio", NUMBER)).refused is None
        assert _called(bench.edge.log) == [FRANKFURT]

        bench.names[FRANKFURT] = NOBODY
        bench.ami.command("pjsip qualify twilio")
        contacts.wait_until(bench.ami, "twilio-frankfurt", "Unreachable")
        assert calls.place(bench.ami, Outbound(FAR, "twilio", NUMBER)).refused is None
        assert _called(bench.edge.log) == [FRANKFURT, DUBLIN]


def _called(log: str) -> list[str]:
    """The hosts to which the accepted calls were placed."""
    accepted = [line for line in log.splitlines() if " accepted: " in line]
    return [host for line in accepted for host in (FRANKFURT, DUBLIN) if f"@{host}" in line]
