"""A resource of trunkline's in a preview."""

from typing import Any

from attrs import frozen

from . import masking

SAME, CREATE, UPDATE, REPLACE, DELETE = "same", "create", "update", "replace", "delete"
KINDS = (
    "Trunk",
    "CredentialList",
    "CredentialListSeal",
    "IpAccessControlList",
    "PhoneNumber",
    "GeneratedPassword",
    "Endpoint",
)


@frozen
class Resource:
    """One resource of trunkline's, as it was and as it will be.

    Attributes:
        kind: out of `KINDS`.
        urn: its URN.
        parent: the URN of what it is a part of.
        op: `same`, `create`, `update`, `replace` or `delete`.
        old: inputs before, without a secret; empty where it is created.
        new: inputs after; empty where it is deleted.
        outputs: outputs before.
        rotated: paths of the secrets that change.
    """

    kind: str
    urn: str
    parent: str
    op: str
    old: dict[str, Any]
    new: dict[str, Any]
    outputs: dict[str, Any]
    rotated: frozenset[masking.Path]

    @property
    def name(self) -> str:
        """Its name in the program."""
        return urn_parts(self.urn)[3]


def urn_parts(urn: str) -> tuple[str, str, str, str]:
    """Stack, project, type without the types above it, and name."""
    stack, project, kinds, name, *_ = *urn.split("::", 3), "", "", ""
    return stack.removeprefix("urn:pulumi:"), project, kinds.rpartition("$")[2], name
