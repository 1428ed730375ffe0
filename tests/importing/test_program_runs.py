"""The printed program takes the guide's set-up over on the real engine, and changes nothing."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation

from trunkline.engine.yaml_host import find_or_install_yaml
from trunkline.testing import Emulator, RealtimeDb, Stacks

from ..support.project import PASSWORD
from . import world

pytestmark = pytest.mark.long

FILES = {"yaml": "Pulumi.yaml", "python": "__main__.py"}
UNCHANGED = re.compile(r"^ *[\w ]+ '[^']+'(?: \(\w+\))? is taken over: nothing changes", re.MULTILINE)


@pytest.fixture
def stacks(pulumi_stack: Stacks, monkeypatch: pytest.MonkeyPatch) -> Stacks:
    monkeypatch.setenv("PATH", f"{find_or_install_yaml()}{os.pathsep}{os.environ['PATH']}")
    return pulumi_stack


@pytest.mark.parametrize("language", FILES)
def test_nothing_changes(
    language: str, stacks: Stacks, tmp_path: Path, twilio: Emulator, realtime_db: RealtimeDb
) -> None:
    world.trunk_by_hand(twilio)
    for statement in world.GUIDE:
        realtime_db.execute(statement)
    before = world.account(twilio), world.rows(realtime_db.url)

    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: office\nruntime: python\n")
    (folder / FILES[language]).write_text(_printed(language, folder, twilio, realtime_db))
    stack = stacks(folder)
    with pytest.raises(automation.CommandError, match="twilioPassword"):
        stack.preview()
    stack.set_config("twilioPassword", automation.ConfigValue(PASSWORD, secret=True))
    shown = stack.preview().stdout
    assert len({each.strip() for each in UNCHANGED.findall(shown)}) == 4, shown
    assert (world.account(twilio), world.rows(realtime_db.url)) == before
    made = stack.up()
    assert (world.account(twilio), world.rows(realtime_db.url)) == before
    again: Any = stack.up()
    resources = sum((made.summary.resource_changes or {}).values())
    assert again.summary.resource_changes == {"same": resources}
    assert stack.refresh().summary.resource_changes == {"same": resources}
    (state,) = (stacks.folder / "state").rglob("stacks/office/test.json")
    assert PASSWORD not in state.read_text()


def _printed(language: str, folder: Path, twilio: Emulator, realtime_db: RealtimeDb) -> str:
    command = [sys.executable, "-m", "trunkline", "import", "--for", language, "--trunk", "grable.pstn.twilio.com"]
    environment = os.environ | twilio.environment | {"TRUNKLINE_DATABASE_URL": realtime_db.url}
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert PASSWORD not in ended.stdout
    return ended.stdout
