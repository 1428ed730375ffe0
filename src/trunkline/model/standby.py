"""The second username for a password that changes; `providers.rotation` has the procedure."""

import hashlib
from collections.abc import Collection

_SUFFIX = "-next"
_WIDTH = 32


def standby(username: str) -> str:
    """The username that replaces `username` while its password changes. No other username has the same one."""
    if len(username) + len(_SUFFIX) <= _WIDTH:
        return username + _SUFFIX
    ending = f"-{hashlib.sha256(username.encode()).hexdigest()[:8]}{_SUFFIX}"
    return username[: _WIDTH - len(ending)] + ending


def standbys(username: str) -> set[str]:
    """The stand-by, and the one that version 0.1 gave a long username: an interrupted run may have left it."""
    return {standby(username), username[: _WIDTH - len(_SUFFIX)] + _SUFFIX} - {username}


def reserved(usernames: Collection[str]) -> list[str]:
    """A line for each username that another one needs for its rotation."""
    return [
        f"{name!r} is kept for the rotation of {username!r}: choose another username"
        for username in usernames
        for name in sorted(standbys(username).intersection(usernames))
    ]
