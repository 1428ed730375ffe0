"""stacks/consumer reads the outputs of a stack of trunkline's; a secret one makes no other secret."""

import json
import shutil
from pathlib import Path
from typing import Any

from ..support.project import PASSWORD, ROOT, Project
from ..support.shell import run

SECRET = "4dabf18193072939515e22adb298388d"
"""The key by which Pulumi marks a secret in a state."""


def test_a_dialers_configuration(project: Project) -> None:
    project.up().ok()
    consumer = Path(shutil.copytree(ROOT / "stacks" / "consumer", project.folder / "stacks" / "consumer"))

    def pulumi(*arguments: str) -> str:
        return run([project.engine / "pulumi", *arguments, "--stack", "test"], consumer, project.environment())

    pulumi("stack", "init")
    pulumi("config", "set", "trunkStack", f"organization/trunkline/{project.stack}")
    pulumi("up", "--yes", "--skip-preview")
    dialer = json.loads(pulumi("stack", "output", "--json"))["dialer"]
    assert dialer == {"dial_string": "PJSIP/${EXTEN}@twilio", "caller_ids": ["+11234567890"]}

    outputs = _outputs_in_the_state(project)
    assert [name for name, value in outputs.items() if SECRET in json.dumps(value)] == ["twilio_password"]
    assert project.pulumi("stack", "output", "twilio_password", "--show-secrets").ok().output.strip() == PASSWORD


def _outputs_in_the_state(project: Project) -> dict[str, Any]:
    state = json.loads(project.pulumi("stack", "export").ok().output)
    stack, *_ = (each for each in state["deployment"]["resources"] if each["type"] == "pulumi:pulumi:Stack")
    outputs: dict[str, Any] = stack["outputs"]
    return outputs
