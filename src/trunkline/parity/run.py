"""Tries the assumptions on an account."""

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from attrs import frozen

from trunkline.providers.errors import UnreachableError

from .assumption import Assumption
from .errors import DiffersError, NotTriedError
from .trial import Trial

HOLDS, DIFFERS, NOT_TRIED = "holds", "differs", "not tried"
NEEDS_WRITE = "Needs --write."
MOST_LOST = 3

_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@frozen
class Result:
    """The outcome for one assumption. `seen` is what Twilio does instead, or why it was not tried."""

    assumption: Assumption
    outcome: str
    seen: str = ""


def run(trial: Trial, assumptions: Iterable[Assumption], *, write: bool) -> Iterator[Result]:
    """Try one after another. After `MOST_LOST` in a row without an answer, no other is tried."""
    lost: list[str] = []
    for each in assumptions:
        if each.case and len(lost) == MOST_LOST:
            yield Result(each, NOT_TRIED, lost[-1])
            continue
        try:
            result = _result(trial, each, write=write)
            if result.outcome != NOT_TRIED:
                lost.clear()
            yield result
        except UnreachableError as error:
            lost.append(str(error))
            yield Result(each, NOT_TRIED, lost[-1])


def _result(trial: Trial, assumption: Assumption, *, write: bool) -> Result:
    if assumption.case is None:
        return Result(assumption, NOT_TRIED, assumption.why_not)
    if assumption.writes and not write:
        return Result(assumption, NOT_TRIED, NEEDS_WRITE)
    try:
        assumption.case(trial)
    except DiffersError as difference:
        return Result(assumption, DIFFERS, str(difference))
    except NotTriedError as reason:
        return Result(assumption, NOT_TRIED, str(reason))
    except (KeyError, TypeError, ValueError) as error:
        return Result(assumption, DIFFERS, f"the answer has another shape: {error!r}")
    return Result(assumption, HOLDS)


@contextmanager
def without_signals() -> Iterator[None]:
    """The block is not interrupted."""
    with _signals(signal.SIG_IGN):
        yield


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Each of the signals that end a program raises KeyboardInterrupt in the block."""
    with _signals(signal.default_int_handler):
        yield


@contextmanager
def _signals(handler: Callable[..., Any] | signal.Handlers) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in _ENDS}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
