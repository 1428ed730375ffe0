"""`make bench`: what 1, 10, 100 and 300 trunks cost at 100 ms a request, beside what they may cost."""

import compileall
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median_low
from typing import Annotated

import typer

import trunkline
from trunkline.engine import find_or_install

from . import table
from .limits import PEER_DATE, VERBS, Row
from .stack import Measured, stack

REPEATS = {1: 3}
"""{trunks: how often it is measured}. The median counts; a short run varies more."""

MOST_WITH_CHECKPOINTS = 100
"""More trunks are measured in the fast way only: the time for checkpoints grows with the square."""

Runs = dict[str, Measured]


def _measure(trunks: int, latency: float, properties: Path, *, bare: bool = False, fast: bool = False) -> Runs:
    with (
        tempfile.TemporaryDirectory() as folder,
        stack(Path(folder), find_or_install(), trunks, latency, given=properties if bare else None, fast=fast) as made,
    ):
        measured = {"preview": made.measure("preview"), "first up": made.measure("up")}
        if not bare:
            made.state_properties(properties)
        return measured | {
            "no-change up": made.measure("up"),
            "refresh": made.measure("refresh"),
            "one change": made.measure("up", changed=True),
            "destroy": made.measure("destroy"),
        }


def _median(measured: list[Runs]) -> Runs:
    def middle(verb: str) -> Measured:
        runs = [each[verb] for each in measured]
        seconds = median_low(each.seconds for each in runs)
        return next(each for each in runs if each.seconds == seconds)

    return {verb: middle(verb) for verb in VERBS}


def rows(trunks: int, latency: float) -> Iterator[Row]:
    """Measure so many trunks, with checkpoints and in the fast way; one trunk beside the bare engine."""
    with tempfile.NamedTemporaryFile() as properties:
        file, times = Path(properties.name), range(REPEATS.get(trunks, 1))
        bare: Runs = {}
        if trunks <= MOST_WITH_CHECKPOINTS:
            full = _median([_measure(trunks, latency, file) for _ in times])
            if trunks == 1:
                bare = _median([_measure(trunks, latency, file, bare=True) for _ in times])
            for verb in VERBS:
                yield Row.of(trunks, verb, full[verb], bare.get(verb), latency, fast=False)
        fast = _median([_measure(trunks, latency, file, fast=True) for _ in times])
        for verb in VERBS:
            yield Row.of(trunks, verb, fast[verb], bare.get(verb), latency, fast=True)


def bench(
    sizes: Annotated[list[int] | None, typer.Argument(help="numbers of trunks; default 1, 10, 100 and 300")] = None,
    latency: Annotated[float, typer.Option(help="seconds that Twilio takes for an answer")] = 0.1,
    json_file: Annotated[Path | None, typer.Option("--json", help="also write the figures here")] = None,
    readme: Annotated[Path | None, typer.Option(help="put the table into this file")] = None,
) -> None:
    """Measure, and print a table."""
    for folder in (".", "components", "providers"):  # as an installation does
        compileall.compile_dir(Path(trunkline.__file__).parent / folder, quiet=2)
    measured = []
    for trunks in sizes or [1, 10, 100, 300]:
        for row in rows(trunks, latency):
            measured.append(row)
            typer.echo(table.line(row))
            typer.echo(table.details(row))
    if json_file:
        figures = {"latency_seconds": latency, "peer_date": PEER_DATE, "rows": [row.as_dict() for row in measured]}
        json_file.write_text(json.dumps(figures, indent=2) + "\n")
    if readme:
        table.put_into(readme, measured)


if __name__ == "__main__":
    typer.run(bench)
