"""Inbound calls take a trunk's origination URLs by their priorities."""

import pytest

from .addresses import DEAD_HOST, HOST
from .conftest import OpenBench
from .trunks import NUMBER, grable

pytestmark = pytest.mark.e2e


def test_the_first_is_dead_and_the_second_gets_the_call(open_bench: OpenBench) -> None:
    urls = [
        {"sipUrl": f"sip:{HOST};transport=tls?X-Site=berlin", "priority": 20},
        {"sipUrl": f"sip:{DEAD_HOST};transport=tls", "priority": 10},
    ]
    with open_bench() as bench:
        project = bench.project()
        project.configure(twilio=grable(originationUrls=urls))
        project.up().ok()
        project.up(preview=True).has_no_changes()
        (trunk,) = bench.emulator.client().trunking.v1.trunks.list()
        assert {each.sip_url for each in trunk.origination_urls.list()} == {each["sipUrl"] for each in urls}
        assert bench.ring(NUMBER, secure=True) == 200
        tried = [line.split()[-4] for line in bench.edge.log.splitlines() if " originating: " in line]
        assert [url.partition("@")[2].partition(";")[0] for url in tried] == [DEAD_HOST, HOST]
        assert bench.arrivals() == [("twilio", "from-twilio", NUMBER)]
