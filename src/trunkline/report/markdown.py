"""The comment that GitHub shows."""

import re
from collections.abc import Iterable, Iterator, Sequence

from . import alerts, counts
from .alert import CAUTION, NOTE, WARNING, Alert
from .changes import of_asterisk, of_twilio
from .picture import Picture, picture
from .preview import Preview
from .resource import CREATE, DELETE, SAME
from .text import code, html_code, several
from .trunk import Trunk, trunks

LIMIT = 65_536
"""The most characters that GitHub accepts in a comment."""

_ERROR, _CELL = 1_500, 4_000
_ERRORS, _ALERTS, _TABLE, _PICTURES = 12_000, 8_000, 24_000, 12_000
"""Characters for all errors, the alerts of a level, all rows, and all pictures."""
_MOST_PICTURES = 3
_UNSEEN = "bookkeeping only"
_PARTLY = " Below is what the preview found before it failed."
_STATES = {CREATE: "<br>new", DELETE: "<br>deleted"}


def comment(preview: Preview) -> str:
    """The whole comment. Its first line identifies it, so that the next one can replace it."""
    every = trunks(preview)
    changed = [trunk for trunk in every if trunk.op != SAME]
    found = alerts.of(preview, every)
    others = {op: count for op, count in preview.others.items() if op != SAME}
    name = "/".join(re.sub(r"[^\w.-]", "_", each) for each in (preview.project, preview.stack) if each)
    first, heading = (
        (f"<!-- trunkline {name} -->", f"### Stack `{name}`") if name else ("<!-- trunkline -->", "### Stack")
    )
    if not (preview.errors or changed or found or others):
        return f"{first}\n{heading}: nothing to do, {counts.summary(preview, every)}"
    blocks = [
        [first, heading if not preview.errors else f"{heading}: the preview failed"],
        _errors(preview),
        [counts.summary(preview, every)] if not preview.errors else [],
        *(_alerts(level, found) for level in (CAUTION, WARNING, NOTE)),
        _table(changed),
        [f"Resources that are not trunkline's: {counts.listed(others)}."] if others else [],
        _pictures([] if preview.errors else changed),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _errors(preview: Preview) -> list[str]:
    if not preview.errors:
        return []
    lines = _fitting((f"> - {code(error, _ERROR)}" for error in preview.errors), _ERRORS, "> - and {} more")
    return ["> [!CAUTION]", *lines, "", f"Nothing was changed.{_PARTLY if preview.resources else ''}"]


def _alerts(level: str, found: Iterable[Alert]) -> list[str]:
    lines = [
        f"> - {f'{code(each.subject)}: ' if each.subject else ''}{each.text}" for each in found if each.level == level
    ]
    return [f"> [!{level}]", *_fitting(lines, _ALERTS, "> - and {} more of these")] if lines else []


def _table(changed: Iterable[Trunk]) -> list[str]:
    cells = ((trunk, _cell(of_twilio(trunk)), _cell(of_asterisk(trunk))) for trunk in changed)
    rows = [
        f"| {code(trunk.name)}{_STATES.get(trunk.op, '')} | {twilio if twilio or asterisk else _UNSEEN} | {asterisk} |"
        for trunk, twilio, asterisk in cells
    ]
    head = ["| | Twilio | Asterisk |", "|---|---|---|"]
    return [*head, *_fitting(rows, _TABLE, "| and {} more | | |")] if rows else []


def _cell(lines: Sequence[str]) -> str:
    return "<br>".join(_fitting(lines, _CELL, "and {} more changes"))


def _pictures(changed: Iterable[Trunk]) -> list[str]:
    drawn = [(trunk, made) for trunk in changed if (made := picture(trunk))]
    blocks = ["\n".join(_drawn(trunk, made)) for trunk, made in drawn[:_MOST_PICTURES]]
    left_out = len(drawn) - len(blocks)
    rest = [f"No picture of the other {several(left_out, 'trunk')} that change."] if left_out else []
    return ["\n\n".join([*_fitting(blocks, _PICTURES, "and {} more pictures"), *rest])] if blocks else []


def _drawn(trunk: Trunk, made: Picture) -> Iterator[str]:
    if made.is_large:
        yield f"<details><summary>Picture of {html_code(trunk.name)} after the update</summary>"
        yield ""
    yield from made.lines
    if made.is_large:
        yield ""
        yield "</details>"


def _fitting(lines: Iterable[str], room: int, rest: str) -> list[str]:
    """The lines that fit, and the number of the others."""
    every, kept = list(lines), list[str]()
    for line in every:
        room -= len(line) + 4
        if room < 0:
            return [*kept, rest.format(f"{len(every) - len(kept):,}")]
        kept.append(line)
    return kept
