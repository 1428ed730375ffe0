"""Limits on the cost of a trunk: requests to Twilio, and how many of them wait for each other. And the bench itself."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from . import table
from .limits import IN_A_ROW, LIMITS, PEER, VERBS, Row
from .processes import KINDS
from .requests_at_once import AtOnce
from .stack import Stack, stack

pytestmark = pytest.mark.long


@pytest.fixture
def ten(tmp_path: Path, engine: Path) -> Iterator[Stack]:
    with stack(tmp_path, engine, 10, latency=0.0) as made:
        yield made


@pytest.fixture
def slow(tmp_path: Path, engine: Path) -> Iterator[Stack]:
    """One trunk, so far away that a busy machine does not count as a chain of requests."""
    with stack(tmp_path, engine, 1, latency=0.5) as made:
        yield made


def test_requests_of_each_of_ten_trunks(ten: Stack) -> None:
    """13 / 0 / 5 / 3 for each; and the lists of the account, in each of two processes."""
    assert ten.measure("preview").requests <= 4 * 2
    assert ten.measure("up").requests <= 13 * 10 + 2 * 2
    assert ten.measure("up").requests == 0
    assert ten.measure("refresh").requests <= 5 * 10 + 4 * 2
    assert ten.measure("up", changed=True).requests == 2  # whose it is, and the change
    assert ten.measure("destroy").requests <= 3 * 10 + 3 * 2


def test_answers_in_a_row(slow: Stack) -> None:
    for verb in ("preview", "first up", "refresh", "destroy"):
        assert slow.measure(verb.removeprefix("first ")).at_once.in_a_row <= IN_A_ROW[verb], verb


def test_a_small_checkpoint(ten: Stack) -> None:
    """Compressed; no provider's code, and no paths of the machine but that of the program's own line."""
    ten.measure("up")
    assert ten.checkpoint_bytes() < 1200 * 10


def test_each_run_has_its_figures(ten: Stack, tmp_path: Path) -> None:
    measured = ten.measure("up")
    assert all(measured.usage.cpu[kind] > 0 for kind in KINDS)
    assert measured.at_once.most >= measured.at_once.mean > 0
    assert sum(measured.at_once.by_second) > 0
    assert 20 < measured.provider_mb < 2 * 150  # in two processes
    row = Row.of(10, "first up", evolve(measured, seconds=3.2), None, 0.1, fast=False)
    assert table.line(row) == f"| 10 | first up | 3.2 | {measured.requests} | 3.4 | 0.94 (peer) | 0.9, **missed** |"
    assert "provider" in table.details(row)
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n")
    table.put_into(readme, [row])
    shown = f"{table.HEAD}\n{table.line(row)}"
    assert readme.read_text() == f"before\n<!-- bench -->\n\n{shown}\n\n<!-- /bench -->\nafter\n"
    assert json.loads(json.dumps(row.as_dict()))["peer_seconds"] == PEER[10]["first up"]


def test_each_limit_has_something_to_compare_with() -> None:
    assert all({*limits} <= {*VERBS} for limits in LIMITS.values())
    assert all({*limits} <= {*PEER[trunks]} for (trunks, _), limits in LIMITS.items())


def test_requests_at_once() -> None:
    at_once = AtOnce.of([{"began": began, "ended": ended} for began, ended in ((0.0, 1.0), (0.5, 1.5), (1.5, 2.0))])
    assert at_once == AtOnce(most=2, mean=1.25, by_second=[1.5, 1.0], in_a_row=2)
    assert AtOnce.of([]) == AtOnce(0, 0.0, [], 0)
