"""The trunks that a program declares, in no language yet."""

import shlex
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Self

from attrs import frozen

from trunkline.importing.imported import Imported
from trunkline.importing.report import OWNED, owners
from trunkline.model import command
from trunkline.model.path import ConfigPath


@frozen
class Secret:
    """A value that a program takes from its stack's config.

    Attributes:
        key: in the config.
        why: what the person who sets it should know.
    """

    key: str
    why: str


@frozen
class Trunk:
    """A `SipTrunk`.

    Attributes:
        name: its name in the program.
        arguments: (argument in camelCase, value) pairs, with a `Secret` for each password.
    """

    name: str
    arguments: list[tuple[str, Any]]


@frozen
class Program:
    """A program.

    Attributes:
        trunks: in the order in which it declares them.
        secrets: all that its stack's config must have.
        notes: lines for its first comment.
    """

    trunks: list[Trunk]
    secrets: list[Secret]
    notes: list[str]

    @classmethod
    def of(cls, imported: Sequence[Imported]) -> Self:
        secrets: list[Secret] = []
        trunks = [Trunk(each.name, list(_arguments(each, secrets))) for each in imported]
        notes = ["The trunks as `trunkline import` has found them."]
        if secrets:
            notes.append("Set each password with its command, which asks for it:")
        for each in secrets:
            set_secret = command.pulumi(f"config set --secret {shlex.quote(each.key)}", None)
            notes.append(f"  {set_secret}  ({each.why})")
        notes += [
            f"{each.name}: no arguments derive its rows in Asterisk, so the program has them one by one"
            for each in imported
            if each.is_as_found
        ]
        notes += [f"{name}: {OWNED.format(owner)}" for name, owner in owners(imported)]
        return cls(trunks, secrets, notes)

    def comment(self, mark: str) -> str:
        """The notes as a comment, whose lines begin with `mark`."""
        return "".join(f"{mark} {note}\n" for note in self.notes)


def _arguments(imported: Imported, secrets: list[Secret]) -> Iterator[tuple[str, Any]]:
    """The pairs. Each password is appended to `secrets`."""
    at, numbers = ConfigPath(f"trunks.{imported.name}"), count(1)

    def secret(path: ConfigPath, username: str) -> Secret:
        why, number = imported.unknown.get(str(path), "it is in ps_auths"), next(numbers)
        secrets.append(Secret(f"{imported.name}Password{number if number > 1 else ''}", f"of {username!r}: {why}"))
        return secrets[-1]

    for argument, value in imported.config.items():
        if argument == "password":
            yield argument, secret(at.field("password"), imported.config["username"])
        elif argument == "furtherCredentials":
            further = at.field("further_credentials")
            yield argument, {username: secret(further.key(username), username) for username in value}
        else:
            yield argument, value
