"""What a killed engine was at: its state says which operations it had begun, and not how they ended.

A refresh reads how updates and deletes ended. It does not look for what was being created, of which no id is known, and
neither does a destroy. So that goes into the state with an id that has the provider make or find it.
"""

from typing import Any

from trunkline.providers.logic import UNFINISHED


def names(state: dict[str, Any]) -> list[str]:
    """The resources whose last operation may not have ended, by their names."""
    return [each["urn"].rpartition("::")[2] for each in (*_begun(state), *_taken_up(state))]


def take_up(state: dict[str, Any]) -> dict[str, Any]:
    """The state for `pulumi stack import`, which a refresh then completes.

    A resource that was to take another's place is left out: the other one is the current one, and `up` replaces it.
    """
    deployment = state["deployment"]
    there = {each["urn"] for each in deployment.get("resources") or []}
    created = [
        {**each, "id": UNFINISHED, "outputs": each.get("inputs", {})}
        for each in _begun(state, "creating")
        if each["custom"] and not each["type"].startswith("pulumi:") and each["urn"] not in there
    ]
    resources = [*(deployment.get("resources") or []), *created]
    return {**state, "deployment": {**deployment, "resources": resources, "pending_operations": None}}


def _begun(state: dict[str, Any], *kinds: str) -> list[dict[str, Any]]:
    pending = state["deployment"].get("pending_operations") or []
    return [each["resource"] for each in pending if not kinds or each["type"] in kinds]


def _taken_up(state: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in state["deployment"].get("resources") or [] if each.get("id") == UNFINISHED]
