"""Credentials as the resources take them: {username: password}, the passwords secret and the usernames to be seen."""

from collections.abc import Mapping
from typing import Any

import pulumi

from .known import combine


def of(username: pulumi.Input[str], password: pulumi.Input[str]) -> pulumi.Input[Mapping[str, pulumi.Input[str]]]:
    """The credentials where there is one."""
    return combine(lambda known: {known: password}, username)


def secret(credentials: Any) -> Any:
    """The same with each password a secret, without making the whole mapping one."""
    if isinstance(credentials, pulumi.Output):
        return credentials.apply(secret)
    return {username: pulumi.Output.secret(password) for username, password in credentials.items()}
