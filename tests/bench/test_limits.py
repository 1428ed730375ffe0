"""Limits on the cost of a trunk: requests to Twilio, and how many of them wait for each other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .stack import Stack, stack

pytestmark = pytest.mark.long


@pytest.fixture
def ten(tmp_path: Path, engine: Path) -> Iterator[Stack]:
    with stack(tmp_path, engine, 10, latency=0.0) as made:
        yield made


@pytest.fixture
def slow(tmp_path: Path, engine: Path) -> Iterator[Stack]:
    with stack(tmp_path, engine, 1, latency=0.1) as made:
        yield made


def test_requests_of_each_of_ten_trunks(ten: Stack) -> None:
    assert ten.run("preview").requests <= 10
    assert ten.run("up").requests <= 14 * 10
    assert ten.run("up").requests == 0
    assert ten.run("refresh").requests <= 6 * 10
    assert ten.run("up", changed=True).requests == 2  # whose it is, and the change
    assert ten.run("destroy").requests <= 3 * 10 + 3 * 2  # and, in each of two processes, whose they are


def test_answers_in_a_row(slow: Stack) -> None:
    assert _in_a_row(slow, "preview") + _in_a_row(slow, "up") <= 7
    assert _in_a_row(slow, "refresh") <= 2


def _in_a_row(made: Stack, verb: str) -> int:
    """The longest chain of requests, each of which was sent when the one before had its answer."""
    made.run(verb)
    chains: list[tuple[float, int]] = []
    requests: list[dict[str, Any]] = sorted(made.emulator.requests_made(), key=lambda each: each["began"])
    for request in requests:
        before = max((length for ended, length in chains if ended <= request["began"]), default=0)
        chains.append((request["ended"], before + 1))
    return max(length for _, length in chains)


def test_a_small_checkpoint(ten: Stack) -> None:
    """Compressed; no provider's code, and no paths of the machine but that of the program's own line."""
    ten.run("up")
    assert ten.checkpoint_bytes() < 1200 * 10
