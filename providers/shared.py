"""A value that a process reads once for all its threads."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

from trunkline.providers.errors import TrunklineError

T = TypeVar("T")


class Shared(Generic[T]):
    """One thread reads it, and the others wait for that.

    They share its failure too. Else each of them would wait in turn for a side that does not answer. The next one that
    asks reads again.

    Attributes:
        lock: held while it is read. A change of the value needs it too.
    """

    def __init__(self, read: Callable[[], T]) -> None:
        self.lock = threading.RLock()
        self._read = read
        self._value: tuple[T, ...] = ()
        self._failure: TrunklineError | None = None
        self._reads = self._failures = 0
        self._begun = False

    @property
    def known(self) -> T | None:
        """The value, if it has been read."""
        return next(iter(self._value), None)

    def get(self) -> T:
        failures = self._failures
        with self.lock:
            return self._value[0] if self._value else self._shared(failures)

    def get_soon(self) -> None:
        """Begin to read it in a thread of its own. If that fails, it is read again when it is needed."""

        def get() -> None:
            with suppress(TrunklineError):
                self.get()

        if not self._begun:
            self._begun = True
            threading.Thread(target=get, daemon=True).start()

    def again(self) -> T:
        """The value, read after this call began."""
        reads, failures = self._reads, self._failures
        with self.lock:
            if self._reads == reads:
                self.forget()
            return self._value[0] if self._value else self._shared(failures)

    def forget(self) -> None:
        with self.lock:
            self._value = ()

    def _shared(self, failures: int) -> T:
        if self._failure and self._failures != failures:
            raise self._failure
        self._reads += 1
        try:
            self._value = (self._read(),)
        except TrunklineError as failure:
            self._failure, self._failures = failure, self._failures + 1
            raise
        return self._value[0]
