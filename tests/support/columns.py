"""Every column of a table in turn, through the logic of the endpoint: what fits is kept, what does not is refused."""

from typing import Any

import sqlalchemy as sa

from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.endpoint import EndpointLogic

from . import inputs, rows
from .inputs import with_column


def walk(url: str, table: str) -> int:
    """Set each column, read it back, and clear it again; the number of columns."""
    database = Database(url)
    logic = EndpointLogic(database)
    _, before = logic.create(inputs.endpoint())
    plain = rows.read(url)
    names = [column for column in database.table(table).columns if column.name != "id"]
    for column in names:
        unfit = with_column(before, table, column.name, _unfit(column))
        (finding,) = logic.inspect(before, unfit)
        assert f".{column.name}: " in finding, finding
        for value in _fitting(column):
            declared = with_column(before, table, column.name, value)
            assert logic.inspect(before, declared) == [], (column, value)
            logic.update("twilio", before, declared)
            assert logic.read("twilio", declared) == declared, (column, value)
            logic.update("twilio", declared, before)
            assert rows.read(url) == plain, (column, value)
    return len(names)


def _fitting(column: sa.Column[Any]) -> list[Any]:
    kind = column.type
    if column.name == "endpoint":
        return ["twilio"]  # by which the rows are found
    if column.name == "set_var":
        return ["A=1", ["A=1"]]
    if isinstance(kind, sa.Enum):
        words = [True, False] if "yes" in kind.enums and "no" in kind.enums else []
        return [*kind.enums, kind.enums[0].upper(), *words]
    if isinstance(kind, sa.Integer):
        return [0.0, 1.0, "15", 2147483647.0]
    if isinstance(kind, sa.Float):
        return [0.0, 2.5, 3.0]
    if isinstance(kind, sa.String) and kind.length == len("false"):
        return ["yes", False]
    width = kind.length if isinstance(kind, sa.String) and kind.length else 100
    return ["x", "x" * width, "a, b"[:width], "ü"]


def _unfit(column: sa.Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, sa.Enum):
        return "none of them"
    if isinstance(kind, sa.Integer):
        return 0.5
    if isinstance(kind, sa.Float):
        return "soon"
    return "x" * (kind.length + 1) if isinstance(kind, sa.String) and kind.length else "\0"
