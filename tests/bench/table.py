"""The figures as a table in Markdown, and as lines with all of them."""

import re
from collections.abc import Sequence
from pathlib import Path

from .limits import LIMITS, PEER_DATE, Row

HEAD = f"""| trunks | | seconds | requests | peer, s ({PEER_DATE}) | ratio | limit |
|---|---|---|---|---|---|---|"""
_PLACE = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)


def line(row: Row) -> str:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f} ({'bare engine' if row.reference else 'peer'})"
    limit = "" if row.limit is None else f"{row.limit:g}{', **missed**' if row.is_missed else ''}"
    trunks = f"{row.trunks}, fast way" if row.fast else str(row.trunks)
    return (
        f"| {trunks} | {row.verb} | {row.measured.seconds:.1f} | {row.measured.requests} "
        f"| {'' if row.peer is None else f'{row.peer:g}'} | {ratio} | {limit} |"
    )


def details(row: Row) -> str:
    """What the table leaves out."""
    measured = row.measured
    cpu = ", ".join(f"{kind} {seconds:.1f}" for kind, seconds in measured.cpu.items())
    at_once = f"at once {measured.at_once.most}, on average {measured.at_once.mean:.1f}"
    memory = f"providers {measured.provider_mb:.0f} MB{' (too much)' if row.is_too_big else ''}"
    return f"  CPU: {cpu}; requests {at_once}, in a row {measured.at_once.in_a_row}; {memory}"


def put_into(file: Path, rows: Sequence[Row]) -> None:
    """Replace what is between the two marks `<!-- bench -->`: the rows with a limit, and those of the largest size."""
    largest = max(row.trunks for row in rows)
    shown = [row for row in rows if row.limit or (row.trunks == largest and (largest, row.fast) not in LIMITS)]
    table = "\n".join([HEAD, *map(line, shown)])
    file.write_text(_PLACE.sub(lambda marks: f"{marks[1]}\n{table}\n\n{marks[2]}", file.read_text()))
