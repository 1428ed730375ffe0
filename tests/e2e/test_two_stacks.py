"""Two stacks with a trunk each share one Asterisk, and Twilio's addresses."""

import pytest

from . import calls
from .addresses import OTHER_HOST, STRANGER, TWILIO
from .bench import FAR
from .calls import Outbound
from .conftest import OpenBench
from .trunks import NUMBER, OTHER_NUMBER, grable, other

pytestmark = pytest.mark.e2e


def test_each_call_lands_in_its_own_context(open_bench: OpenBench) -> None:
    with open_bench() as bench:
        for stack, trunk in (("first", grable(sharedAsterisk=True)), ("second", other(sharedAsterisk=True))):
            project = bench.project(stack)
            project.configure(twilio=trunk)
            project.up().ok()

        assert bench.ring(OTHER_NUMBER, secure=True) == 200
        assert bench.ring(NUMBER, secure=True) == 200
        ours, theirs = ("twilio", "from-twilio", NUMBER), ("other", "from-other", OTHER_NUMBER)
        assert bench.arrivals() == [theirs, ours]
        for endpoint, number in (("twilio", NUMBER), ("other", OTHER_NUMBER)):
            assert calls.place(bench.ami, Outbound(FAR, endpoint, number)).refused is None

        assert bench.knock(STRANGER, NUMBER, "tls") == 401
        assert bench.knock(STRANGER, OTHER_NUMBER, "tls", host=OTHER_HOST) == 401
        assert bench.knock(TWILIO, NUMBER, "tls", host="unknown.voip.zoftko.com") == 401
        assert len(bench.arrivals()) == 2
