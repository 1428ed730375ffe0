"""As many uses of the other side at once as it accepts: requests to an account, connections to a database."""

import heapq
import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

FASTER_SECONDS = 1.0
"""How long nothing is refused before there is more room."""


class NoPlaceError(Exception):
    """There was no place in time; `is_slowed` is whether refusals have made the limit lower."""

    def __init__(self, *, is_slowed: bool) -> None:
        super().__init__()
        self.is_slowed = is_slowed


class Pace:
    """A limit that follows what is accepted.

    Until something is refused, each accepted use makes room for one more, so the limit doubles with every round. A
    refusal takes away the place that it had: the limit becomes the number of the others that are under way, which the
    other side may have accepted. After each second without a refusal, there is room for one more, then for two, for
    four. So a limit that stays low is tried once a second, by one use, and one that is high again is soon reached.

    Who is due first gets the next place. So a use that was refused is ahead of newer ones when it is tried again.

    Args:
        first: the limit at first.
        most: the highest limit.
    """

    def __init__(self, first: int, most: int) -> None:
        self.limit = first
        self._most = most
        self._busy = 0
        self._waiting: list[tuple[float, int, threading.Event]] = []
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._step = 0
        self._grows_at = 0.0

    @contextmanager
    def place(self, until: float) -> Iterator[None]:
        """A place for the block.

        Args:
            until: when it is due, on the monotonic clock.

        Raises:
            NoPlaceError: there was no place until then.
        """
        turn = threading.Event()
        entry = until, next(self._numbers), turn
        with self._lock:
            heapq.heappush(self._waiting, entry)
            self._admit()
        turn.wait(max(0.0, until - time.monotonic()))
        with self._lock:
            if not turn.is_set():
                self._waiting.remove(entry)
                heapq.heapify(self._waiting)
                raise NoPlaceError(is_slowed=self._step > 0 and self.limit < self._most)
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1
                self._admit()

    def accepted(self) -> None:
        """Note, in the block, that the other side accepted it."""
        with self._lock:
            if self._busy < self.limit or time.monotonic() < self._grows_at:
                return
            self.limit = min(self._most, self.limit + max(1, self._step))
            if self._step:
                self._step *= 2
                self._grows_at = time.monotonic() + FASTER_SECONDS
            self._admit()

    def refused(self) -> bool:
        """Note, in the block, that the other side has no room for it. Return whether others are under way."""
        with self._lock:
            others = self._busy - 1
            self.limit = max(1, min(self.limit, others))
            self._step = 1
            self._grows_at = time.monotonic() + FASTER_SECONDS
            return others > 0

    def _admit(self) -> None:
        while self._waiting and self._busy < self.limit:
            self._busy += 1
            heapq.heappop(self._waiting)[2].set()
