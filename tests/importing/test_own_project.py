"""Import into a project of `trunkline new`."""

import sys
from pathlib import Path

import pytest
import yaml

from trunkline import schema
from trunkline.importing.imported import Imported
from trunkline.importing.stack import Stack
from trunkline.new.project import write
from trunkline.providers.settings import Settings
from trunkline.testing.twilio import Emulator

from ..support import rows
from ..support.project import Project
from . import world

FIRST_LINE = f"# yaml-language-server: $schema={schema.FILE}\n"


@pytest.mark.long
def test_nothing_changes(tmp_path: Path, engine: Path, emulator: Emulator, postgres_url: str) -> None:
    write(tmp_path / "calls")
    variables = {"TRUNKLINE_DATABASE_URL": postgres_url, "PULUMI_PYTHON_CMD": sys.executable}
    project = Project(tmp_path / "calls", engine, emulator.environment | variables, "office")
    (project.folder / "state").mkdir()
    project.run([engine / "pulumi", "stack", "init", "office"]).ok()
    world.trunk_by_hand(emulator)
    for statement in world.GUIDE:
        rows.execute(postgres_url, statement)

    ended = world.import_(project, "--stack", "office")
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout.startswith("Written to Pulumi.office.yaml:\n  trunks.twilio: grable.pstn.twilio.com")
    world.takes_over(project, emulator, postgres_url)


def test_a_file_without_the_projects_name(tmp_path: Path) -> None:
    """Pulumi adds the name to such a key when it writes the file the next time."""
    file = tmp_path / "Pulumi.office.yaml"
    file.write_text(f"{FIRST_LINE}config:\n  trunks:\n    desk:\n      domainName: desk.pstn.twilio.com\n")
    stack = Stack("office", "calls", file, Settings(), {})
    assert stack.trunks == {"desk": {"domainName": "desk.pstn.twilio.com"}}
    stack.add([Imported("twilio", "a.pstn.twilio.com", "twilio", {"domainName": "a.pstn.twilio.com"}, {}, {})])
    assert file.read_text().startswith(FIRST_LINE)
    assert yaml.safe_load(file.read_text())["config"] == {
        "trunks": {"desk": {"domainName": "desk.pstn.twilio.com"}, "twilio": {"domainName": "a.pstn.twilio.com"}}
    }
