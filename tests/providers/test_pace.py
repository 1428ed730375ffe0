"""How many uses are under way at once, by what the other side accepts."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from trunkline.providers import pace as paces
from trunkline.providers.pace import NoPlaceError, Pace

LONG = 60.0


class Other:
    """The other side, which accepts so many at once."""

    def __init__(self, pace: Pace, accepts: int, seconds: float = 0.005) -> None:
        self.accepts = accepts
        self.most = self.refused = 0
        self._pace, self._seconds = pace, seconds
        self._under_way, self._lock = 0, threading.Lock()

    def use(self, _: object = None) -> int:
        """Use it until it accepts. Returns the number of refusals."""
        for refusals in range(1000):
            with self._pace.place(time.monotonic() + LONG), self._one() as is_accepted:
                if is_accepted:
                    self._pace.accepted()
                    return refusals
                self._pace.refused()
        raise AssertionError("never accepted")

    @contextmanager
    def _one(self) -> Iterator[bool]:
        with self._lock:
            is_accepted = self._under_way < self.accepts
            self.refused += not is_accepted
            self._under_way += is_accepted
            self.most = max(self.most, self._under_way)
        if is_accepted:
            time.sleep(self._seconds)
        try:
            yield is_accepted
        finally:
            with self._lock:
                self._under_way -= is_accepted


def test_nothing_is_refused() -> None:
    pace = Pace(16, 64)
    other = Other(pace, 1000, seconds=0.05)
    with ThreadPoolExecutor(100) as pool:
        assert set(pool.map(other.use, range(400))) == {0}
    assert other.most == pace.limit == 64


@pytest.mark.parametrize("accepts", [1, 2, 10])
def test_a_low_limit_is_found(accepts: int) -> None:
    pace = Pace(16, 64)
    other = Other(pace, accepts)
    with ThreadPoolExecutor(64) as pool:
        refusals = list(pool.map(other.use, range(200)))
    assert other.most == accepts
    assert other.refused <= 16 + 8  # the first round, and a try a second
    assert max(refusals) <= 3


def test_a_limit_that_is_high_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paces, "FASTER_SECONDS", 0.02)
    pace = Pace(16, 64)
    other = Other(pace, 2)
    with ThreadPoolExecutor(64) as pool:
        list(pool.map(other.use, range(64)))
        assert pace.limit < 8
        other.accepts = 1000
        list(pool.map(other.use, range(2000)))
    assert pace.limit == other.most == 64


def test_what_is_used_one_by_one_shows_nothing_about_the_limit() -> None:
    pace = Pace(4, 64)
    other = Other(pace, 1000, seconds=0)
    for _ in range(20):
        other.use()
    assert pace.limit == 4


def test_one_is_always_tried() -> None:
    pace = Pace(1, 8)
    with pace.place(time.monotonic() + LONG):
        assert pace.refused() is False
    assert pace.limit == 1


def test_waiting_ends_in_time() -> None:
    pace = Pace(1, 1)
    with pace.place(time.monotonic() + LONG):
        began = time.monotonic()
        with pytest.raises(NoPlaceError), pace.place(began + 0.05):
            pass
        assert 0.05 <= time.monotonic() - began < LONG / 2
        with pytest.raises(NoPlaceError), pace.place(began):
            pass
    with pace.place(time.monotonic() + LONG):  # who gave up has left no place taken
        pass


def test_who_is_due_first_is_next() -> None:
    pace, order = Pace(1, 1), list[float]()

    def use(seconds: float) -> None:
        with pace.place(began + seconds):
            order.append(seconds)

    began = time.monotonic() + LONG
    with ThreadPoolExecutor(3) as pool, pace.place(began):
        for waiting, seconds in enumerate((3.0, 1.0, 2.0), start=1):
            pool.submit(use, seconds)
            _wait_for(pace, waiting)
    assert order == [1.0, 2.0, 3.0]


def _wait_for(pace: Pace, waiting: int) -> None:
    while len(pace._waiting) < waiting:
        time.sleep(0.001)
