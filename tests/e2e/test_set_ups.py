"""Calls of the set-ups in docs/set-ups.md, also after the doctor's remedies were followed."""

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import frozen

from trunkline.testing.twilio import running

from ..set_ups import SET_UPS, load
from ..set_ups.set_up import ACCOUNT, BLOCKS, PUBLIC, Calls, Cure, SetUp, Twilio, inserted
from ..set_ups.sides import Sides
from . import calls
from .addresses import ASTERISK, EDGE, SIGNALLING, STRANGER
from .bench import FAR, Bench
from .calls import Outbound
from .conftest import OpenBench
from .trunks import NUMBER

pytestmark = pytest.mark.e2e

_PLACES = {BLOCKS[0].removesuffix("/30"): SIGNALLING.removesuffix("/30"), PUBLIC: ASTERISK}
"""{address in a set-up: address in the laboratory}"""
_TWILIO = re.compile(r"[a-z0-9.-]+\.twilio\.com")
_TALK = 100
"""Milliseconds: the other tests listen to what is said."""
_NO_NAME = "grable.pstn.paris.twilio.com"
_STEP = {"context": "from-twilio", "exten": NUMBER, "priority": 1, "app": "Goto", "appdata": "attendant,start,1"}


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    """For the doctor, who knows Twilio's own addresses."""
    folder = tmp_path_factory.mktemp("set-ups")
    with running(folder / "twilio.sqlite3") as emulator:
        yield Sides(emulator, load.create(folder / "asterisk.sqlite3"))


@pytest.mark.parametrize("secure", [True, False], ids=["secure", "plain"])
def test_calls(open_bench: OpenBench, sides: Sides, *, secure: bool) -> None:
    judged = {each.kind: each for each in SET_UPS if each.calls and each.twilio.secure == secure}
    found, cured = dict[str, Calls](), dict[str, Calls]()
    with open_bench(secure=secure) as bench, ThreadPoolExecutor() as threads:
        laboratory = _Laboratory(bench, threads, secure)
        for kind, set_up in judged.items():
            sides.load(set_up)
            laboratory.load(set_up)
            found[kind] = laboratory.calls()
            if set_up.fault:
                for step in sides.follow(set_up):
                    laboratory.take(step)
                cured[kind] = laboratory.calls()
    assert found == {kind: each.calls for kind, each in judged.items()}
    assert cured == dict.fromkeys(cured, Calls())


@frozen
class _Laboratory:
    bench: Bench
    threads: ThreadPoolExecutor
    secure: bool

    def load(self, set_up: SetUp) -> None:
        """The set-up in place of the last one, with a dialplan."""
        self._run([*load.statements(set_up.rows, ACCOUNT), inserted("extensions", "100", _STEP)])
        self._at_twilio(set_up.twilio)

    def take(self, step: Cure) -> None:
        self._run(step.sql)
        if step.twilio:
            self._at_twilio(step.twilio)

    def calls(self) -> Calls:
        """A call out, one in, and one of a stranger who writes the endpoint's name into From."""
        out = self.threads.submit(self._out)
        inward = self.threads.submit(self.bench.ring, NUMBER, secure=self.secure, talk=_TALK)
        transport = "tls" if self.secure else "udp"
        stranger = self.threads.submit(self.bench.knock, STRANGER, NUMBER, transport, caller="twilio@stranger.example")
        return Calls(out.result(), _refused(inward.result()), _refused(stranger.result()))

    def _out(self) -> int | None:
        try:
            return calls.place(self.bench.ami, Outbound(FAR, "twilio", NUMBER)).refused
        except RuntimeError:  # the call has ended on its own
            return 0

    def _at_twilio(self, twilio: Twilio) -> None:
        self.bench.emulator.lift_reservations()
        load.at_twilio(self.bench.emulator, twilio, _here)

    def _run(self, statements: Iterable[str]) -> None:
        """PostgreSQL's driver in Asterisk reads `^3B` as `;`."""
        run = [
            _here(each).replace(";", "^3B").replace(ACCOUNT, self.bench.emulator.account_sid)
            for each in statements
            if "ps_registrations" not in each  # this Asterisk reads none
        ]
        self.bench.names.update({name: EDGE for each in run for name in _TWILIO.findall(each) if name != _NO_NAME})
        load.rows(self.bench.realtime.url, run)


def _here(text: str) -> str:
    for place, here in _PLACES.items():
        text = text.replace(place, here)
    return text


def _refused(code: int) -> int | None:
    return None if code == 200 else code
