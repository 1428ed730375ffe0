"""One of trunkline's resources in a preview."""

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
    """One of trunkline's resources, before and after.

    Attributes:
        kind: out of `KINDS`.
        urn: its URN.
        parent: the URN of its component.
        op: `same`, `create`, `update`, `replace` or `delete`.
        old: inputs before, without secrets; empty if it is created.
        new: inputs after, without secrets; empty if it is deleted.
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
