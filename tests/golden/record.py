"""Record the guide's trunk, and each kind of resource, as a state that later code must go on working with.

`.venv/bin/python -m tests.golden.record 0.1` writes tests/golden/0.1/; run it once for each release.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from trunkline.engine import find_or_install
from trunkline.local import realtime
from trunkline.testing import twilio

from ..support.project import Project

FOLDER = Path(__file__).parent


def main(version: str) -> None:
    golden = FOLDER / version
    golden.mkdir()
    with tempfile.TemporaryDirectory() as scratch, twilio.running(Path(scratch, "twilio.sqlite3")) as emulator:
        database = Path(scratch, "asterisk.sqlite3")
        realtime.create(database)
        folder = Path(scratch, "project")
        folder.mkdir()
        variables = emulator.environment | {"TRUNKLINE_DATABASE_URL": f"sqlite:///{database}"}
        project = Project.create(folder, find_or_install(), variables)
        program = (FOLDER / "program.py").read_text()
        (folder / "__main__.py").write_text(program)
        project.up().ok()
        state = json.loads(project.pulumi("stack", "export").ok().output)
        (golden / "state.json").write_text(json.dumps(_without_positions(state), indent=4) + "\n")
        (golden / "program.py").write_text(program)
        (golden / "Pulumi.test.yaml").write_text((folder / "stacks" / "Pulumi.test.yaml").read_text())


def _without_positions(state: Any) -> Any:
    """The source position of a resource depends on the machine that recorded it."""
    if isinstance(state, dict):
        return {
            key: _without_positions(value)
            for key, value in state.items()
            if key not in {"sourcePosition", "stackTrace"}
        }
    return [_without_positions(each) for each in state] if isinstance(state, list) else state


if __name__ == "__main__":
    main(sys.argv[1])
