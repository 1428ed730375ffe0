"""What a killed engine was at: its state says which operations it had begun, and not how they ended.

A refresh reads how updates and deletes ended. It does not look for what was being created, of which no id is known, and
neither does a destroy. So that goes into the state with an id that has the provider make or find it.
"""

import json
from collections.abc import Callable
from typing import Any

from trunkline.providers.logic import UNFINISHED


def finish(pulumi: Callable[..., str], say: Callable[[str], None]) -> None:
    """Have the engine finish what an earlier run had begun: the state then says what is there.

    Args:
        pulumi: runs it on the stack, with these arguments and `stdin`; what it prints.
        say: is called with one line if there is something to finish.
    """
    state = json.loads(pulumi("stack", "export"))
    if found := _names(state):
        say(f"An earlier run was killed while it was at {', '.join(found)}: finishing that first.")
        pulumi("stack", "import", stdin=json.dumps(_taken_up(state)))
        pulumi("refresh", "--yes", "--skip-preview")


def _names(state: dict[str, Any]) -> list[str]:
    deployment = state.get("deployment") or {}
    taken_up = [each for each in deployment.get("resources") or [] if each.get("id") == UNFINISHED]
    return sorted({each["urn"].rpartition("::")[2] for each in (*_begun(deployment), *taken_up)})


def _taken_up(state: dict[str, Any]) -> dict[str, Any]:
    """What was to take another resource's place is left out: the other is the current one, and `up` replaces it.

    What an update was setting anew becomes an output, so that the refresh reads it.
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
