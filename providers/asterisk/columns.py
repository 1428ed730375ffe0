"""Converts values to and from a reflected column: widths, enum labels, numbers, encoding, notation."""

import re
from typing import Any

import sqlalchemy as sa

from trunkline.model import values
from trunkline.providers.asterisk.encoding import decode, encode

SEVERAL = frozenset({"set_var"})
"""Columns that may have several values, as a list of texts. Asterisk reads each as a separate option."""

Stored = str | int | float | bool | None
"""A value as it is written into a column."""

_LISTS = frozenset({"allow", "disallow", "aors", "auth", "outbound_auth", "identify_by", "match", "deny", "permit"})
"""Text columns with comma-separated items; Asterisk skips blanks around an item."""

_YES = ("yes", "true", "on", "1")
_NO = ("no", "false", "off", "0")
_TINYINT = "TINYINT"
_BITS_OF_MARIADB = {_TINYINT: 8, "MEDIUMINT": 24}
"""By the type's name in SQL, without a look into the dialect: it takes a while to load."""
_MOST = 1e308
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def is_known(value: Any) -> bool:
    """Whether there is a value, and a preview knows it."""
    return isinstance(value, str | int | float) or (isinstance(value, list) and all(map(is_known, value)))


def judge(column: sa.Column[Any], value: Any, dialect: str) -> str | None:
    """Why the column cannot hold `value`, or None; a value that is not known yet passes."""
    kind = column.type
    if isinstance(value, dict) or (isinstance(value, list) and column.name not in SEVERAL):
        return "is not a text, a number or a boolean"
    if not is_known(value):
        return None
    if isinstance(value, list):
        return _judge_several(column, value, dialect)
    if isinstance(kind, sa.Enum) or (_is_boolean(column) and (isinstance(value, bool) or not _is_number(kind))):
        return None if _fitting(kind, value) is not None else f"is not one of {_choices(kind)}"
    if _is_number(kind):
        return _judge_number(kind, value)
    return _judge_text(kind, encode(_text(value), dialect))


def to_stored(column: sa.Column[Any], value: Any, dialect: str) -> Stored:
    """The value as the column stores it."""
    kind = column.type
    if isinstance(value, list):
        return ";".join(encode(_text(item), dialect) for item in value)
    if isinstance(kind, sa.Boolean) or (isinstance(kind, sa.Integer) and isinstance(value, bool)):
        return word(value) in _YES
    if isinstance(kind, sa.Enum):
        return _fitting(kind, value)
    if _is_number(kind) or (isinstance(kind, sa.types.NullType) and not isinstance(value, str | bool)):
        return _to_number(kind, value)
    return encode(_text(value), dialect)


def from_stored(column: sa.Column[Any], stored: Any, dialect: str, declared: Any) -> Any:
    """The meaning of `stored`: `declared` itself if both mean the same."""
    if isinstance(column.type, sa.CHAR):
        stored = stored.rstrip(" ")
    if isinstance(declared, list) and isinstance(stored, str):
        parts = [decode(part, dialect).strip() for part in (stored.split(";") if dialect != "sqlite" else [stored])]
        return declared if parts == [_text(item).strip() for item in declared] else parts
    found = decode(stored, dialect) if isinstance(stored, str) else stored
    if is_known(declared) and judge(column, declared, dialect) is None:
        if _meaning(column, found) == _meaning(column, declared):
            return declared
        if isinstance(declared, bool) and word(found) in (*_YES, *_NO):
            return not declared
    return found if isinstance(found, str | int | float) else str(found)


def bits(kind: sa.Integer) -> int:
    """The width of a whole number's column."""
    own = _BITS_OF_MARIADB.get(kind.__visit_name__)
    return own or (16 if isinstance(kind, sa.SmallInteger) else 64 if isinstance(kind, sa.BigInteger) else 32)


def word(value: Any) -> str:
    """A value as one of Asterisk's words, in lower case."""
    return _text(value).strip().lower()


