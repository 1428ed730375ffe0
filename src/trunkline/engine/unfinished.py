"""Completes the operations of a killed engine. Its state has those that it began, but not how they ended.

A refresh reads how updates and deletes ended. Neither a refresh nor a destroy finds a resource that was being created,
because its id is not known. So it goes into the state with an id with which the provider creates or finds it.
"""

import json
from collections.abc import Callable
from typing import Any

from trunkline.providers.logic import UNFINISHED


def finish(pulumi: Callable[..., str], say: Callable[[str], None]) -> None:
    """Let the engine finish the operations of an earlier run. After that, the state has what exists.

    Args:
        pulumi: runs `pulumi` on the stack with these arguments and `stdin`, and returns its output.
        say: is called with one line if there is something to finish.
    """
    state = json.loads(pulumi("stack", "export"))
    if found := _names(state):
        say(f"An earlier run was killed during these operations: {', '.join(found)}. Finishing them first.")
        pulumi("stack", "import", stdin=json.dumps(_taken_up(state)))
        pulumi("refresh", "--yes", "--skip-preview")


def _names(state: dict[str, Any]) -> list[str]:
    deployment = state.get("deployment") or {}
    taken_up = [each for each in deployment.get("resources") or [] if each.get("id") == UNFINISHED]
    return sorted({each["urn"].rpartition("::")[2] for each in (*_begun(deployment), *taken_up)})


def _taken_up(state: dict[str, Any]) -> dict[str, Any]:
    """Without resources that would replace others: those others are current, and `up` replaces them again.

    The new inputs of an update become outputs, so that the refresh reads them.
    """
    deployment = state["deployment"]
    updated = {each["urn"]: each.get("inputs", {}) for each in _begun(deployment, "updating")}
    resources = [
        {**each, "outputs": updated[each["urn"]] | each.get("outputs", {})} if each["urn"] in updated else each
        for each in deployment.get("resources") or []
    ]
    there = {each["urn"] for each in resources}
    created = [
        {**each, "id": UNFINISHED, "outputs": each.get("inputs", {})}
        for each in _begun(deployment, "creating")
        if each["custom"] and not each["type"].startswith("pulumi:") and each["urn"] not in there
    ]
    return {**state, "deployment": {**deployment, "resources": [*resources, *created], "pending_operations": None}}


def _begun(deployment: dict[str, Any], *kinds: str) -> list[dict[str, Any]]:
    pending = deployment.get("pending_operations") or []
    return [each["resource"] for each in pending if not kinds or each["type"] in kinds]
