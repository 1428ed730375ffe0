"""docs/assumptions.md."""

from collections.abc import Iterable

from trunkline.parity.assumption import Assumption
from trunkline.parity.table import ASSUMPTIONS, GROUPS

from .markdown import code, page, prose, table

MADE = "<!-- Made from src/trunkline/parity by `make docs`: change it, not this page. -->"

HEAD = """
Twilio does not document all that trunkline needs to know: which error code comes with which HTTP status, what an empty
value clears, how lists are ordered. This page lists what trunkline and its emulator assume, and the evidence.

`trunkline parity` tries the assumptions on the account that the environment names, and reports which hold. Without
options it only reads. With `--write` it also makes trunks and lists, whose names begin with `trunkline-parity-`, and
deletes them again. It never buys or changes a number. If you have an account, run it, and report what differs.
"""


def text() -> str:
    groups = (block for title, rows in GROUPS.items() for block in (f"## {title}", _table(rows)))
    return page("# What is assumed of Twilio", prose(HEAD), prose(_counts()), *groups, made=MADE)


def _counts() -> str:
    tried = [each for each in ASSUMPTIONS if each.case]
    reading = sum(not each.writes for each in tried)
    return (
        f"There are {len(ASSUMPTIONS)} assumptions: {reading} are tried by reading, {len(tried) - reading} with "
        f"`--write`, {len(ASSUMPTIONS) - len(tried)} by no case. The tests try them on the emulator. "
        "No account of Twilio's has been tried yet."
    )


def _table(rows: Iterable[Assumption]) -> str:
    return table(
        ("id", "what is assumed", "evidence", "tried"),
        ((code(each.id), prose(each.assumed), prose(each.evidence), _tried(each)) for each in rows),
    )


def _tried(assumption: Assumption) -> str:
    if assumption.case is None:
        return f"no. {assumption.why_not}"
    return "with `--write`" if assumption.writes else "yes"
