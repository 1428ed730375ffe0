"""`make faults`: breaks runs at each place that can fail, and checks what must exist after it."""

import argparse
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

from . import recorded, sides, worker
from .figures import Figures, Outcome, Problem
from .shapes import SHAPES
from .worker import Plan


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", default="", help="a case, or how the cases begin, such as http/whole-up/7-500-after")
    parser.add_argument("--sample", action="store_true", help="one of each kind of fault and verb")
    parser.add_argument("--jobs", type=int, default=3, help="workers (default 3)")
    parser.add_argument("--folder", type=Path, default=Path(".local/faults"), help="where the problems are listed")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    os.environ["GRPC_ENABLE_FORK_SUPPORT"] = "0"  # else grpc says so where PostgreSQL is restarted
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.monotonic()
    figures = Figures()
    try:
        for outcome in _outcomes(given):
            figures.outcomes.append(outcome)
            _say(*outcome.summary())
            if len(figures.outcomes) % 100 == 0:
                _say(f"... {len(figures.outcomes)} tried in {time.monotonic() - began:.0f} s, now {outcome.case}")
    finally:
        figures.write(given.folder)
        _say(*figures.lines(), f"{time.monotonic() - began:.0f} s; all problems are in {given.folder}/problems.txt")
    sys.exit(0 if figures.is_good else 1)


def _outcomes(given: argparse.Namespace) -> Iterator[Outcome]:
    context = multiprocessing.get_context("spawn")
    waiting: Any = context.Queue()
    results: Any = context.Queue()
    with tempfile.TemporaryDirectory(prefix="trunkline-faults-") as folder:
        plan = Plan(_record(given.only, Path(folder)), given.only, given.sample)
        jobs = worker.jobs(plan)
        for job in jobs:
            waiting.put(job)
        workers = [
            context.Process(target=worker.work, args=(number, Path(folder), plan, waiting, results))
            for number in range(min(given.jobs, len(jobs)))
        ]
        for each in workers:
            waiting.put(None)
            each.start()
        left = len(jobs)
        try:
            while left and (any(each.is_alive() for each in workers) or not results.empty()):
                with suppress(Empty):
                    line = results.get(timeout=0.5)
                    left -= line == worker.DONE
                    if line != worker.DONE:
                        yield Outcome.load(line)
        finally:
            for each in workers:
                each.terminate()
                each.join()
        if left:
            yield Outcome("worker", [Problem("worker", "broken", f"{left} of {len(jobs)} jobs were not done")])


def _record(only: str, folder: Path) -> dict[str, dict[str, recorded.Program]]:
    """{shape: {world: what the program declares}}, for those shapes that are wanted."""
    shapes = [shape for shape in SHAPES if f"/{shape}-" in only] or list(SHAPES)
    _say("recording what the program declares ...")
    home = folder / "recording"
    home.mkdir()
    with sides.running(home) as both:
        return {shape: recorded.record(both, home / shape, shape) for shape in shapes}


def _say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
