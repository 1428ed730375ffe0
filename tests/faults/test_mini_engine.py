"""A case of the harness from end to end: what the real engine declares, spoiled on the mini engine."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..support import shell
from ..support.project import ROOT
from . import http_faults, recorded
from .auditor import judge
from .choice import FOLLOW_UPS, choose
from .follow_ups import SCENARIOS, Bench, Memory
from .mini_engine import MiniEngine
from .provider_process import ProviderProcesses
from .sides import Sides
from .worlds import WORLDS

UP, UPDATE = (next(each for each in SCENARIOS if each.name == name) for name in ("up", "update"))


@pytest.fixture
def bench(both: Sides, tmp_path: Path) -> Iterator[Bench]:
    programs = recorded.record(both, tmp_path / "recording", "whole")
    processes = ProviderProcesses(both.environment, tmp_path)
    (tmp_path / "memory").mkdir()
    yield Bench(both, MiniEngine(processes), programs, "whole", Memory(tmp_path / "memory"))
    processes.close()


@pytest.mark.long
def test_every_command(bench: Bench) -> None:
    """It ends as declared, does nothing where nothing changed, and knows what the real engine declares."""
    seen = bench.start("base").seen
    assert judge(seen, WORLDS["base"], bench.sides.others).is_good
    with bench.sides.http.listening() as requests, bench.sides.sql.listening() as statements:
        assert not bench.engine.up(bench.programs["base"]).errors
    assert (requests, statements) == ([], [])
    for scenario in SCENARIOS:
        bench.start(scenario.before)
        assert not bench.command(scenario).errors
        world = scenario.before if scenario.command == "preview" else scenario.after
        verdict = judge(bench.sides.look(), WORLDS[world], bench.sides.others)
        verdict.reserved.clear()
        assert verdict.is_good, (scenario, verdict)


@pytest.mark.long
def test_a_fault_and_its_follow_ups(bench: Bench) -> None:
    """Some answers 429 do no harm, and a case that ends as another did is not run again."""
    ((candidate, follow_ups),) = choose(http_faults.candidates(bench, UPDATE), only="http/whole-update/1-429-some")
    first = list(candidate.run(follow_ups))
    assert [each.case for each in first] == [f"http/whole-update/1-429-some/{name}" for name in FOLLOW_UPS]
    assert not any(each.known for each in first)
    again = (list(candidate.run(follow_ups)) for _ in range(8))  # requests side by side end either way round
    assert any(all(each.known for each in outcomes) for outcomes in again)
    assert all(each.converged for each in first)


@pytest.mark.long
def test_a_failure_without_a_detail_leaves_no_state(bench: Bench) -> None:
    bench.start("nothing")
    fault = next(each for each in http_faults.FAULTS if each.name == "401")
    with bench.sides.http.listening(http_faults.Trap(lambda exchange: exchange.index == 1, fault)):
        ran = bench.command(UP)
    assert len(ran.errors) == 1
    assert "20003" in ran.errors[0]
    assert bench.engine.state == []


@pytest.mark.long
def test_one_case_by_its_name(tmp_path: Path) -> None:
    """The command in a line of the figures reproduces it."""
    command = (sys.executable, "-W", "ignore", "-m", "tests.faults", "--folder", tmp_path)
    printed = shell.run((*command, "--only", "http/whole-refresh/1-429-some/again"), ROOT)
    assert "     1 tried (0 of them ended as another did)\n     1 converged\n" in printed
    assert (tmp_path / "problems.txt").read_text() == ""
