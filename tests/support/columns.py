"""Every column of a table in turn, through the logic of the endpoint: what fits is kept, what does not is refused."""

from typing import Any

import sqlalchemy as sa

from trunkline.providers.asterisk.database import Database

from . import inputs, rows
from .inputs import with_column
from .logics import EndpointLogic


def walk(url: str, table: str) -> int:
    """Refuse what no column holds, set every column to what it holds and to something else, and clear all again.

    Answers the number of columns.
    """
    database = Database(url)
    logic = EndpointLogic(database)
    _, before = logic.create(inputs.endpoint())
    plain = rows.read(database)
    found = [column for column in database.table(table).columns if column.name != "id"]
    for column in found:
        (finding,) = logic.inspect(before, with_column(before, table, column.name, _unfit(column)))
        assert f".{column.name}: " in finding, finding
    last = before
    for turn in range(max(len(_fitting(column)) for column in found)):
        declared = before
        for column in found:
            values = _fitting(column)
            declared = with_column(declared, table, column.name, values[turn % len(values)])
        assert logic.inspect(last, declared) == []
        logic.update("twilio", last, declared)
        assert logic.read("twilio", declared) == declared
        last = declared
    logic.update("twilio", last, before)
    assert rows.read(database) == plain
    assert logic.read("twilio", before) == before
    return len(found)


def _fitting(column: sa.Column[Any]) -> list[Any]:
    kind = column.type
    named: dict[str, list[Any]] = {
        "endpoint": ["twilio"],
        "set_var": ["A=1", ["A=1"]],
    }  # rows are found by their endpoint
    if column.name in named:
        return named[column.name]
    if isinstance(kind, sa.Enum):
        words = [True, False] if {"yes", "no"} <= {*kind.enums} else []
        return [kind.enums[0].upper(), kind.enums[-1], *words]
    if isinstance(kind, sa.Integer):
        return ["15", 2147483647.0]
    if isinstance(kind, sa.Float):
        return [0.0, 2.5]
    width = kind.length if isinstance(kind, sa.String) and kind.length else 100
    return ["yes", False] if width == len("false") else ["x" * width, "ü, b"[:width]]


def _unfit(column: sa.Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, sa.Enum):
        return "none of them"
    if isinstance(kind, sa.Integer):
        return 0.5
    if isinstance(kind, sa.Float):
        return "soon"
    return "x" * (kind.length + 1) if isinstance(kind, sa.String) and kind.length else "\0"
