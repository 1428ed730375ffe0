"""How many trunks and resources a preview changes, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence

from .preview import Preview
from .resource import CREATE, DELETE, REPLACE, SAME, UPDATE
from .text import code, several
from .trunk import Trunk

_VERBS = {UPDATE: "to update", CREATE: "to create", REPLACE: "to replace", DELETE: "to delete", SAME: "unchanged"}
_TRUNK_SID = "_trunk_sid"


def summary(preview: Preview, trunks: Sequence[Trunk]) -> str:
    """Most previews leave out unchanged resources; the engine's summary and the stack's outputs give their number."""
    exported = {name.removesuffix(_TRUNK_SID) for name in preview.outputs if name.endswith(_TRUNK_SID)}
    nouns = Counter({"trunk": len(exported - {trunk.name for trunk in trunks} - preview.moved)})
    kept = Counter({(noun, SAME): count for noun, count in nouns.items() if count})
    counted = kept + Counter((trunk.noun, trunk.op) for trunk in trunks)
    counts = [
        f"{several(counted[noun, op], noun)} {verb}"
        for noun in ("trunk", "endpoint", "resource")
        for op, verb in _VERBS.items()
        if counted[noun, op]
    ]
    parts = Counter(each.op for trunk in trunks for each in trunk.resources if each.urn)
    components = len({trunk.name for trunk in trunks if trunk.op in {SAME, UPDATE} and trunk.noun != "resource"})
    parts[SAME] = max(parts[SAME], preview.unchanged - components - nouns["trunk"] - 1)
    resources = f"{listed(parts)}" if +parts else "none"
    return f"{', '.join(counts)} (resources: {resources})" if counts else f"resources: {resources}"


def listed(ops: Mapping[str, int]) -> str:
    known = [f"{ops[op]:,} {verb}" for op, verb in _VERBS.items() if ops.get(op)]
    return ", ".join([*known, *(f"{count:,} to {code(op)}" for op, count in ops.items() if op not in _VERBS)])
