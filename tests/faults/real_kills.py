"""SIGKILL of the real engine and all that it has started, at some of the places of `kills`.

With checkpoints, `trunkline recover` comes next. Without them, the same command is run again.
"""

import sys
import threading
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from attrs import define

from trunkline.engine.checkpoints import SKIPPED

from . import real_engine
from .auditor import judge
from .choice import Candidate
from .figures import Outcome, Problem
from .follow_ups import Memory, Scenario, judge_words
from .kills import SCENARIOS, Hold, places
from .mini_engine import Ran
from .real_engine import RealEngine, Start
from .worlds import WORLDS

SELDOM = 16
"""At each so many-th place the real engine is killed; without checkpoints, at each fourth of these."""


class Place(NamedTuple):
    """Where and when to kill: see `Hold`."""

    side: str
    at: int
    when: str


@define(eq=False)
class RealKills:
    """The kills of one worker."""

    engine: RealEngine
    memory: Memory
    part: str
    checkpoints: bool

    def candidates(self, scenario: Scenario) -> list[Candidate]:
        if scenario.name not in SCENARIOS:
            return []
        self.engine.start(scenario.before)
        self.engine.declare(scenario.after)
        with self.engine.sides.http.listening() as requests, self.engine.sides.sql.listening() as statements:
            assert not self.engine.begin(scenario.command).wait()
        return [
            Candidate(
                case := f"{self.part}/whole-{scenario.name}/{side}-{at}-{when}",
                ("kill", scenario.name, side, when),
                partial(self._run, scenario, case, Place(side, at, when)),
            )
            for side, at in places(requests, statements)[:: SELDOM if self.checkpoints else 4 * SELDOM]
            for when in ("before", "after", "engine")
        ]

    def _run(self, scenario: Scenario, case: str, place: Place, follow_ups: tuple[str, ...]) -> Iterator[Outcome]:
        start = self.engine.start(scenario.before)
        self.engine.declare(scenario.after)
        sides, released = self.engine.sides, threading.Event()
        hold = Hold(*place, partial(released.wait, 60))
        requests, statements = sides.http.listening(hold.request), sides.sql.listening(hold.statement)
        with requests, statements:
            running = self.engine.begin(scenario.command, **({} if self.checkpoints else SKIPPED))
            held = real_engine.wait(running, hold.reached)
            left = real_engine.kill(running, alone=place.when == "engine")
            released.set()
            real_engine.end(left)
        if not held:
            return
        sides.restore(sides.save())  # ends what is left of the dead
        self.engine.repair()
        if not self.checkpoints:
            self._run_again(scenario, start)
        end = self.engine.save("end")
        for follow_up in follow_ups:
            name = f"{case}/{follow_up}"
            key = self.memory.key([self.part, scenario.name, follow_up], end.sides, self.engine.kept(start))
            problems = self.memory.recall(key, name)
            if known := problems is not None:
                yield Outcome(name, problems or [], known=known)
                continue
            self.engine.restore(end)
            problems = list(self._follow(name, scenario, follow_up, start))
            self.memory.keep(key, problems)
            yield Outcome(name, problems)

    def _follow(self, case: str, scenario: Scenario, follow_up: str, start: Start) -> Iterator[Problem]:
        target = scenario.target(follow_up)
        if scenario.command == "destroy":
            self.engine.sides.lift_reservations()
        problems = list(self._judged(case, scenario, target, start, self._go_on(scenario, follow_up)))
        if any(each.kind != "opaque" for each in problems):
            again = list(self._judged(case, scenario, target, start, self._once_more(target)))
            if not again:
                first = next(each for each in problems if each.kind != "opaque")
                problems = [Problem(case, "manual", f"a second run was needed: {first.kind}: {first.text}")]
        yield from problems

    def _run_again(self, scenario: Scenario, start: Start) -> None:
        assert self.engine.deployment() == self.engine.deployment(start.folder)
        project = self.engine.project
        project.pulumi("cancel", "--yes").ok()
        ran = project.up() if scenario.command == "up" else project.destroy()
        ran.ok()

    def _go_on(self, scenario: Scenario, follow_up: str) -> list[Ran]:
        """The documented commands: with checkpoints, `trunkline recover`; and then what one wants."""
        project, target = self.engine.project, scenario.target(follow_up)
        recover = [sys.executable, "-m", "trunkline", "recover", "--stack", project.stack]
        recovered = [real_engine.ran(project.run(recover))] if self.checkpoints else []
        if target == "nothing":
            return [*recovered, real_engine.ran(project.destroy())]
        self.engine.declare(target)
        return [*recovered, real_engine.ran(project.up())]

    def _once_more(self, target: str) -> list[Ran]:
        project = self.engine.project
        if target == "nothing":
            project.refresh()
            return [real_engine.ran(project.destroy())]
        self.engine.declare(target)
        return [real_engine.ran(project.up("--refresh"))]

    def _judged(self, case: str, scenario: Scenario, target: str, start: Start, runs: list[Ran]) -> Iterator[Problem]:
        for ran in runs:
            yield from judge_words(case, ran)
            if ran.errors:
                yield Problem(case, "unfinished", " ".join(ran.errors[0].split())[:400])
        before = start.seen if scenario.lives and target != "nothing" else None
        verdict = judge(self.engine.sides.look(), WORLDS[target], self.engine.sides.others, before)
        if target == "nothing" or scenario.command == "destroy":
            verdict.reserved.clear()
        for kind, line in verdict.lines():
            yield Problem(case, kind, line)
