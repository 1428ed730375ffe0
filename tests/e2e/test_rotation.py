"""A password that one `up` changes while calls are placed: not one of them is refused."""

import pytest

from ..support import digests
from .bench import FAR
from .calls import Outbound, Stream
from .conftest import OpenBench
from .trunks import NUMBER, grable

pytestmark = pytest.mark.e2e

PER_SECOND = 8
SECONDS_AT_MOST = 60


@pytest.mark.parametrize("username", ["grable", "grable2"])
def test_in_a_stream_of_calls(open_bench: OpenBench, username: str) -> None:
    with open_bench() as bench:
        project = bench.project()
        project.configure(twilio=grable())
        project.up().ok()
        old = digests.read(bench.emulator)
        project.configure(twilio=grable(username=username, password="Grable-Trunk-2025"))

        outbound = Outbound(FAR, "twilio", NUMBER)
        with Stream(bench.ami, outbound, per_second=PER_SECOND, most=PER_SECOND * SECONDS_AT_MOST) as stream:
            stream.wait(PER_SECOND)
            project.up().ok()
            stream.wait(PER_SECOND)
        new = digests.read(bench.emulator)

        assert stream.refusals() == []
        assert stream.rate >= 5
        assert (list(old), list(new)) == (["grable"], [username])
        accepted = [line for line in bench.edge.log.splitlines() if " accepted: " in line]
        assert f"ha1={old['grable']} " in accepted[0]
        assert f"ha1={new[username]} " in accepted[-1]
        assert len(accepted) == len(stream.placed)
