"""After `pulumi destroy` both sides refuse what they took before, and Asterisk has forgotten the contact."""

import pytest

from . import calls, contacts
from .addresses import ASTERISK, DOMAIN, EDGE, TWILIO
from .bench import FAR
from .calls import Outbound
from .conftest import OpenBench
from .trunks import NUMBER, grable

pytestmark = pytest.mark.e2e


def test_both_sides_are_closed(open_bench: OpenBench) -> None:
    outbound = Outbound(FAR, "twilio", NUMBER)
    with open_bench() as bench:
        project = bench.project()
        project.configure(twilio=grable())
        project.up().ok()
        assert calls.place(bench.ami, outbound).refused is None
        assert bench.ring(NUMBER, secure=True) == 200

        project.destroy().ok()
        assert contacts.status(bench.ami, "twilio") == ""
        assert "No objects found" in bench.ami.command("pjsip show contacts")
        assert f"Contact twilio/sip:grable@{DOMAIN} has been deleted" in bench.asterisk.log
        assert calls.place(bench.ami, outbound).refused == 0
        assert (
            bench.call(ASTERISK, EDGE, f"{FAR}@{DOMAIN}", f"{NUMBER}@{ASTERISK}", transport="tls", secure=True) == 404
        )
        assert bench.ring(NUMBER, secure=True) == 404
        assert bench.knock(TWILIO, NUMBER, "tls") == 401
