"""Joins what a preview shows twice: created under a new URN and deleted under the old one, or replaced.

The live thing stays (see `trunkline.providers.ownership`), so the comment shows one thing that changes or stays.
"""

from collections.abc import Iterator

from attrs import evolve

from .masking import UNKNOWN
from .resource import CREATE, DELETE, REPLACE, SAME, UPDATE, Resource

_KEYS = {
    "Trunk": "domain_name",
    "CredentialList": "friendly_name",
    "IpAccessControlList": "friendly_name",
    "PhoneNumber": "friendly_name",
    "Endpoint": "endpoint_id",
}
"""The input that identifies a thing."""


def joined(resources: dict[str, Resource], components: dict[str, str]) -> tuple[list[Resource], dict[str, str]]:
    """The resources and the components' operations, each thing once.

    Args:
        resources: by URN.
        components: {URN: operation}.
    """
    old = dict(_pairs([*resources.values()]))
    homes = {before.parent: resources[urn].parent for urn, before in old.items()}
    gone = {before.urn for before in old.values()}
    kept = [
        _moved(each, old[urn]) if urn in old else _in_place(each) for urn, each in resources.items() if urn not in gone
    ]
    shown = {urn: op for urn, op in components.items() if urn not in homes and urn not in homes.values()}
    return kept, shown


def _pairs(resources: list[Resource]) -> Iterator[tuple[str, Resource]]:
    """(URN of a created resource, the deleted resource that is the same thing)."""
    gone = [each for each in resources if each.op == DELETE]
    homes: dict[str, str] = {}
    created = [each for each in resources if each.op == CREATE]
    for each in sorted(created, key=lambda resource: resource.kind != "Trunk"):
        for before in gone:
            key = _KEYS.get(each.kind)
            same = key is not None and each.new.get(key) == before.old.get(key)
            if before.kind == each.kind and (same or homes.get(before.parent) == each.parent):
                homes[before.parent] = each.parent
                gone.remove(before)
                yield each.urn, before
                break


def _moved(new: Resource, old: Resource) -> Resource:
    return _changed(evolve(new, old=old.old, outputs=old.outputs))


def _in_place(resource: Resource) -> Resource:
    """A replacement with the same endpoint id changes the rows in place."""
    if resource.op != REPLACE or resource.old.get("endpoint_id") != resource.new.get("endpoint_id"):
        return resource
    return _changed(resource)


def _changed(resource: Resource) -> Resource:
    """A value that the preview does not know yet, such as the SID of a list that moves too, is no change."""
    known = {key: resource.old.get(key) if UNKNOWN in str(value) else value for key, value in resource.new.items()}
    same = all(resource.old.get(key) == known.get(key) for key in (resource.old.keys() | known.keys()) - {"adopt"})
    rotated = resource.kind == "GeneratedPassword"
    return evolve(resource, new=known, op=SAME if same and not rotated else UPDATE)
