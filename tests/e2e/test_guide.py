"""The guide, from nothing to a phone call, over each transport and on each kind of database."""

import re
import time
from typing import Any

import pytest

from trunkline.providers.asterisk.database import Database
from trunkline.testing import realtime_db

from . import calls, contacts, trace
from .addresses import ASTERISK, STRANGER, TWILIO
from .bench import FAR, Bench
from .calls import Outbound
from .conftest import OpenBench
from .trunks import NUMBER, grable

pytestmark = pytest.mark.e2e

FEW_PACKETS = 20
COURSE = ("INVITE", "100", "407", "ACK", "INVITE with digest", "100", "180", "200", "ACK", "BYE", "200")


@pytest.mark.parametrize("transport", ["tls", "tcp", "udp"])
def test_on_postgresql(open_bench: OpenBench, transport: str) -> None:
    with open_bench(secure=transport == "tls") as bench:
        judge(bench, transport)


def test_on_sqlite(open_bench: OpenBench) -> None:
    with open_bench(sqlite=True) as bench:
        judge(bench, "tls")


def judge(bench: Bench, transport: str, **changes: Any) -> None:
    """From nothing to calls in both directions."""
    project = bench.project()
    project.configure(twilio=grable(transport, **changes))
    project.up().ok()
    _is_available(bench, transport)
    _calls(bench, transport)
    _is_dialled_at_the_desk(bench)
    _is_called(bench, transport)
    _turns_strangers_away(bench, transport)


def _is_available(bench: Bench, transport: str) -> None:
    assert contacts.status(bench.ami, "twilio") == "Reachable"
    assert re.search(r"twilio/sip:grable@grable\S+ +\w+ +Avail ", bench.ami.command("pjsip show contacts"))
    assert f"qualified: from {transport}:{ASTERISK} " in bench.edge.log


def _calls(bench: Bench, transport: str) -> None:
    bench.ami.command("pjsip set logger on")
    call = calls.place(bench.ami, Outbound(FAR, "twilio", NUMBER), talk=1)
    assert call.refused is None
    assert call.received > FEW_PACKETS
    assert call.sent > FEW_PACKETS
    assert call.secure == (transport == "tls")

    course, ringing = [f"{transport} {word}" for word in COURSE], f"{transport} 180"
    end = time.monotonic() + 2  # the answer to the BYE may come after the channel's end
    while len(trace.first_call(bench.asterisk.log)) < len(course) and time.monotonic() < end:
        time.sleep(0.05)
    seen = trace.first_call(bench.asterisk.log)
    seen.remove(ringing)  # the 200 that follows it at once can overtake it
    course.remove(ringing)
    assert seen == course
    bench.ami.command("pjsip set logger off")


def _is_dialled_at_the_desk(bench: Bench) -> None:
    assert bench.dial(FAR) == 200
    assert f'From: "Name" <sip:{NUMBER}@{ASTERISK}>' in bench.far_phone.messages
    trunk = bench.ami.wait(lambda m: m.get("Event") == "Hangup" and m.get("ConnectedLineName") == "Name")
    assert trunk["Channel"].startswith("PJSIP/twilio-")
    assert trunk["AccountCode"] == "desk"


def _is_called(bench: Bench, transport: str) -> None:
    """The call goes through a dialplan row with an id below 0."""
    (number,) = realtime_db.read(Database(bench.realtime.url), ["extensions"])["extensions"]
    assert int(number) < 0
    assert bench.ring(NUMBER, secure=transport == "tls") == 200
    assert bench.arrivals() == [("twilio", "from-twilio", NUMBER)]
    heard = bench.ami.wait(lambda m: m.get("UserEvent") == "Left")
    assert int(heard["Received"]) > FEW_PACKETS
    assert int(heard["Sent"]) > FEW_PACKETS


def _turns_strangers_away(bench: Bench, transport: str) -> None:
    """A call from another address of Twilio is accepted; a caller that only claims to be Twilio is refused."""
    assert bench.knock(TWILIO, NUMBER, transport) == 200
    assert bench.knock(STRANGER, NUMBER, transport) == 401
    assert bench.knock(STRANGER, NUMBER, transport, caller="twilio@evil.example") == 401
    assert len(bench.arrivals()) == 2
