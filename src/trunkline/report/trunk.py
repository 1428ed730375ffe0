"""The resources of a preview by trunk."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from trunkline.model import unknown
from trunkline.model.asterisk import ENDPOINTS, Endpoint, Row

from .masking import SECRET, UNKNOWN
from .plain import sequence
from .preview import COMPONENTS, Preview
from .resource import CREATE, DELETE, SAME, UPDATE, Resource, urn_parts

_OUTPUTS = ("termination_uri", "origination_urls", "phone_numbers", "endpoint_id")
"""Outputs of a trunk. The project's program exports them as `<name>_<output>`."""


@frozen
class Trunk:
    """The resources of a component, or a resource without one.

    Attributes:
        name: the component's name.
        noun: `trunk`, `endpoint` or `resource`.
        op: `same`, `create`, `update` or `delete`.
        resources: those that the preview shows.
    """

    name: str
    noun: str
    op: str
    resources: list[Resource]

    def find(self, kind: str) -> Resource | None:
        return next(self.all(kind), None)

    def all(self, kind: str) -> Iterator[Resource]:
        return (each for each in self.resources if each.kind == kind)


@frozen
class Delta:
    """The changes to the members of a mapping or a list.

    Attributes:
        kept: members before and after.
        added: members after only.
        removed: members before only; none if the members after are not known yet.
    """

    kept: list[str]
    added: list[str]
    removed: list[str]

    @classmethod
    def of(cls, resource: Resource | None, key: str) -> "Delta":
        return cls.between(resource.old.get(key), resource.new.get(key)) if resource else cls([], [], [])

    @classmethod
    def between(cls, before: Any, after: Any) -> "Delta":
        old = _members(before)
        if not (is_shown(before) and is_shown(after)):
            return cls(old, [], [])
        new = _members(after)
        return cls(
            [each for each in old if each in new], [e for e in new if e not in old], [e for e in old if e not in new]
        )


def trunks(preview: Preview) -> list[Trunk]:
    """The deleted trunks first, then the changed, the new and the unchanged ones; each by name."""
    parts = defaultdict[str, list[Resource]](list)
    for each in preview.resources:
        parts[each.parent if _noun(each.parent) else each.urn].append(each)
    made = [_trunk(preview, urn, resources) for urn, resources in parts.items()]
    return sorted(made, key=lambda trunk: ([DELETE, UPDATE, CREATE, SAME].index(trunk.op), trunk.name))


def _trunk(preview: Preview, urn: str, resources: list[Resource]) -> Trunk:
    op = preview.components.get(urn, resources[0].op)
    if op not in {CREATE, DELETE} or (urn not in preview.components and _noun(urn)):
        op = SAME if all(each.op == SAME for each in resources) else UPDATE
    name = urn_parts(urn)[3]
    noun = _noun(urn)
    if noun == "trunk" and op == UPDATE:
        resources = [*resources, *_unchanged(name, {each.kind for each in resources}, preview.outputs)]
    return Trunk(name, noun or "resource", op, resources)


def _unchanged(name: str, shown: set[str], outputs: Mapping[str, Any]) -> Iterator[Resource]:
    """The unchanged resources, from the stack's outputs: most previews leave them out."""
    known = {output: outputs.get(f"{name}_{output}") for output in _OUTPUTS}
    trunk = {
        "domain_name": known["termination_uri"],
        "origination_urls": {str(url): dict[str, str]() for url in sequence(known["origination_urls"])},
        "phone_numbers": sequence(known["phone_numbers"]),
    }
    kept = {"Trunk": trunk, "Endpoint": {"endpoint_id": known["endpoint_id"]} if known["endpoint_id"] else None}
    for kind, inputs in kept.items():
        if inputs and kind not in shown:
            yield Resource(kind, "", "", SAME, inputs, inputs, {}, frozenset())


def _noun(urn: str) -> str | None:
    return COMPONENTS.get(urn_parts(urn)[2])


def rotated_usernames(resource: Resource) -> list[str]:
    """The credentials of a list that stay, with a new password."""
    delta = Delta.of(resource, "credentials")
    whole = ("credentials",) in resource.rotated and not delta.added and not delta.removed
    return [each for each in delta.kept if whole or ("credentials", each) in resource.rotated]


def endpoint(inputs: Mapping[str, Any]) -> Endpoint:
    """An endpoint's inputs as a record; what a preview does not show is `unknown.UNKNOWN`."""
    return Endpoint.load({key: value if is_shown(value) else unknown.UNKNOWN for key, value in inputs.items()})


def endpoint_row(inputs: Endpoint) -> Row:
    """The endpoint's row of ps_endpoints."""
    return next(iter(inputs.rows(ENDPOINTS).values()), {})


def differing(resource: Resource) -> set[str]:
    """The properties that change, also those in which only a secret changes."""
    keys = {key for key in resource.old.keys() | resource.new.keys() if resource.old.get(key) != resource.new.get(key)}
    return keys | {path[0] for path in resource.rotated}


def is_shown(value: Any) -> bool:
    """Whether the preview shows the value: it is not secret, and is known before the update."""
    return value not in (UNKNOWN, SECRET)


def _members(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        return [str(each) for each in value]
    return [str(value)] if value is not None and is_shown(value) else []
