"""Record the guide's trunk as a state that later code must go on working with.

`.venv/bin/python -m tests.golden.record 0.1` writes tests/golden/0.1/; run it once for each release.
"""

import sys
import tempfile
from pathlib import Path

from trunkline.engine import find_or_install
from trunkline.local import realtime

from ..support import twilio
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
        project.up().ok()
        (golden / "state.json").write_text(project.pulumi("stack", "export").ok().output)
        (golden / "Pulumi.test.yaml").write_text((folder / "stacks" / "Pulumi.test.yaml").read_text())


if __name__ == "__main__":
    main(sys.argv[1])
