"""Changes a collection to what is declared: several requests at once, and never a gap in between."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from trunkline.providers.errors import NotFoundError, TrunklineError

THREADS = 8


def concurrently(*calls: Callable[[], Any]) -> list[Any]:
    """The results of independent calls, made at once; the first error is raised after all have ended."""
    if not calls[1:]:
        return [call() for call in calls]
    with ThreadPoolExecutor(min(len(calls), THREADS)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def delete(thing: Any) -> None:
    """Delete one of the SDK's things. An error counts only if the thing still exists; a new thing may lag behind."""
    for further in (True, True, False):
        try:
            thing.delete()
        except TrunklineError as error:
            if _is_gone(thing):
                return
            if not (isinstance(error, NotFoundError) and further):
                raise
        else:
            return


def _is_gone(thing: Any) -> bool:
    try:
        thing.fetch()
    except TrunklineError as error:
        return isinstance(error, NotFoundError)
    return False


def converge(
    *, add: Sequence[Callable[[], Any]], change: Sequence[Callable[[], Any]], remove: Sequence[Any], room: int
) -> None:
    """Add and change, then remove.

    Args:
        add: requests that each add one thing.
        change: requests that each change one thing.
        remove: things of the SDK's that can be deleted.
        room: how many more things fit into the collection. Only if that is too few for `add`, as many as necessary are
            removed first.
    """
    first = max(0, len(add) - room)
    _delete_all(remove[:first])
    concurrently(*add, *change)
    _delete_all(remove[first:])


def _delete_all(things: Sequence[Any]) -> None:
    concurrently(*((lambda thing=thing: delete(thing)) for thing in things))
