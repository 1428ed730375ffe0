"""The checks: each reads the `View` and reports what is wrong. `CHECKS` of each file lists them."""

from trunkline.doctor import remedies
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
    """All findings; those of a stack have its remedies."""
    seen = view(snapshot)
    reported = [finding for theme in THEMES for check in theme.CHECKS for finding in check(seen)]
    reported += drift.unreported([finding for check in columns.CHECKS for finding in check(seen)], reported)
    if not seen.declared:
        return reported
    differences = [finding for check in drift.CHECKS for finding in check(seen, seen.declared)]
    return remedies.with_stack(reported + drift.unreported(differences, reported), differences, seen.declared)


def worst_first(findings: list[Finding]) -> list[Finding]:
    """Without duplicates, by severity and code."""
    return sorted(dict.fromkeys(findings), key=lambda each: (_ORDER.index(each.code.severity), each.code.code))
