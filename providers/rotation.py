"""How a password changes without a call being refused.

Twilio keeps one password for each username of a credential list, and Asterisk sends one digest. So for a while
there is a second username, the stand-by, with the new password:

1. the credential list gains the stand-by with the new password (`CredentialListLogic.update`);
2. the auth row switches to the stand-by, in one statement (`EndpointLogic.update`);
3. once no call with the old password is under way, the username gets the new password at Twilio, the auth row
   switches back to it, and then the stand-by goes (`CredentialListSealLogic`).

At each moment what Asterisk sends is valid, and wherever a run is killed the next one goes on from there.
"""

from collections.abc import Collection

IN_FLIGHT_SECONDS = 5.0
"""How long after a switch an INVITE with the former digest may still arrive: its way, and retransmissions."""

_SUFFIX = "-next"
_WIDTH = 32


def standby(username: str) -> str:
    """The username that stands in for `username` while its password changes."""
    return username[: _WIDTH - len(_SUFFIX)] + _SUFFIX


def reserved(usernames: Collection[str]) -> list[str]:
    """A line for each username that another one needs for its rotation."""
    return [
        f"{standby(username)!r} is kept for the rotation of {username!r}: choose another username"
        for username in usernames
        if standby(username) in usernames
    ]
