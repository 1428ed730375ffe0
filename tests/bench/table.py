"""The figures as a table in Markdown."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HEAD = """| trunks | | seconds | requests | reference, s | ratio |
|---|---|---|---|---|---|"""
_PLACE = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)


def line(row: dict[str, Any]) -> str:
    return (
        f"| {row['trunks']} | {row['verb']} | {row['seconds']:.1f} | {row['requests']} "
        f"| {row['floor_seconds']:.1f} | {row['ratio']:.2f} |"
    )


def put_into(file: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Replace what stands between the two marks `<!-- bench -->`."""
    table = "\n".join([HEAD, *map(line, rows)])
    file.write_text(_PLACE.sub(lambda marks: f"{marks[1]}\n{table}\n\n{marks[2]}", file.read_text()))
