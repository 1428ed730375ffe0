"""Credentials for the resources: {username: password}, with secret passwords and plain usernames."""

from typing import Any

import pulumi

from .outputs import lift


def secret(credentials: Any) -> Any:
    """The same mapping with each password as a secret. The mapping itself is not secret."""
    return lift(
        lambda known: known and {username: pulumi.Output.secret(password) for username, password in known.items()},
        credentials,
    )
