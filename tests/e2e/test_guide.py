"""The guide, from nothing to a phone call, over each transport and on each kind of database."""

import pytest

from . import calls, contacts
from .addresses import EDGE, STRANGER
from .bench import FAR, Bench
from .calls import Outbound
from .conftest import OpenBench
from .trunks import NUMBER, grable

pytestmark = pytest.mark.e2e

FEW_PACKETS = 20


@pytest.mark.parametrize("transport", ["tls", "tcp", "udp", "tls on sqlite"])
def test_a_phone_call(open_bench: OpenBench, transport: str) -> None:
    transport, _, database = transport.partition(" on ")
    secure = transport == "tls"
    with open_bench(secure=secure, sqlite=bool(database)) as bench:
        project = bench.project()
        project.configure(twilio=grable(transport))
        project.up().ok()
        _is_available(bench, transport)
        _calls_out(bench, transport)
        _is_dialled(bench)
        _is_called(bench, transport)


def _is_available(bench: Bench, transport: str) -> None:
    assert contacts.status(bench.ami, "twilio") == "Reachable"
    shown = bench.ami.command("pjsip show contacts")
    print(shown)


def _calls_out(bench: Bench, transport: str) -> None:
    bench.ami.command("pjsip set logger on")
    call = calls.place(bench.ami, Outbound(FAR, "twilio", NUMBER), talk=1)
    bench.ami.command("pjsip set logger off")
    assert call.refused is None
    assert call.received > FEW_PACKETS
    assert call.sent > FEW_PACKETS
    assert call.secure == (transport == "tls")
    print(bench.asterisk.log)


def _is_dialled(bench: Bench) -> None:
    assert bench.dial(FAR) == 200
    print([m for m in bench.ami.messages if "AccountCode" in m][-4:])
    print(bench.far_phone.messages[-3000:])


def _is_called(bench: Bench, transport: str) -> None:
    assert bench.ring(NUMBER, secure=transport == "tls") == 200
    print(bench.arrivals())
    for source, expected in ((STRANGER, 401), (EDGE.replace(".1", ".2"), 200)):
        assert bench.knock(source, NUMBER, transport) == expected
