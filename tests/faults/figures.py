"""The failures, and the figures that `make faults` prints."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from attrs import asdict, field, frozen

from .worlds import CANARIES

KINDS = {
    "differs": "not as declared",
    "unfinished": "the follow-up failed",
    "silent": "green, and not as declared",
    "unsettled": "the next run still changes something",
    "orphans": "orphans",
    "duplicates": "duplicates",
    "moved": "live things with another SID",
    "reserved": "blocked domains",
    "disturbed": "things of others changed",
    "refused_calls": "calls that Twilio would refuse",
    "opaque": "opaque errors",
    "manual": "manual steps",
    "hangs": "calls that never ended",
    "unfaithful": "differences between the mini engine and the real one",
    "broken": "failures of the harness itself",
}
"""{kind of problem: its name in the figures}"""

_SUBJECT = re.compile(
    r"(trunk|credential list|IP access control list|phone number|number|seal|Asterisk endpoint|database|Twilio|"
    r"TWILIO_|TRUNKLINE_|ps_|extensions|config|buy|phone_numbers|domain_name)",
)
_PYTHON = re.compile(
    r"Traceback|Exception calling application|object has no attribute|NoneType|\w+Error\b|\w+Exception\b|"
    r"0x[0-9a-f]{6}|KeyError|<class|\bNone\b"
)


@frozen
class Problem:
    """One thing that went wrong in a case.

    Attributes:
        case: what reproduces it, `python -m tests.faults --only <case>`.
        kind: one of `KINDS`.
        text: a line about it.
    """

    case: str
    kind: str
    text: str


@frozen
class Outcome:
    """The outcome of one fault with one follow-up."""

    case: str
    problems: list[Problem]
    seconds: float = 0.0
    known: bool = False
    """Another case ended in the very same state, with the same follow-up: it was not run again."""

    @property
    def converged(self) -> bool:
        return not any(each.kind not in {"opaque", "manual"} for each in self.problems)

    def summary(self) -> Iterable[str]:
        """A line for each kind of problem."""
        for kind, group in groupby(sorted(self.problems, key=lambda each: each.kind), key=lambda each: each.kind):
            first, *others = group
            more = f" (and {len(others)} more)" if others else ""
            yield f"{kind}: {first.case}: {first.text}{more}"

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, line: str) -> "Outcome":
        read: dict[str, Any] = json.loads(line)
        return cls(**read | {"problems": [Problem(**each) for each in read["problems"]]})


def opaque(text: str) -> str | None:
    """Why an error is not one that a user can act on, or None."""
    lines = text.strip().splitlines() or [""]
    subject = lines[0].partition(": ")[0]
    python = _PYTHON.search(text)
    wrong = {
        "shows a secret": any(canary in text for canary in CANARIES),
        f"has {len(lines)} lines": len(lines) > 1,
        f"says {python and python[0]!r}": bool(python),
        "does not begin with its subject": not _SUBJECT.match(text),
        "has no fact and remedy": ": " not in text,
        "names its subject twice": bool(subject) and text.count(f"{subject}: ") > 1,
    }
    return ", ".join(reason for reason, is_so in wrong.items() if is_so) or None


@frozen
class Figures:
    """All outcomes of a run."""

    outcomes: list[Outcome] = field(factory=list)

    def problems(self) -> list[Problem]:
        return [problem for outcome in self.outcomes for problem in outcome.problems]

    def lines(self) -> Iterable[str]:
        """The figures; of each kind of problem, in how many cases there was one."""
        problems = Counter(kind for _, kind in {(problem.case, problem.kind) for problem in self.problems()})
        yield f"{len(self.outcomes):6} tried ({sum(each.known for each in self.outcomes)} of them ended as another did)"
        yield f"{sum(each.converged for each in self.outcomes):6} converged"
        for kind, name in KINDS.items():
            yield f"{problems[kind]:6} {name}"

    def write(self, folder: Path) -> None:
        """All problems to a file, and of each text a first case with the number of others to the screen."""
        (folder / "problems.txt").write_text(
            "".join(f"{each.kind}\t{each.case}\t{each.text}\n" for each in self.problems())
        )

    @property
    def is_good(self) -> bool:
        return bool(self.outcomes) and not self.problems()
