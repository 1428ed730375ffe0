"""Create a thing, or adopt the one that is there by its natural key; never create it twice."""

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
    """Ask Twilio to create a thing; if it is there already, adopt it.

    It is there already when Twilio answers so (an error code of `duplicate`), or when the answer to the request
    was lost: then it is looked up for a while, and created once more only if it is not there.

    Args:
        create: asks Twilio for a new one.
        find: looks it up by its natural key.
        duplicate: Twilio's error codes for a second one.
        refuse: why the one that was found must not be adopted, or None.
        is_made_by_us: whether the one that was found after an answer was lost is what `create` has made.

    Returns:
        the thing, and whether it was made by this call.

    Raises:
        NotOursError: it was there and must not be adopted.
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
