"""The changes of `trunkline recover` to the state of a killed run."""

import json
from typing import Any

from trunkline.engine import unfinished

URN = "urn:pulumi:test::trunkline::twilio:PhoneNumber::desk"


def _resource(**properties: Any) -> dict[str, Any]:
    return {"urn": URN, "custom": True, "type": "twilio:PhoneNumber", "id": "PN1", **properties}


def test_a_refresh_reads_the_new_inputs_of_an_update() -> None:
    before = _resource(inputs={"friendly_name": "desk"}, outputs={"friendly_name": "desk", "phone_number": "+1"})
    begun = _resource(inputs={"friendly_name": "sales", "emergency_status": "Active"}, outputs=before["outputs"])
    state = {"deployment": {"resources": [before], "pending_operations": [{"type": "updating", "resource": begun}]}}
    runs: list[tuple[str, ...]] = []

    def pulumi(*arguments: str, stdin: str = "") -> str:
        runs.append(arguments)
        if arguments[:2] == ("stack", "import"):
            (resource,) = json.loads(stdin)["deployment"]["resources"]
            assert resource["inputs"] == before["inputs"]
            assert resource["outputs"] == before["outputs"] | {"emergency_status": "Active"}
        return json.dumps(state)

    unfinished.finish(pulumi, lambda _: None)
    assert [run[0] for run in runs] == ["stack", "stack", "refresh"]
