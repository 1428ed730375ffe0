"""SIGKILL of the real engine and all that it has started, at each request, statement and commit."""

import re
import sys
import threading
from collections.abc import Iterator
from functools import partial

from attrs import Factory, define

from . import real_engine
from .auditor import judge
from .choice import Candidate
from .database_faults import EVERY, is_of_the_catalog
from .figures import Outcome, Problem
from .follow_ups import Memory, Scenario, judge_words
from .http_proxy import Exchange
from .mini_engine import Ran
from .real_engine import RealEngine, Start
from .sql_proxy import Statement
from .worlds import WORLDS

ALONE = 4
"""At each so many-th place the engine is killed alone too."""

_READ = re.compile(r"\s*(?:SELECT|SHOW)\b", re.IGNORECASE)

SCENARIOS = frozenset({"up", "update", "destroy"})


@define(eq=False)
class Hold:
    """Holds the n-th request or statement until the kill.

    Attributes:
        side: `http` or `sql`.
        when: `before` it is done, or `after` that and before its answer, all processes die; at `engine` only the engine
            does, and the provider goes on.
    """

    side: str
    at: int
    when: str
    reached: threading.Event = Factory(threading.Event)
    released: threading.Event = Factory(threading.Event)

    def request(self, exchange: Exchange) -> bool:
        if self.side != "http" or exchange.index != self.at:
            return False
        if self._is_over_for(exchange):
            exchange.reset()
            return True
        return False

    def statement(self, statement: Statement) -> bool:
        if self.side != "sql" or statement.index != self.at:
            return False
        if self._is_over_for(statement):
            statement.cut()
            return True
        return False

    def _is_over_for(self, message: Exchange | Statement) -> bool:
        if self.when == "after":
            message.forward()
        self.reached.set()
        self.released.wait(60)
        return self.when != "engine"


@define(eq=False)
class Kills:
    """The kills of one worker."""

    engine: RealEngine
    memory: Memory

    def candidates(self, scenario: Scenario) -> list[Candidate]:
        if scenario.name not in SCENARIOS:
            return []
        self.engine.start(scenario.before)
        self.engine.declare(scenario.after)
        with self.engine.sides.http.listening() as requests, self.engine.sides.sql.listening() as statements:
            assert not self.engine.begin(scenario.command).wait()
        places = [("http", at, method == "GET") for at, (method, _) in enumerate(requests, 1)]
        places += [
            ("sql", at, _READ.match(text) is not None)
            for at, text in enumerate(statements, 1)
            if not is_of_the_catalog(text) or not at % EVERY
        ]
        return [
            Candidate(
                case := f"kill/whole-{scenario.name}/{side}-{at}-{when}",
                (scenario.name, side, when),
                partial(self._run, scenario, case, Hold(side, at, when)),
            )
            for number, (side, at, reads) in enumerate(places)
            # after a read, all is as it is before the next message
            for when in ("before", *(() if reads else ("after",)), *(() if number % ALONE else ("engine",)))
        ]

    def _run(self, scenario: Scenario, case: str, hold: "Hold", follow_ups: tuple[str, ...]) -> Iterator[Outcome]:
        start = self.engine.start(scenario.before)
        self.engine.declare(scenario.after)
        sides = self.engine.sides
        requests, statements = sides.http.listening(hold.request), sides.sql.listening(hold.statement)
        with requests, statements:
            running = self.engine.begin(scenario.command)
            held = real_engine.wait(running, hold.reached)
            left = real_engine.kill(running, alone=hold.when == "engine")
            hold.released.set()
            real_engine.end(left)
        if not held:
            return
        sides.restore(sides.save())  # ends what is left of the dead
        self.engine.repair()
        end = self.engine.save("end")
        for follow_up in follow_ups:
            name = f"{case}/{follow_up}"
            key = self.memory.key(["kill", scenario.name, follow_up], end.sides, self.engine.kept(start))
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

    def _go_on(self, scenario: Scenario, follow_up: str) -> list[Ran]:
        """The documented commands: `trunkline recover`, and then what one wants."""
        project, target = self.engine.project, scenario.target(follow_up)
        recovered = project.run([sys.executable, "-m", "trunkline", "recover", "--stack", project.stack])
        if target == "nothing":
            return [real_engine.ran(recovered), real_engine.ran(project.destroy())]
        self.engine.declare(target)
        return [real_engine.ran(recovered), real_engine.ran(project.up())]

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
