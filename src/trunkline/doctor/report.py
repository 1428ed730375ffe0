"""The findings as a table and as JSON."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from .diagnosis import Diagnosis
from .finding import ERROR, HINT, WARNING

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100
"""Width of a table in a file or a pipe, in characters."""

_COLOURS = {ERROR: "bold red", WARNING: "yellow", HINT: "dim"}


def document(diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "findings": [
            {
                "code": finding.code.code,
                "severity": finding.code.severity,
                "side": finding.code.side,
                "subject": finding.subject,
                "fact": finding.fact,
                "remedy": finding.remedy,
            }
            for finding in diagnosis.findings
        ],
        "checked": checked(diagnosis),
    }


def checked(diagnosis: Diagnosis) -> dict[str, Any]:
    """The things that the doctor could read."""
    first, *_ = diagnosis.seen
    trunks = [trunk for each in diagnosis.seen for trunk in each.trunks]
    return {
        "stack": first.declared.stack if first.declared else None,
        "account": ", ".join(dict.fromkeys(each.twilio.account_sid for each in diagnosis.seen if each.twilio)) or None,
        "databases": [each.asterisk.database for each in diagnosis.seen if each.asterisk],
        "trunks": sorted({trunk.domain_name for trunk in trunks}),
        "endpoints": [line.endpoint_id for each in diagnosis.seen for line in each.lines],
        "phone_numbers": sorted({number for trunk in trunks for number in trunk.phone_numbers}),
    }


def show(diagnosis: Diagnosis, console: "Console") -> None:
    if diagnosis.findings:
        console.print(_table(diagnosis))
    console.print(_summary(diagnosis), soft_wrap=True, highlight=False, markup=False)


def _table(diagnosis: Diagnosis) -> Any:
    from rich import box  # noqa: PLC0415 - keeps the command line's start quick
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.HORIZONTALS, show_lines=True, show_edge=False, pad_edge=False, expand=True)
    table.add_column("severity", no_wrap=True)
    table.add_column("code", no_wrap=True)
    table.add_column("subject and fact", ratio=3, overflow="fold")
    table.add_column("remedy", ratio=2, overflow="fold")
    for each in diagnosis.findings:
        colour = _COLOURS[each.code.severity]
        what = Text.assemble((each.subject, "bold"), "\n", each.fact)
        table.add_row(Text(each.code.severity, colour), each.code.code, what, Text(each.remedy))
    return table


def _summary(diagnosis: Diagnosis) -> str:
    looked_at = checked(diagnosis)
    counts = Counter(finding.code.severity for finding in diagnosis.findings)
    counted = ", ".join(_several(counts[severity], severity) for severity in _COLOURS)
    things = ", ".join(
        f"{_several(len(looked_at[key]), noun)}{' (' + ', '.join(looked_at[key]) + ')' if looked_at[key] else ''}"
        for key, noun in (("trunks", "trunk"), ("endpoints", "endpoint"), ("phone_numbers", "number"))
    )
    stack = f" as stack {looked_at['stack']} declares them" if looked_at["stack"] else ""
    return f"{counted if diagnosis.findings else 'Healthy'}; checked {things}{stack}"


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
