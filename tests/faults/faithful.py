"""The same faults on the real engine and on the mini engine: both have to leave the same behind."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from attrs import define

from . import http_faults, real_engine
from .choice import Candidate
from .figures import Outcome, Problem
from .follow_ups import Bench, Memory, Scenario
from .http_faults import Fault, Trap
from .mini_engine import Ran
from .real_engine import RealEngine
from .seen import Seen

SCENARIOS = frozenset({"up", "update"})
"""In these one resource waits for another; the others ask for all at once, and it is by chance what was done."""

BY_CHANCE = frozenset({"swapped", "401", "lists-lag"})
"""Facts that depend on other requests at the same moment."""

_STEP = re.compile(r"^ [+~-]  pulumi-python:dynamic/\S+ (\S+) (?:creat|updat|delet)ing", re.MULTILINE)
_SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")


@define(eq=False)
class Faithful:
    """Both engines of one worker, on the same sides."""

    engine: RealEngine
    bench: Bench

    def candidates(self, scenario: Scenario) -> list[Candidate]:
        if scenario.name not in SCENARIOS or self.bench.shape != "whole":
            return []
        self.bench.start(scenario.before)
        with self.bench.sides.http.listening() as requests:
            self.bench.command(scenario)
        kinds = Counter(_kind(*request) for request in requests)
        once = [kind for kind, times in kinds.items() if times == 1]  # else it is by chance which of them comes first
        faults = [each for each in http_faults.FAULTS if each.name not in BY_CHANCE]
        return [
            Candidate(
                case := f"engine/whole-{scenario.name}/{number}-{fault.name}",
                (scenario.name,),
                partial(self._run, scenario, case, kind, fault),
            )
            for number, kind in enumerate(once)
            for fault in (faults[number * 5 % len(faults)], faults[(number * 5 + 2) % len(faults)])
        ]

    def _run(
        self, scenario: Scenario, case: str, kind: str, fault: Fault, _follow_ups: tuple[str, ...]
    ) -> Iterator[Outcome]:
        def trap() -> Trap:
            return Trap(lambda exchange: _kind(exchange.method, exchange.path) == kind, fault)

        real, order = self._on_the_real_engine(scenario, trap())
        mini = self._on_the_mini_engine(scenario, trap(), order)
        if real and mini:
            yield Outcome(case, [Problem(case, "unfaithful", line) for line in _differences(mini, real)])

    def _on_the_real_engine(self, scenario: Scenario, trap: Trap) -> tuple["_End | None", list[str]]:
        """The names of the resources are in the order of the run, which is by chance too."""
        self.engine.start(scenario.before)
        self.engine.declare(scenario.after)
        with self.engine.sides.http.listening(trap):
            command = (scenario.command, "--yes", "--skip-preview", "--parallel", "1")
            printed = self.engine.project.pulumi(*command)
        order = list(dict.fromkeys(_STEP.findall(printed.output)))
        kept = {
            each["urn"]: (each["inputs"], each["outputs"], bool(each.get("initErrors")))
            for each in self.engine.exported()
        }
        return _End(real_engine.ran(printed), _things(self.engine.sides.look()), kept) if trap.sprung else None, order

    def _on_the_mini_engine(self, scenario: Scenario, trap: Trap, order: list[str]) -> "_End | None":
        self.bench.start(scenario.before)
        program = sorted(
            self.bench.programs[scenario.after],
            key=lambda each: order.index(each.name) if each.name in order else len(order),
        )
        with self.bench.sides.http.listening(trap):
            ran = self.bench.command(scenario, program)
        state = self.bench.engine.state
        kept = {each.urn: (each.inputs, each.outputs, bool(each.init_errors)) for each in state}
        return _End(ran, _things(self.bench.sides.look()), kept) if trap.sprung else None


@define
class _End:
    """The result of a command with a fault."""

    ran: Ran
    things: dict[str, list[str]]
    kept: dict[str, Any]


def _differences(mini: _End, real: _End) -> Iterator[str]:
    if bool(mini.ran.errors) != bool(real.ran.errors):
        yield f"the mini engine said {mini.ran.errors}, the real one {real.ran.errors}"
    if mini.things != real.things:
        yield f"both sides are left in another state: {_first(mini.things, real.things)}"
    for urn in sorted(mini.kept.keys() ^ real.kept.keys()):
        yield f"only one of them keeps {urn}"
    for urn in sorted(mini.kept.keys() & real.kept.keys()):
        for name, one, other in zip(("inputs", "outputs", "init errors"), mini.kept[urn], real.kept[urn], strict=True):
            if Memory.lasting(one) != Memory.lasting(other):
                yield f"{urn} has other {name}: {_first(one, other)}"


def _kind(method: str, path: str) -> str:
    """A request without the SIDs."""
    return f"{method} {_SID.sub('SID', path.partition('?')[0])}"


def _things(seen: Seen) -> dict[str, list[str]]:
    """Everything that exists, without SIDs and in one order."""
    return {kind: sorted(map(Memory.lasting, things.values())) for kind, things in seen.things.items()}


def _first(one: Any, other: Any) -> str:
    """The place at which the two texts begin to differ."""
    texts = Memory.lasting(one), Memory.lasting(other)
    at = next((at for at, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    return " / ".join(text[max(0, at - 60) : at + 60] for text in texts)
