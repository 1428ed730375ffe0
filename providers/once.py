"""One connection to a side for all the threads of a process."""

import threading
from collections.abc import Callable
from functools import cache, wraps
from typing import TypeVar

from trunkline.providers.settings import Settings

T = TypeVar("T")


def once(connect: Callable[[Settings], T]) -> Callable[[Settings], T]:
    """Have `connect` called once for the same settings, also where several threads come at the same moment."""
    cached, lock = cache(connect), threading.RLock()

    @wraps(connect)
    def connected(settings: Settings) -> T:
        with lock:
            return cached(settings)

    return connected
