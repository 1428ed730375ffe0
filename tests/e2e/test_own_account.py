"""Two Twilio accounts call one Asterisk from the same addresses: each call lands at its own account's endpoint."""

import pytest

from .addresses import STRANGER, TWILIO
from .bench import Bench
from .conftest import OpenBench
from .trunks import NUMBER, OTHER_NUMBER, grable, other

pytestmark = pytest.mark.e2e

OTHER_ACCOUNT = f"AC{'9' * 32}"


def test_calls_of_another_account(open_bench: OpenBench) -> None:
    with open_bench() as bench:
        own = bench.emulator.account_sid
        project = bench.project()
        project.configure(twilio=grable(accountSid=own))
        project.up().ok()
        assert bench.ring(NUMBER, secure=True) == 200
        assert _call(bench, TWILIO, own) == 200
        assert bench.arrivals() == [("twilio", "from-twilio", NUMBER)] * 2
        assert _call(bench, TWILIO, OTHER_ACCOUNT) == 401
        assert bench.knock(TWILIO, NUMBER, "tls") == 401
        assert _call(bench, STRANGER, own) == 401

        second = bench.project("second")
        second.configure(twilio=other(accountSid=OTHER_ACCOUNT))
        second.up().ok()
        assert _call(bench, TWILIO, OTHER_ACCOUNT, OTHER_NUMBER) == 200
        assert _call(bench, STRANGER, OTHER_ACCOUNT, OTHER_NUMBER) == 401
        assert bench.ring(NUMBER, secure=True) == 200
        assert bench.arrivals()[2:] == [("other", "from-other", OTHER_NUMBER), ("twilio", "from-twilio", NUMBER)]


def _call(bench: Bench, source: str, account_sid: str, number: str = NUMBER) -> int:
    return bench.knock(source, number, "tls", header=f"X-Twilio-AccountSid: {account_sid}")
