"""A first `up` that finds Asterisk without its resolver keeps what it has made; the next one completes it."""

import pytest

from ..support import rows
from . import contacts
from .addresses import DOMAIN
from .conftest import OpenBench
from .trunks import grable

pytestmark = pytest.mark.e2e


def test_a_name_that_does_not_resolve(open_bench: OpenBench) -> None:
    with open_bench() as bench:
        address = bench.names.pop(DOMAIN)
        project = bench.project()
        project.configure(twilio=grable())
        project.up().refuses("Asterisk endpoint 'twilio'", f"sip:grable@{DOMAIN} is not reachable", "does not resolve")
        assert all(rows.read(bench.realtime.url).values())

        bench.names[DOMAIN] = address
        project.up().ok()
        assert contacts.status(bench.ami, "twilio") == "Reachable"
