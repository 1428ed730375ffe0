"""The second username that a password has while it changes; `providers.rotation` has the procedure."""

from collections.abc import Collection

_SUFFIX = "-next"
_WIDTH = 32


def standby(username: str) -> str:
    """The username in place of `username` while its password changes."""
    return username[: _WIDTH - len(_SUFFIX)] + _SUFFIX


def reserved(usernames: Collection[str]) -> list[str]:
    """A line for each username that another one needs for its rotation."""
    return [
        f"{standby(username)!r} is kept for the rotation of {username!r}: choose another username"
        for username in usernames
        if standby(username) in usernames
    ]
