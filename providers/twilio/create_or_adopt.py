"""Creates a thing, or adopts the one with its natural key. It never creates the thing twice."""

import time
from collections.abc import Callable, Collection
from typing import TypeVar

from trunkline.providers.errors import AmbiguousError, NotOursError, RefusedError

T = TypeVar("T")

PAUSES = (0.0, 0.1, 0.3, 0.6)
"""Seconds before each look for what a request may have made: Twilio's lists may lag behind."""


def create_or_adopt(
    create: Callable[[], T],
    find: Callable[[], T | None],
    *,
    duplicate: Collection[int],
    refuse: Callable[[T], str | None] = lambda _: None,
    is_made_by_us: Callable[[T], bool] = lambda _: False,
) -> tuple[T, bool]:
    """Ask Twilio to create a thing; if it exists already, adopt it.

    If Twilio answers with an error code of `duplicate`, the thing exists already. If the answer was lost, the thing is
    looked up for a while, and created once more only if it is not there.

    Args:
        create: asks Twilio for a new one.
        find: looks it up by its natural key.
        duplicate: Twilio's error codes for a second one.
        refuse: why the one that was found must not be adopted, or None.
        is_made_by_us: whether `create` has made the one that was found after an answer was lost.

    Returns:
        the thing, and whether it was made by this call.

    Raises:
        NotOursError: it exists and must not be adopted.
        RefusedError: Twilio refused it; with a code of `duplicate`, another account has it.
        AmbiguousError: the second answer was lost too, and it is not there.
    """
    lost = False
    found: T | None = None
    while found is None:
        try:
            return create(), True
        except AmbiguousError:
            found = _look(find)
            if found is None and lost:
                raise
            lost = True
        except RefusedError as refusal:
            if refusal.code not in duplicate or (found := _look(find) if lost else find()) is None:
                raise
    if lost and is_made_by_us(found):
        return found, True
    if reason := refuse(found):
        raise NotOursError(reason)
    return found, False


def _look(find: Callable[[], T | None]) -> T | None:
    for pause in PAUSES:
        time.sleep(pause)
        if (found := find()) is not None:
            return found
    return None
