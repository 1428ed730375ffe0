"""Finds out whether a text has a character that a database cannot store. It only reads."""

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from trunkline.providers.asterisk.database_errors import code_of

_UNTRANSLATABLE = "22P05"


def judge(connection: sa.Connection, column: sa.Column[str], text: str) -> str | None:
    """Why the column cannot hold `text`, or None.

    Args:
        connection: in any transaction.
        column: of one of the database's tables.
        text: as it would be stored.
    """
    if text.isascii() or connection.dialect.name == "sqlite":
        return None
    try:
        return _judge(connection, column, text)
    except UnicodeEncodeError:
        return "has a character that the character set in the URL lacks: use another one, or remove that parameter"


def _judge(connection: sa.Connection, column: sa.Column[str], text: str) -> str | None:
    if connection.dialect.name == "postgresql":
        if _is_translatable(connection, text):
            return None
        name = str(connection.scalar(sa.text("SHOW server_encoding")))
        return f"has a character that {name} lacks: use another one, or create the database in UTF-8"
    name = _of_column(connection, column)
    if _survives(connection, name, text):
        return None
    return f"has a character that {name} lacks: use another one, or convert the column to utf8mb4"


def _is_translatable(connection: sa.Connection, text: str) -> bool:
    """Whether the server can translate it into its encoding, as it does with each statement."""
    try:
        with connection.begin_nested():
            connection.execute(sa.text("SELECT CAST(:text AS text)"), {"text": text})
    except DBAPIError as error:
        if code_of(error.orig) == _UNTRANSLATABLE:
            return False
        raise
    return True


def _of_column(connection: sa.Connection, column: sa.Column[str]) -> str:
    ask = sa.text(
        "SELECT character_set_name FROM information_schema.columns "
        "WHERE table_schema = DATABASE() AND table_name = :table AND column_name = :column"
    )
    return str(connection.scalar(ask, {"table": column.table.name, "column": column.name}))


def _survives(connection: sa.Connection, name: str, text: str) -> bool:
    there = sa.text(f"SELECT CONVERT(CONVERT(:text USING {name}) USING utf8mb4)")
    return bool(connection.scalar(there, {"text": text}) == text)
