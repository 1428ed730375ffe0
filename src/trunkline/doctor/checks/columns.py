"""Values of columns, by the rules of the arguments that set them."""

from collections.abc import Iterator
from typing import Any

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.snapshot import Row
from trunkline.doctor.view import Line, View
from trunkline.model.asterisk import AORS, AUTHS, COLUMNS, ENDPOINTS, IDENTIFIES, NAME, OUTBOUND_PROXY, is_loose
from trunkline.model.kinds import Kind, Scalar
from trunkline.model.path import Path

_ELSEWHERE = frozenset({"auth_type", "contact", "allow", "dtmf_mode", "match"})
"""Columns that have their own checks, which know more."""


def columns(view: View) -> Iterator[Finding]:
    for line in view.lines:
        for table, id_, row in _rows(line):
            for column, value in row.items():
                kind = COLUMNS[table][column].kind if column in COLUMNS[table] else NAME
                if kind is NAME or column in _ELSEWHERE or _is_strict_proxy(column, value):  # any name is right
                    continue
                for problem in kind.problems(_typed(kind, value), Path()):
                    yield codes.BAD_VALUE.at(f"{table}.{id_}.{column}", problem.text)


CHECKS = (columns,)


def _is_strict_proxy(column: str, value: str) -> bool:
    """`media` has the finding."""
    return column == "outbound_proxy" and not is_loose(value) and not OUTBOUND_PROXY.rule(f"{value};lr")


def _rows(line: Line) -> Iterator[tuple[str, str, Row]]:
    yield ENDPOINTS, line.endpoint_id, line.endpoint
    for table, rows in ((AORS, line.aors), (AUTHS, line.auths), (IDENTIFIES, line.identifies)):
        yield from ((table, id_, row) for id_, row in rows.items() if row is not None)


def _typed(kind: Kind, value: str) -> Any:
    """The value as a number, if the kind is one."""
    if isinstance(kind, Scalar) and str not in kind.types:
        try:
            return float(value)
        except ValueError:
            return value
    return value
