"""The checks: each looks at the `View` and tells what does not fit. One theme a file; `CHECKS` of each is its list."""

from trunkline.doctor.finding import ERROR, HINT, WARNING, Finding
from trunkline.doctor.snapshot import Snapshot
from trunkline.doctor.view import view

from . import (
    addresses,
    authentication,
    columns,
    drift,
    encoding,
    identification,
    media,
    numbers,
    origination,
    sides,
    termination,
)

THEMES = (sides, termination, encoding, authentication, addresses, identification, media, origination, numbers)

_ORDER = (ERROR, WARNING, HINT)


def examine(snapshot: Snapshot) -> list[Finding]:
    """All that does not fit."""
    seen = view(snapshot)
    told = [finding for theme in THEMES for check in theme.CHECKS for finding in check(seen)]
    for theme in (columns, drift):
        told += drift.unsaid([finding for check in theme.CHECKS for finding in check(seen)], told)
    return told


def worst_first(findings: list[Finding]) -> list[Finding]:
    """Each once, by severity and code."""
    return sorted(dict.fromkeys(findings), key=lambda each: (_ORDER.index(each.code.severity), each.code.code))
