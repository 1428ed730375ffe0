"""SIGKILL at each request, statement and commit, of the mini engine and the provider's process.

With checkpoints, `trunkline recover` comes next. Without them, the same command is run again.
"""

import threading
from collections.abc import Callable, Iterator
from functools import partial

from attrs import Factory, define

from .choice import Candidate
from .database_faults import EVERY, is_of_the_catalog, is_read
from .figures import Outcome, Problem
from .follow_ups import Bench, Scenario
from .http_proxy import Exchange
from .mini_engine import Ran
from .sql_proxy import Statement

SCENARIOS = frozenset({"up", "update", "destroy"})


@define(eq=False)
class Hold:
    """Kills at the n-th request or statement.

    Attributes:
        side: `http` or `sql`.
        when: `before` it is done, or `after` that and before its answer, all processes die; at `engine` only the engine
            does, and the provider goes on.
        kill: returns when they are dead.
    """

    side: str
    at: int
    when: str
    kill: Callable[[], object]
    reached: threading.Event = Factory(threading.Event)

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
        self.kill()
        return self.when != "engine"


def places(requests: list[tuple[str, str]], statements: list[str]) -> list[tuple[str, int]]:
    """The requests and statements of a command, by side and number; of those of the catalog some."""
    catalog = [is_of_the_catalog(text) and at % EVERY for at, text in enumerate(statements, 1)]
    return [
        *(("http", at) for at in range(1, len(requests) + 1)),
        *(("sql", at) for at, is_left_out in enumerate(catalog, 1) if not is_left_out),
    ]


def candidates(bench: Bench, scenario: Scenario, *, checkpoints: bool = True) -> list[Candidate]:
    """A kill at each place of a scenario."""
    if scenario.name not in SCENARIOS:
        return []
    bench.start(scenario.before)
    kinds: dict[tuple[str, int], str] = {}

    def note(side: str, message: Exchange | Statement) -> bool:
        kinds[side, message.index] = bench.engine.at[1]
        return False

    with (
        bench.sides.http.listening(partial(note, "http")) as requests,
        bench.sides.sql.listening(partial(note, "sql")) as statements,
    ):
        ran = bench.command(scenario)
    assert not ran.errors, ran
    reads = {("http", at) for at, (method, _) in enumerate(requests, 1) if method == "GET"}
    reads |= {("sql", at) for at, text in enumerate(statements, 1) if is_read(text)}
    return [
        Candidate(
            case := f"{'kill' if checkpoints else 'fast-way'}/{bench.shape}-{scenario.name}/{side}-{at}-{when}",
            (scenario.name, side, when),
            partial(
                _run if checkpoints else _run_without_checkpoints,
                bench,
                scenario,
                case,
                Hold(side, at, when, partial(bench.engine.kill, alone=when == "engine")),
            ),
            kinds[side, at],
        )
        for side, at in places(requests, statements)
        # after a read, all is as it is before the next message
        for when in ("before", *(() if (side, at) in reads else ("after", "engine")))
    ]


def _run(bench: Bench, scenario: Scenario, case: str, hold: Hold, follow_ups: tuple[str, ...]) -> Iterator[Outcome]:
    if not _is_killed(bench, scenario, hold):
        return
    recovered = bench.engine.recover()
    if recovered.errors:
        yield _unfinished(case, recovered)
    yield from bench.after(case, scenario, None, follow_ups)


def _run_without_checkpoints(
    bench: Bench, scenario: Scenario, case: str, hold: Hold, follow_ups: tuple[str, ...]
) -> Iterator[Outcome]:
    bench.engine.saves_at_end = True
    try:
        if not _is_killed(bench, scenario, hold):
            return
    finally:
        bench.engine.saves_at_end = False
    again = bench.command(scenario)
    if again.errors:
        yield _unfinished(case, again)
    yield from bench.after(case, scenario, again, follow_ups)


def _is_killed(bench: Bench, scenario: Scenario, hold: Hold) -> bool:
    bench.start(scenario.before)
    with bench.sides.http.listening(hold.request), bench.sides.sql.listening(hold.statement):
        bench.command(scenario)
    bench.sides.restore(bench.sides.save())  # ends what is left of the dead
    return hold.reached.is_set()


def _unfinished(case: str, ran: Ran) -> Outcome:
    return Outcome(case, [Problem(case, "unfinished", " ".join(ran.errors[0].split())[:400])])
