"""How Asterisk's realtime drivers store `;` and `^`.

The pgsql, ODBC and MySQL drivers split a column at `;` and decode `^XX`: there `;` is stored as `^3B`,
and a `^` that two hex digits follow as `^5E`. The sqlite3 driver does neither.
"""

import re

_CARET = re.compile(r"\^(?=[0-9A-Fa-f]{2})")
_ENCODED = re.compile(r"\^([0-9A-Fa-f]{2})")


def encode(value: str, dialect: str) -> str:
    """`value` as a database of SQLAlchemy's `dialect` must store it."""
    return value if dialect == "sqlite" else _CARET.sub("^5E", value).replace(";", "^3B")


def decode(stored: str, dialect: str) -> str:
    """The value that Asterisk sees. If Asterisk would split it at a raw `;`, it has a remark."""
    if dialect == "sqlite":
        return stored
    if ";" in stored:
        return f"{stored} (stored with a raw ';')"
    return _ENCODED.sub(lambda match: chr(int(match[1], 16)), stored)
