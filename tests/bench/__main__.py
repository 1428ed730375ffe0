"""`make bench`: what 1, 10 and 100 trunks cost at 100 ms a request, beside what they must cost."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from attrs import asdict

from trunkline.engine import find_or_install

from . import table
from .stack import Measured, stack

VERBS = ("preview", "first up", "no-change up", "refresh", "one change", "destroy")
LEAST: dict[str, Callable[[int], int]] = {
    "preview": lambda _: 4,
    "first up": lambda trunks: 13 * trunks + 1,
    "no-change up": lambda _: 0,
    "refresh": lambda trunks: 5 * trunks + 4,
    "one change": lambda _: 1,
    "destroy": lambda trunks: 3 * trunks,
}
"""The least requests that Twilio's API allows.

First up: a trunk, its two lists, one credential, three addresses, two associations, two origination URLs and two
numbers, each a request, and the account's numbers. Refresh: the account's trunks, lists and numbers, then each list's
members, each trunk's two associations and its origination URLs.
"""

AT_ONCE = 8
"""Steps that the engine takes at once on two cores, each with requests of its own."""


def _measure(trunks: int, latency: float, properties: Path, *, bare: bool) -> dict[str, Measured]:
    with (
        tempfile.TemporaryDirectory() as folder,
        stack(Path(folder), find_or_install(), trunks, latency, given=properties if bare else None) as made,
    ):
        measured = {"preview": made.run("preview"), "first up": made.run("up")}
        if not bare:
            made.state_properties(properties)
        return measured | {
            "no-change up": made.run("up"),
            "refresh": made.run("refresh"),
            "one change": made.run("up", changed=True),
            "destroy": made.run("destroy"),
        }


def bench(
    sizes: Annotated[list[int] | None, typer.Argument(help="numbers of trunks; default 1, 10 and 100")] = None,
    latency: Annotated[float, typer.Option(help="seconds that Twilio takes for an answer")] = 0.1,
    json_file: Annotated[Path | None, typer.Option("--json", help="also write the figures here")] = None,
    readme: Annotated[Path | None, typer.Option(help="put the table into this file")] = None,
) -> None:
    """Measure, and print a table."""
    rows = []
    for trunks in sizes or [1, 10, 100]:
        with tempfile.NamedTemporaryFile() as properties:
            full = _measure(trunks, latency, Path(properties.name), bare=False)
            bare = _measure(trunks, latency, Path(properties.name), bare=True)
        for verb in VERBS:
            least = LEAST[verb](trunks)
            floor = bare[verb].seconds + least * latency / AT_ONCE
            rows.append(
                {
                    "trunks": trunks,
                    "verb": verb,
                    **asdict(full[verb]),
                    "least_requests": least,
                    "bare_engine_seconds": bare[verb].seconds,
                    "floor_seconds": floor,
                    "ratio": full[verb].seconds / floor,
                }
            )
            typer.echo(table.line(rows[-1]))
    if json_file:
        json_file.write_text(json.dumps({"latency_seconds": latency, "rows": rows}, indent=2) + "\n")
    if readme:
        table.put_into(readme, rows)


typer.run(bench)
