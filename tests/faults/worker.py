"""One worker: its own emulator, database and engines, and the jobs that it takes from all."""

import traceback
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from queue import Empty
from typing import Any

from attrs import frozen

from . import database_faults, http_faults, sides
from .choice import Candidate, choose
from .figures import Outcome, Problem
from .follow_ups import SCENARIOS, Bench
from .mini_engine import MiniEngine
from .recorded import Program

PARTS = {"http": http_faults, "database": database_faults}
"""{part: what has its candidates}"""

SLICES = 4
"""So many jobs is the work of one scenario, for the workers to share."""


@frozen
class Job:
    """A share of the faults of one part in one scenario."""

    part: str
    shape: str
    scenario: str
    number: int
    of: int

    @property
    def prefix(self) -> str:
        """How its cases begin."""
        return f"{self.part}/{self.shape}-{self.scenario}/"


def jobs(shapes: list[str], *, only: str, sample: bool) -> list[Job]:
    """All that there is to do, or what `only` asks for."""
    shares = 1 if only or sample else SLICES
    every = [
        Job(part, shape, scenario.name, number, shares)
        for part in PARTS
        for shape in shapes
        for scenario in SCENARIOS
        for number in range(shares)
    ]
    return [each for each in every if each.prefix.startswith(only) or only.startswith(each.prefix)]


def work(
    number: int,
    folder: Path,
    programs: Mapping[str, Mapping[str, Program]],
    choice: Mapping[str, Any],
    waiting: Any,
    results: Any,
) -> None:
    """Take jobs until there are no more; each outcome goes to `results` as a line."""
    warnings.simplefilter("ignore")
    home, memory = folder / f"worker-{number}", folder / "memory"
    home.mkdir()
    memory.mkdir(exist_ok=True)
    scenarios = {each.name: each for each in SCENARIOS}
    with ExitStack() as stack:
        both = stack.enter_context(sides.running(home))
        benches = {}
        for shape, declared in programs.items():
            (home / shape).mkdir()
            engine = MiniEngine(both.environment, home / shape)
            stack.callback(engine.close)
            benches[shape] = Bench(both, engine, declared, shape, memory)
        while True:
            try:
                job: Job = waiting.get(timeout=1)
            except Empty:
                return
            candidates = PARTS[job.part].candidates(benches[job.shape], scenarios[job.scenario])
            if job.shape == "halves":  # the others are as in the whole
                candidates = [each for each in candidates if each.kind == "CredentialListSeal"]
            for candidate in choose(candidates, **choice)[job.number :: job.of]:
                for outcome in _try(candidate):
                    results.put(outcome.dump())


def _try(candidate: Candidate) -> Iterator[Outcome]:
    """Its outcomes; a failure of the harness is one too, and the next candidate goes on."""
    try:
        yield from candidate.run()
    except Exception as error:  # noqa: BLE001
        where = "".join(traceback.format_exception(error)).splitlines()
        yield Outcome(candidate.case, [Problem(candidate.case, "broken", " | ".join(where[-5:]))])
