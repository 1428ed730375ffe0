"""One worker: its own emulator, database and engines, and the jobs that it takes from all."""

import ctypes
import logging
import multiprocessing
import re
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import cache, partial
from pathlib import Path
from queue import Empty
from typing import Any

import psutil
from attrs import frozen

from . import database_faults, http_faults, kills, sides
from .choice import Candidate, choose
from .faithful import Faithful
from .figures import Outcome, Problem
from .follow_ups import SCENARIOS, Bench, Memory, Scenario
from .mini_engine import MiniEngine
from .provider_process import ProviderProcesses
from .real_engine import RealEngine
from .real_kills import RealKills
from .recorded import Program
from .shapes import SHAPES

PARTS: dict[str, Callable[[Bench, Scenario], list[Candidate]]] = {
    "kill": kills.candidates,
    "fast-way": partial(kills.candidates, checkpoints=False),
    "http": http_faults.candidates,
    "database": database_faults.candidates,
}
"""{part on the mini engine: its candidates}"""

REAL = {"engine": True, "fast-way-engine": False}
"""{part on the real engine: whether it writes checkpoints}"""

FAST_WAY = frozenset({"fast-way", "fast-way-engine"})
"""The parts without checkpoints. They are tried in a sample, or if they are asked for."""

_SET_CHILD_SUBREAPER = 36

DONE = ""
"""Among the outcomes: a job has been done."""

SLICES = 4
"""The number of jobs into which one scenario is split for the workers."""


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


@frozen
class Plan:
    """The facts that all workers share.

    Attributes:
        programs: {shape: {world: what the program declares}}.
        only: a case, or how the cases begin; empty for all.
        sample: whether one of each group is enough.
    """

    programs: dict[str, dict[str, Program]]
    only: str
    sample: bool


def jobs(plan: Plan) -> list[Job]:
    """All jobs."""
    shares = 1 if plan.sample or re.search(r"\d", plan.only) else SLICES
    every = [
        Job(part, shape, scenario.name, number, shares)
        for part in (*REAL, *PARTS)
        if plan.only or plan.sample or part not in FAST_WAY
        for shape in (plan.programs if part in PARTS else ("whole",))
        if not SHAPES[shape].parts or part in SHAPES[shape].parts
        for scenario in SCENARIOS
        for number in range(shares)
    ]
    return [each for each in every if each.prefix.startswith(plan.only) or plan.only.startswith(each.prefix)]


def work(number: int, folder: Path, plan: Plan, waiting: Any, results: Any) -> None:
    """Take jobs until there are no more; each outcome goes to `results` as a line."""
    warnings.simplefilter("ignore")
    logging.getLogger("trunkline.emulator").setLevel(logging.CRITICAL)  # clients that die are what it is here for
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # with the ends of all that it has started
    home, memory = folder / f"worker-{number}", Memory(folder / "memory")
    home.mkdir()
    memory.folder.mkdir(exist_ok=True)
    scenarios = {each.name: each for each in SCENARIOS}
    with ExitStack() as stack:
        stack.callback(_end_all)
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1)  # whose engine was killed are children of this process
        both = stack.enter_context(sides.running(home))
        real = cache(lambda: RealEngine(both, home))

        @cache
        def bench(shape: str) -> Bench:
            (home / shape).mkdir()
            processes = ProviderProcesses(both.environment, home / shape)
            stack.callback(processes.close)
            return Bench(both, MiniEngine(processes), plan.programs[shape], shape, memory)

        def candidates(job: Job) -> list[Candidate]:
            scenario = scenarios[job.scenario]
            if job.part in REAL:
                killed = RealKills(real(), memory, job.part, REAL[job.part]).candidates(scenario)
                return (
                    killed if job.part in FAST_WAY else Faithful(real(), bench("whole")).candidates(scenario) + killed
                )
            found = PARTS[job.part](bench(job.shape), scenario)
            kinds = SHAPES[job.shape].kinds
            return [each for each in found if not kinds or each.kind in kinds]

        while job := _next(waiting):
            chosen = choose(candidates(job), only=plan.only, sample=plan.sample)[job.number :: job.of]
            for candidate, follow_ups in chosen:
                for outcome in _try(candidate, follow_ups):
                    results.put(outcome.dump())
            results.put(DONE)


def _end_all() -> None:
    """All processes that the worker has started, and their children."""
    for each in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            each.kill()


def _next(waiting: Any) -> Job | None:
    """A job, or None if there are no more or no process waits for its outcomes."""
    parent = multiprocessing.parent_process()
    while parent and parent.is_alive():
        with suppress(Empty):
            job: Job | None = waiting.get(timeout=1)
            return job
    return None


def _try(candidate: Candidate, follow_ups: tuple[str, ...]) -> Iterator[Outcome]:
    """Its outcomes; a failure of the harness is one too, and the next candidate goes on."""
    try:
        yield from candidate.run(follow_ups)
    except Exception as error:  # noqa: BLE001
        where = "".join(traceback.format_exception(error)).splitlines()
        yield Outcome(candidate.case, [Problem(candidate.case, "broken", " | ".join(where[-5:]))])
