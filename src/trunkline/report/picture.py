"""A Mermaid flowchart of a trunk after the change. What is removed is still in it, and marked."""

from collections.abc import Collection, Iterator

from attrs import evolve, frozen

from trunkline.model.asterisk import IDENTIFIES

from .masking import UNKNOWN
from .plain import mapping
from .resource import CREATE, DELETE, SAME, UPDATE, Resource
from .text import NAMES, label
from .trunk import Delta, Trunk, differing, rotated_usernames
from .trunk import endpoint as loaded

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
_CLASSES = {
    ADDED: "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
    CHANGED: "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
    REMOVED: "fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:4",
}
_MARKS = {SAME: "", CREATE: ADDED, DELETE: REMOVED}
_MEMBERS = {"origination_urls", "phone_numbers"}
_LARGE = 20
"""A picture with more lines in its boxes is folded."""


@frozen
class Box:
    """A box of the flowchart: its id, title, names, and mark `added`, `changed`, `removed` or ""."""

    id: str
    title: str
    names: list[str]
    mark: str

    @property
    def lines(self) -> list[str]:
        shown = self.names[:NAMES] if len(self.names) > NAMES + 1 else self.names
        rest = len(self.names) - len(shown)
        title = f"{self.title}, {self.mark}" if self.mark else self.title
        return [title, *shown, *([f"and {rest} more"] if rest else [])]

    def __str__(self) -> str:
        return f"{self.id}[{label(self.lines)}]{f':::{self.mark}' if self.mark else ''}"


@frozen
class Picture:
    """The lines of a flowchart, and whether it is large."""

    lines: list[str]
    is_large: bool


def picture(trunk: Trunk) -> Picture | None:
    """None if there is only one box."""
    found, endpoint = trunk.find("Trunk"), trunk.find("Endpoint")
    numbers = Delta.of(found, "phone_numbers")
    callers = [
        *_boxes("n", "number", evolve(numbers, added=numbers.added or _bought(trunk))),
        *_credentials(trunk.find("CredentialList")),
        *_boxes("i", "IP range", Delta.of(trunk.find("IpAccessControlList"), "ip_addresses")),
    ]
    urls = list(_boxes("u", "origination URL", Delta.of(found, "origination_urls"), _settings(found)))
    ranges = list(_identify(endpoint)) if endpoint and trunk.op == UPDATE else []
    ends = [_trunk(trunk, found)] if found else []
    ends += [_endpoint(endpoint)] if endpoint else []
    boxes = [*ends, *callers, *urls, *ranges]
    if len(boxes) < 2:  # noqa: PLR2004 - one box is connected to nothing
        return None
    first, last = ends[0].id, ends[-1].id
    edges = [
        *map(str, ends),
        *(f"{box} --> {first}" for box in callers),
        *(f"{first} --> {box}" for box in urls),
        *(f"{box} --> {last}" for box in ranges),
    ]
    if len(ends) > 1:
        edges.append(f"{' & '.join(box.id for box in urls if box.mark != REMOVED) or first} --> {last}")
    marks = {box.mark for box in boxes}
    styles = [f"classDef {mark} {style}" for mark, style in _CLASSES.items() if mark in marks]
    lines = ["```mermaid", "flowchart LR", *(f"    {line}" for line in edges + styles), "```"]
    return Picture(lines, sum(len(box.lines) for box in boxes) > _LARGE)


def _trunk(trunk: Trunk, found: Resource) -> Box:
    mark = CHANGED if differing(found) - _MEMBERS else ""
    return Box("t", "trunk", _names(found, "domain_name", trunk.name), _MARKS.get(found.op, mark))


def _endpoint(endpoint: Resource) -> Box:
    mark = CHANGED if differing(endpoint) - {"ps_endpoint_id_ips", "sealed"} else ""
    return Box("e", "endpoint", _names(endpoint, "endpoint_id"), _MARKS.get(endpoint.op, mark))


def _names(resource: Resource, key: str, otherwise: str = "") -> list[str]:
    """The name, and the former one if it differs."""
    old, new = resource.old.get(key), resource.new.get(key)
    return [_known(new or old or otherwise), *([f"before: {old}"] if old and new and old != new else [])]


def _bought(trunk: Trunk) -> list[str]:
    """The numbers that are bought: before that, the trunk's list does not have them."""
    numbers = [each for each in trunk.all("PhoneNumber") if each.op == CREATE]
    return [str(mapping(each.new.get("buy")).get("phone_number") or each.name) for each in numbers]


def _credentials(credentials: Resource | None) -> Iterator[Box]:
    if credentials:
        yield from _boxes("c", "credential", Delta.of(credentials, "credentials"), rotated_usernames(credentials))


def _identify(endpoint: Resource) -> Iterator[Box]:
    before, after = (
        [
            str(row.get("match") or row.get("match_request_uri") or row.get("match_header"))
            for row in loaded(inputs).rows(IDENTIFIES).values()
        ]
        for inputs in (endpoint.old, endpoint.new)
    )
    if set(before) != set(after):
        yield from _boxes("r", "identify row", Delta.between(before, after))


def _settings(found: Resource | None) -> list[str]:
    """The origination URLs that stay, but with other settings."""
    old, new = (mapping(state.get("origination_urls")) for state in ((found.old, found.new) if found else ({}, {})))
    return [url for url in old if url in new and old[url] != new[url]]


def _boxes(id_: str, noun: str, delta: Delta, changed: Collection[str] = ()) -> Iterator[Box]:
    kept = [name for name in delta.kept if name not in changed]
    for mark, names in (("", kept), (CHANGED, [*changed]), (ADDED, delta.added), (REMOVED, delta.removed)):
        if names:
            yield Box(f"{id_}{mark[:1]}", noun if len(names) == 1 else f"{noun}s", list(map(_known, names)), mark)


def _known(name: object) -> str:
    return "known after the update" if UNKNOWN in str(name) else str(name)
