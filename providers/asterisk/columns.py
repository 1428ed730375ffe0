"""Values on their way into and out of a reflected column: widths, enum labels, numbers, encoding."""

from typing import Any

import sqlalchemy as sa

from trunkline.providers import rules
from trunkline.providers.asterisk.encoding import decode, encode

_NUMBERS = (sa.Integer, sa.Float, sa.Numeric)
_YES = ("yes", "true", "on", "1")
_NO = ("no", "false", "off", "0")


def is_known(value: Any) -> bool:
    """Whether a value is there, and not one that a preview does not know yet."""
    return isinstance(value, str | int | float)


def judge(column: sa.Column[Any], value: Any, dialect: str) -> str | None:
    """Why the column cannot hold `value`, or None; a value that is not known yet passes."""
    kind = column.type
    if isinstance(value, list | dict):
        return "is not a text, a number or a boolean"
    if not is_known(value):
        return None
    if isinstance(kind, sa.Enum):
        return None if _label(kind, value) else f"is none of {', '.join(kind.enums)}"
    if isinstance(kind, _NUMBERS):
        return _judge_number(kind, value)
    length = len(encode(_text(value), dialect))
    if isinstance(kind, sa.String) and kind.length and length > kind.length:
        return f"has {length} characters as stored: the column holds {kind.length}"
    return None


def _judge_number(kind: sa.types.TypeEngine[Any], value: Any) -> str | None:
    if isinstance(kind, sa.Integer):
        return None if rules.is_whole(value) else "is not a whole number"
    return None if isinstance(value, int | float) and not isinstance(value, bool) else "is not a number"


def to_row(column: sa.Column[Any], value: Any, dialect: str) -> Any:
    """What is stored for `value`."""
    if isinstance(column.type, sa.Enum):
        return _label(column.type, value)
    if isinstance(column.type, sa.Integer):
        return int(value)
    if isinstance(column.type, _NUMBERS):
        return float(value)
    return encode(_text(value), dialect)


def from_row(column: sa.Column[Any], stored: Any, dialect: str, declared: Any) -> Any:
    """What `stored` means; spelled as `declared` is where both mean the same."""
    if is_known(declared) and judge(column, declared, dialect) is None and stored == to_row(column, declared, dialect):
        return declared
    return decode(stored, dialect) if isinstance(stored, str) else stored


def _label(kind: sa.Enum, value: Any) -> str | None:
    """`value` as the enum spells it (`yes`, `true`, `on` and `1` mean the same), or None."""
    text = _text(value)
    same = next((spellings for spellings in (_YES, _NO) if text in spellings), ())
    return next((spelling for spelling in (text, *same) if spelling in kind.enums), None)


def _text(value: Any) -> str:
    """A boolean as Asterisk spells it, a whole number without a decimal point."""
    if isinstance(value, bool):
        return _YES[0] if value else _NO[0]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
