"""Checks constraints that Asterisk's own schema does not have, before a row is written. It only reads.

It cannot foresee what a trigger or an expression in an index refuses.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from trunkline.model.path import Path, Problem
from trunkline.model.unknown import UNKNOWN
from trunkline.providers.asterisk.writes import Write


def problems(connection: sa.Connection, writes: Sequence[Write]) -> Iterator[Problem]:
    """The problems of these writes with the tables' constraints, by the path of the row."""
    for write in writes:
        is_switch = write.verb == "UPDATE" and write.row is None
        if is_switch or write.verb not in {"INSERT", "UPDATE"}:
            continue
        row = {**(write.row or {}), **write.values}
        at = Path().field(write.table.name).key("/".join(str(row[column]) for column in write.key))
        for fact in (*_checks(connection, write, row), *_uniques(connection, write, row)):
            yield Problem(at, fact)
        for fact in _references(connection, write, row, writes):
            yield Problem(at, fact)


def _checks(connection: sa.Connection, write: Write, row: Mapping[str, Any]) -> Iterator[str]:
    new = sa.select(*(_cell(connection, each, row).label(each.name) for each in write.table.c)).subquery("new")
    for each in write.table.constraints:
        if isinstance(each, sa.CheckConstraint):
            check = f"({each.sqltext})"
            breaks = sa.select(sa.literal(1)).select_from(new).where(sa.not_(sa.literal_column(check, sa.Boolean)))
            if _first(connection, breaks):
                fact = f"the table's constraint {each.name} forbids it, CHECK {check}"
                yield f"{fact}: change the row, or the constraint"


def _cell(connection: sa.Connection, column: sa.Column[Any], row: Mapping[str, Any]) -> sa.ColumnElement[Any]:
    """A value of the row with the column's type, which PostgreSQL does not guess."""
    value = sa.bindparam(None, _known(row.get(column.name)), type_=column.type)
    return sa.cast(value, column.type) if connection.dialect.name == "postgresql" else value


def _uniques(connection: sa.Connection, write: Write, row: Mapping[str, Any]) -> Iterator[str]:
    for name, columns in _unique_columns(write.table):
        values = {column: _known(row.get(column)) for column in columns}
        if {*columns} <= {*write.key} or not {*columns} & write.values.keys() or None in values.values():
            continue
        same = sa.and_(*(write.table.c[column] == value for column, value in values.items()))
        key = [write.table.c[column] for column in write.key]
        others = sa.select(*key).where(same, sa.not_(sa.and_(*(each == row[each.name] for each in key))))
        if other := _first(connection, others):
            fact = f"row {'/'.join(map(str, other))!r} has the same {' and '.join(columns)}, and {name} is unique"
            yield f"{fact}: change one of the rows, or the index"


def _unique_columns(table: sa.Table) -> Iterator[tuple[str, list[str]]]:
    """Names and columns of the unique constraints and indexes, except those with a condition or an expression."""
    for each in table.constraints:
        if isinstance(each, sa.UniqueConstraint):
            yield str(each.name), list(each.columns.keys())
    for index in table.indexes:
        is_partial = any(options.get("where") is not None for options in index.dialect_options.values())
        if index.unique and not is_partial and all(isinstance(each, sa.Column) for each in index.expressions):
            yield str(index.name), list(index.columns.keys())


def _references(
    connection: sa.Connection, write: Write, row: Mapping[str, Any], writes: Sequence[Write]
) -> Iterator[str]:
    for each in write.table.foreign_key_constraints:
        table = each.referred_table
        pairs = [(element.parent.name, element.column) for element in each.elements]
        values = {column: _known(row.get(name)) for name, column in pairs}
        if None in values.values() or not {name for name, _ in pairs} & write.values.keys():
            continue
        made = [other.values for other in writes if other.table.name == table.name and other.verb == "INSERT"]
        if any(all(new.get(column.name) == value for column, value in values.items()) for new in made):
            continue
        there = sa.select(sa.literal(1)).select_from(table).where(*(c == value for c, value in values.items()))
        if _first(connection, there, otherwise=True) is None:
            names = " and ".join(name for name, _ in pairs)
            yield f"{table.name} has no row for its {names}, as constraint {each.name} requires: add that row first"


def _known(value: Any) -> Any:
    return None if value is UNKNOWN else value


def _first(connection: sa.Connection, select: sa.Select[Any], otherwise: Any = None) -> Any:
    """The first row, or None; `otherwise` if the query fails, because this user may not read that table."""
    try:
        with connection.begin_nested():
            return connection.execute(select).first()
    except SQLAlchemyError:
        return otherwise