def _judge_several(column: sa.Column[Any], values: list[Any], dialect: str) -> str | None:
    if dialect == "sqlite" and len(values) > 1:
        return "has several values, and Asterisk's sqlite3 driver reads one: use another database, or set one"
    if not values or not all(isinstance(value, str) for value in values):
        return "is not a list of texts"
    return next(filter(None, (_judge_text(column.type, encode(value, dialect)) for value in values)), None)


def _judge_number(kind: sa.types.TypeEngine[Any], value: Any) -> str | None:
    number = _number(value)
    if isinstance(kind, sa.Integer):
        if number is None or not values.is_whole(number):
            return "is not a whole number"
        most = 2 ** (bits(kind) - 1)
        return None if -most <= number < most else f"is not a whole number from {-most} to {most - 1}"
    return None if number is not None and -_MOST < number < _MOST else "is not a number"


def _judge_text(kind: sa.types.TypeEngine[Any], stored: str) -> str | None:
    if _CONTROL.search(stored):
        return "has a control character"
    if isinstance(kind, sa.String) and kind.length and len(stored) > kind.length:
        return f"has {len(stored)} characters as stored: the column holds {kind.length}"
    return None


def _to_number(kind: sa.types.TypeEngine[Any], value: Any) -> int | float:
    """A column of SQLite without a type has whole numbers as such."""
    if isinstance(kind, sa.Integer):
        return int(float(value)) if isinstance(value, str | float) else value
    number = float(value)
    return int(number) if isinstance(kind, sa.types.NullType) and number.is_integer() else number


def _is_number(kind: sa.types.TypeEngine[Any]) -> bool:
    return isinstance(kind, sa.Integer | sa.Float | sa.Numeric)


def _is_boolean(column: sa.Column[Any]) -> bool:
    """Whether the column is for yes and no, by its type, its labels, or its width (the width of `false`)."""
    kind = column.type
    if isinstance(kind, sa.Enum):
        return set(kind.enums) <= {*_YES, *_NO}
    return (
        isinstance(kind, sa.Boolean)
        or kind.__visit_name__ == _TINYINT
        or (isinstance(kind, sa.String) and kind.length == len("false"))
    )


def _choices(kind: sa.types.TypeEngine[Any]) -> str:
    return ", ".join(kind.enums if isinstance(kind, sa.Enum) else ("yes", "no"))


def _fitting(kind: sa.types.TypeEngine[Any], value: Any) -> str | None:
    """`value` as the column writes it (`yes`, `true`, `on` and `1` mean the same), or None."""
    given = word(value)
    same = next((words for words in (_YES, _NO) if given in words), ())
    if not isinstance(kind, sa.Enum):
        return given if same else None
    labels = {label.lower(): label for label in kind.enums}
    return next((labels[each] for each in (given, *same) if each in labels), None)


def _meaning(column: sa.Column[Any], value: Any) -> Any:
    """The same result for all notations of one value."""
    if _is_boolean(column):
        given = word(value)
        return next((words[0] for words in (_YES, _NO) if given in words), given)
    if isinstance(column.type, sa.Enum):
        return _fitting(column.type, value) or word(value)
    if _is_number(column.type):
        number = _number(value)
        # MariaDB's FLOAT has six digits
        return number if number is None or isinstance(column.type, sa.Integer) else f"{number:.6g}"
    if column.name in _LISTS:
        return [item.strip() for item in _text(value).split(",")]
    return _text(value)


def _number(value: Any) -> float | None:
    """A number, which may be given as a text, or None; `1.50` of a decimal column is one too."""
    if isinstance(value, bool):
        return None
    try:
        return value if isinstance(value, int) else float(value)
    except (TypeError, ValueError):
        return None


def _text(value: Any) -> str:
    """A boolean as Asterisk writes it, a whole number without a decimal point."""
    if isinstance(value, bool):
        return _YES[0] if value else _NO[0]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
