"""One `up` wraps a trunk into a component of one's own while calls pass in both directions: all of them get through."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest

from trunkline.providers.asterisk.database import Database
from trunkline.testing import realtime_db

from ..moves import live
from ..moves.programs import MOVES, program
from ..support.project import PASSWORD
from . import calls
from .addresses import ASTERISK, SIGNALLING
from .bench import FAR, Bench
from .calls import Outbound, Stream
from .conftest import OpenBench
from .trunks import NUMBER

pytestmark = pytest.mark.e2e

PER_SECOND = 2
SECONDS_AT_MOST = 60
OUTBOUND = Outbound(FAR, "twilio", NUMBER)
AT_THE_BENCH = {"asterisk_addresses": [ASTERISK], "signalling_ranges": {"lab": SIGNALLING}}


@pytest.mark.parametrize("password", [{"password": PASSWORD}, {}], ids=["a given password", "a generated password"])
def test_a_trunk_gets_a_new_parent(open_bench: OpenBench, password: dict[str, str]) -> None:
    with open_bench() as bench:
        project, move, changes = bench.project(), MOVES["new parent"], repr(AT_THE_BENCH | password)
        project.configure()
        (project.folder / "__main__.py").write_text(program(move.before, changes))
        project.up().ok()
        _passes(bench)
        before = _live(bench)

        (project.folder / "__main__.py").write_text(program(move.after, changes))
        most = PER_SECOND * SECONDS_AT_MOST
        with Stream(bench.ami, OUTBOUND, per_second=PER_SECOND, most=most) as stream, _inbound(bench) as codes:
            stream.wait(PER_SECOND)
            project.up().ok()
            stream.wait(PER_SECOND)

        assert stream.refusals() == []
        assert {*codes} == {200}
        accepted = [line for line in bench.edge.log.splitlines() if " accepted: " in line]
        assert len(accepted) == 1 + len(stream.placed)
        assert bench.arrivals() == [("twilio", "from-twilio", NUMBER)] * (1 + len(codes))
        assert _live(bench) == before
        assert live.agree(bench.emulator, bench.realtime.url)
        _passes(bench)
        project.preview().has_no_changes()


def _passes(bench: Bench) -> None:
    """A call out and a call in."""
    assert calls.place(bench.ami, OUTBOUND).refused is None
    assert bench.ring(NUMBER, secure=True) == 200


@contextmanager
def _inbound(bench: Bench) -> Iterator[list[int]]:
    """Somebody calls in, again and again; the SIP codes that it comes to."""
    over, codes = Event(), list[int]()

    def ring() -> None:
        while not over.is_set():
            codes.append(bench.ring(NUMBER, secure=True))

    with ThreadPoolExecutor() as pool:
        ringing = pool.submit(ring)
        try:
            yield codes
        finally:
            over.set()
        ringing.result()


def _live(bench: Bench) -> dict[str, Any]:
    """SIDs and rows, those of the dialplan among them."""
    url = bench.realtime.url
    return live.read(bench.emulator, url) | realtime_db.read(Database(url), ["extensions"])
