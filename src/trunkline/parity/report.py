"""The results as a table and as JSON."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .run import DIFFERS, HOLDS, NOT_TRIED, Result

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100
"""Width of a table in a file or a pipe, in characters."""

_COLOURS = {HOLDS: "green", DIFFERS: "bold red", NOT_TRIED: "dim"}


def document(account_sid: str, results: Sequence[Result], left: Sequence[str]) -> dict[str, Any]:
    return {
        "account": account_sid,
        "results": [
            {
                "id": each.assumption.id,
                "assumed": each.assumption.assumed,
                "evidence": each.assumption.evidence,
                "outcome": each.outcome,
                "seen": each.seen,
            }
            for each in results
        ],
        "left": [*left],
    }


def show(account_sid: str, results: Sequence[Result], console: "Console") -> None:
    console.print(_table(results))
    counts = Counter(each.outcome for each in results)
    console.print(
        f"{counts[HOLDS]} hold, {counts[DIFFERS]} differ, {counts[NOT_TRIED]} not tried; account {account_sid}",
        soft_wrap=True,
        highlight=False,
        markup=False,
    )


def _table(results: Sequence[Result]) -> Any:
    from rich import box  # noqa: PLC0415 - keeps the command line's start quick
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.HORIZONTALS, show_lines=True, show_edge=False, pad_edge=False, expand=True)
    table.add_column("outcome", no_wrap=True)
    table.add_column("assumption", ratio=3, overflow="fold")
    table.add_column("seen", ratio=2, overflow="fold")
    for each in sorted(results, key=lambda result: result.outcome != DIFFERS):
        what = Text.assemble((each.assumption.id, "bold"), "\n", each.assumption.assumed.replace("`", ""))
        table.add_row(Text(each.outcome, _COLOURS[each.outcome]), what, Text(each.seen))
    return table
