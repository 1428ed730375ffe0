"""The rules for an opaque error, for a sample, and for good figures."""

import pytest

from .choice import FOLLOW_UPS, Candidate, choose
from .figures import Figures, Outcome, Problem, opaque

GOOD = "trunk 'grable.pstn.twilio.com': Twilio answered 429, code 20429: Too Many Requests: run again in a minute"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (GOOD, None),
        (f"Exception calling application: {GOOD}", "Exception calling application"),
        (f"{GOOD}\nmore", "has 2 lines"),
        ("", "does not begin with its subject"),
        ("trunk 'one': 'int' object has no attribute 'get': run again", "object has no attribute"),
        ("trunk 'one': KeyError: 'sid'", "KeyError"),
        ("it did not work: why: run again", "does not begin with its subject"),
        ("trunk 'one' is not there", "has no fact and remedy"),
        ("trunk 'one': trunk 'one': is not there: run again", "names its subject twice"),
        ("database one: password 'Canary-Base-2024' is wrong: check it", "shows a secret"),
    ],
)
def test_opaque(text: str, reason: str | None) -> None:
    found = opaque(text)
    assert found is None if reason is None else reason in (found or "")


def _candidate(case: str, *group: str) -> Candidate:
    return Candidate(case, group, lambda _follow_ups: iter(()))


CANDIDATES = [_candidate(f"http/up/{at}-{name}", name) for at in range(5) for name in ("reset", "401")]


def test_a_sample_has_one_of_each_group_and_is_the_same_each_time() -> None:
    sample = choose(CANDIDATES, sample=True)
    assert sorted(candidate.group for candidate, _ in sample) == [("401",), ("reset",)]
    assert all(len(follow_ups) == 1 for _, follow_ups in sample)
    assert sample == choose(reversed(CANDIDATES), sample=True)


def test_a_case_by_its_name() -> None:
    assert choose(CANDIDATES, only="http/up/3-reset/again") == [(CANDIDATES[6], ("again",))]
    assert choose(CANDIDATES, only="http/up/3-") == [(CANDIDATES[6], FOLLOW_UPS), (CANDIDATES[7], FOLLOW_UPS)]


def test_figures() -> None:
    orphan = Problem("http/up/1-reset/again", "orphans", "a trunk")
    assert not Figures().is_good
    assert Figures([Outcome("one", [])]).is_good
    figures = Figures([Outcome("one", []), Outcome("two", [orphan, orphan])])
    assert not figures.is_good
    assert [line.strip() for line in figures.lines()][:2] == ["2 tried (0 of them ended as another did)", "1 converged"]
    assert "     1 orphans" in figures.lines()
    assert Outcome.load(figures.outcomes[1].dump()) == figures.outcomes[1]
