"""Which of all the faults are tried, and how they are followed up: all, those that a case names, or a sample."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from attrs import frozen

from .figures import Outcome

FOLLOW_UPS = ("again", "back", "destroyed", "otherwise")
"""The same world, the one before, nothing, and a third one."""

SEED = "trunkline"


@frozen
class Candidate:
    """A fault that can be tried.

    Attributes:
        case: its name, `<part>/<scenario>/<fault>`, to which each follow-up adds its own.
        group: what a sample has one of.
        run: tries it, with each of the follow-ups.
        kind: of the resource at which it happens.
    """

    case: str
    group: tuple[str, ...]
    run: Callable[[tuple[str, ...]], Iterator[Outcome]]
    kind: str = ""

    @property
    def chance(self) -> int:
        """The same number each time."""
        return int.from_bytes(hashlib.sha256(f"{SEED} {self.case}".encode()).digest()[:4])


Chosen = list[tuple[Candidate, tuple[str, ...]]]


def choose(candidates: Iterable[Candidate], *, only: str = "", sample: bool = False) -> Chosen:
    """Candidates with their follow-ups.

    Args:
        candidates: all that there are.
        only: how the case begins, or a case with its follow-up.
        sample: one of each group, with one follow-up.
    """
    named = [each for each in candidates if each.case.startswith(only) or only.startswith(f"{each.case}/")]
    if sample:
        ordered = sorted(named, key=lambda each: (each.group, each.chance))
        firsts = [next(group) for _, group in groupby(ordered, key=lambda each: each.group)]
        return [(each, (FOLLOW_UPS[each.chance % len(FOLLOW_UPS)],)) for each in firsts]
    follow_up = only.rpartition("/")[2]
    return [(each, (follow_up,) if follow_up in FOLLOW_UPS else FOLLOW_UPS) for each in named]
