"""Credentials as the resources take them: {username: password}, the passwords secret and the usernames in clear."""

from typing import Any

import pulumi

from .outputs import lift


def secret(credentials: Any) -> Any:
    """The same with each password a secret, without making the whole mapping one."""
    return lift(
        lambda known: known and {username: pulumi.Output.secret(password) for username, password in known.items()},
        credentials,
    )
