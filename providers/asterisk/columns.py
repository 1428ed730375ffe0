"""Values on their way into and out of a reflected column: widths, enum labels, numbers, encoding."""

from typing import Any

import sqlalchemy as sa

from .encoding import decode, encode

_YES = {"yes", "true", "on", "1"}
_NO = {"no", "false", "off", "0"}


def label(column: sa.Column[Any], value: str) -> str | None:
    """`value` as the enum of `column` spells it (`yes`, `true`, `on` and `1` mean the same), or None."""
    assert isinstance(column.type, sa.Enum)
    for spelling in (value, *sorted(_YES if value in _YES else _NO if value in _NO else ())):
        if spelling in column.type.enums:
            return spelling
    return None


def judge(column: sa.Column[Any], value: Any) -> str | None:
    """Why the column cannot hold `value`, or None; a value that is not known yet passes."""
    kind = column.type
    if not isinstance(value, str | int | float):
        return None
    if isinstance(kind, sa.Enum):
        return None if label(column, str(value)) else f"is none of {', '.join(kind.enums)}"
    if isinstance(kind, sa.Integer):
        return None if not isinstance(value, str) and value == int(value) else "is not a whole number"
    if isinstance(kind, sa.String) and kind.length and len(str(value)) > kind.length:
        return f"has {len(str(value))} characters: the column holds {kind.length}"
    return None


def to_row(column: sa.Column[Any], value: Any, dialect: str) -> Any:
    """What is stored for `value`."""
    if isinstance(column.type, sa.Enum):
        return label(column, str(value))
    if isinstance(column.type, sa.Integer):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return encode(str(value), dialect)


def from_row(column: sa.Column[Any], stored: Any, dialect: str, declared: Any) -> Any:
    """What `stored` means; spelled as `declared` is where both mean the same."""
    if (
        declared is not None
        and judge(column, declared) is None
        and stored == to_row(column, declared, dialect)
    ):
        return declared
    return decode(stored, dialect) if isinstance(stored, str) else stored
