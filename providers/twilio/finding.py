"""Making what may be there already: by natural key, and never twice."""

from collections.abc import Callable, Collection
from typing import TypeVar

from ..errors import Ambiguous, NotOurs, Refused

T = TypeVar("T")


def refuse_foreign(subject: str, sid: str) -> list[str]:
    return [
        f"{subject} exists already ({sid}) and is not this stack's: choose another name, or say adopt=True"
    ]


def create_or_take(
    create: Callable[[], T],
    find: Callable[[], T | None],
    *,
    duplicate: Collection[int],
    refuse: Callable[[T], str | None],
) -> tuple[T, bool]:
    """Ask Twilio to make a thing; where it is there already, take it over.

    It is there already when Twilio says so (an error code of `duplicate`), or when the answer to the request
    was lost: then it is looked up, and asked for again only if it is not there.

    Args:
        create: asks Twilio for a new one.
        find: looks it up by its natural key.
        duplicate: Twilio's error codes for a second one.
        refuse: why the one that was found must not be taken over, or None.

    Returns:
        the thing, and whether it was made by this call.

    Raises:
        NotOurs: it was there and must not be taken over.
        Refused: Twilio said no; with a code of `duplicate`, another account has it.
    """
    try:
        return create(), True
    except Ambiguous:
        found = find()
        if not found:
            return create(), True
    except Refused as refusal:
        if refusal.code not in duplicate:
            raise
        found = find()
        if not found:
            raise
    if reason := refuse(found):
        raise NotOurs(reason)
    return found, False
