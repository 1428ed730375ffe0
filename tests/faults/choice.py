"""Which of all the faults are tried: those that a case names, a share of them for each worker, a sample."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from attrs import frozen

from .figures import Outcome

SEED = "trunkline"


@frozen
class Candidate:
    """A fault that can be tried.

    Attributes:
        case: its name, `<part>/<scenario>/<fault>`, to which each follow-up adds its own.
        group: what a sample has one of.
        run: tries it, with all follow-ups.
        kind: of the resource at which it happens.
    """

    case: str
    group: tuple[str, ...]
    run: Callable[[], Iterator[Outcome]]
    kind: str = ""


def choose(candidates: Iterable[Candidate], *, only: str = "", sample: bool = False) -> list[Candidate]:
    """Those whose case begins like `only`, or that `only` is a follow-up of; of a sample, one of each group."""
    named = [each for each in candidates if each.case.startswith(only) or only.startswith(f"{each.case}/")]
    if not sample:
        return named
    chance = sorted(named, key=lambda each: (each.group, hashlib.sha256(f"{SEED}{each.case}".encode()).digest()))
    return [next(group) for _, group in groupby(chance, key=lambda each: each.group)]
