"""Explains a database's error: a line for the user, and whether the work may be tried again."""

from typing import Any

from sqlalchemy.exc import DBAPIError

from trunkline.providers.errors import AmbiguousError, RefusedError, TrunklineError, UnreachableError

from .database_login import is_full as is_full_login
from .database_login import login_error
from .database_remedies import OPTIONS, remedy
from .deadline import OverdueError

_CUT = ("08", "57P01", "57P02", "57P05", "25P03", "25P04", "40003", "1053", "1927", "2006", "2013", "2014", "2055")
_UNSURE = ("1180", "SQLITE_IOERR")
"""After these errors, a commit may still have succeeded."""
_UNDONE = frozenset({"40001", "40P01", "1213", "1020", "SQLITE_BUSY_SNAPSHOT"})
"""The server rolled the transaction back in favour of another one."""
_NO_ACCESS = frozenset({"42501", "1142", "1143"})
SET_LOCAL = "set_config"
"""The function that sets the URL's options for a transaction."""
_REFUSED_OPTION = ("22", "42")
_ONCE_MORE = "check the server and the firewall, and run again"
_SHOWN = 4
"""If a statement's value has at least this many characters, a server's message that repeats it is not shown."""


class LoginError(Exception):
    """The cause of a driver's error that arose before there was a session."""


class NoAccessError(RefusedError):
    """A table is missing, or this user lacks a privilege on it."""


class MissingTableError(NoAccessError):
    """A table is missing."""


def to_error(error: DBAPIError, name: str, setting: str, *, commits: bool) -> TrunklineError:
    """The user's line.

    Args:
        error: what SQLAlchemy raised.
        name: the database's.
        setting: the URL's setting as the user knows it.
        commits: whether it arose while written rows were committed.
    """
    orig: Any = error.orig
    if isinstance(orig.__cause__, LoginError):
        return login_error(orig, name, setting)
    code = code_of(orig)
    if is_cut(error) or (commits and code.startswith(_UNSURE)):
        late = isinstance(orig.__cause__, OverdueError)
        fact = f"no answer within {orig.__cause__.args[0]:g} s" if late else "the connection was lost"
        if commits:
            return AmbiguousError(
                f"{name}: {fact} while the rows were committed, so they may or may not be written: "
                "run again, and trunkline looks first"
            )
        return UnreachableError(
            f"{name}: {fact}, and the transaction is rolled back: {_ONCE_MORE if late else 'run again'}"
        )
    if SET_LOCAL in (error.statement or "") and code.startswith(_REFUSED_OPTION):
        return RefusedError(f"{name}: {_fact(error, code)}: {OPTIONS.format(setting=setting)}")
    known = remedy(code, setting) or "the transaction is rolled back: correct this and run again"
    kind = NoAccessError if code in _NO_ACCESS else RefusedError
    return kind(f"{name}: {_fact(error, code)}: {known}")


def is_worth_another_try(error: DBAPIError, *, commits: bool, tries: int) -> bool:
    """Whether it is certain that nothing was written, and likely that another try succeeds.

    Args:
        error: what SQLAlchemy raised.
        commits: whether it arose while written rows were committed.
        tries: how many there were before. A server that restarts refuses logins for a moment.
    """
    orig: Any = error.orig
    if isinstance(orig.__cause__, LoginError):
        return tries > 0
    late = isinstance(orig.__cause__, OverdueError)
    return code_of(orig) in _UNDONE or (is_cut(error) and not commits and not late)


def is_full(error: DBAPIError) -> bool:
    """Whether the server refused a login because there is no further connection."""
    orig: Any = error.orig
    return isinstance(orig.__cause__, LoginError) and is_full_login(orig)


def is_cut(error: DBAPIError) -> bool:
    """Whether the session is gone."""
    return error.connection_invalidated or code_of(error.orig).startswith(_CUT)


def code_of(orig: Any) -> str:
    """PostgreSQL's SQLSTATE, MariaDB's number or SQLite's name of the error; empty if there is none."""
    number = orig.args[0] if orig.args and isinstance(orig.args[0], int) else ""
    return getattr(orig, "pgcode", None) or getattr(orig, "sqlite_errorname", None) or str(number)


def _fact(error: DBAPIError, code: str) -> str:
    """The server's first line without its details, which would show the row. Only its code if it repeats a value."""
    orig: Any = error.orig
    said = getattr(getattr(orig, "diag", None), "message_primary", None) or (orig.args[-1] if orig.args else "")
    lines = str(said).strip().splitlines() or ["no reason given"]
    if any(value in lines[0] for value in _texts(error.params)):
        return f"it refuses a value (error {code})"
    return lines[0].rstrip(".")


def _texts(params: Any) -> list[str]:
    rows = params if isinstance(params, list | tuple) else [params]
    values = [value for row in rows for value in (row.values() if isinstance(row, dict) else [row])]
    return [value for value in values if isinstance(value, str) and len(value) >= _SHOWN]
