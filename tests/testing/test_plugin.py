"""The fixtures that users get: what they keep out, and what they leave alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import trunkline.testing
from trunkline.testing import Emulator, RealtimeDb, Stacks

PROGRAM = """\
import pulumi

config = pulumi.Config()
pulumi.export("domain", config.require("domainName"))
pulumi.export("password", config.get("password") or "none")
pulumi.export("nested", config.require_object("trunk"))
"""
STACK = {
    "encryptionsalt": "v1:of:somebody",
    "config": {
        "program:domainName": "grable.pstn.twilio.com",
        "program:password": {"secure": "v1:not:known"},
        "program:trunk": {"codecs": ["ulaw"], "password": {"secure": "v1:not:known"}},
    },
}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "program"
    (folder / "stacks").mkdir(parents=True)
    (folder / "__main__.py").write_text(PROGRAM)
    runtime = {"name": "python", "options": {"virtualenv": "nowhere"}}
    project = {"name": "program", "runtime": runtime, "stackConfigDir": "stacks"}
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump(project))
    (folder / "stacks" / "Pulumi.prod.yaml").write_text(yaml.safe_dump(STACK))
    (folder / ".local").mkdir()
    return folder


def test_a_folder_is_copied_and_its_secrets_are_left_out(program: Path, pulumi_stack: Stacks) -> None:
    before = {file: file.read_bytes() for file in program.rglob("*") if file.is_file()}
    outputs = pulumi_stack(program, stack="prod").up().outputs
    assert {name: output.value for name, output in outputs.items()} == {
        "domain": "grable.pstn.twilio.com",
        "password": "none",
        "nested": {"codecs": ["ulaw"]},
    }
    assert {file: file.read_bytes() for file in program.rglob("*") if file.is_file()} == before
    outputs = pulumi_stack(program, {"password": "Given-Trunk-2026"}, stack="prod").up().outputs
    assert outputs["password"].value == "Given-Trunk-2026"


@pytest.mark.slow
def test_what_the_shell_says_does_not_reach_the_test(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, twilio: Emulator, realtime_db: RealtimeDb
) -> None:
    for name in ("TWILIO_API_KEY", "TWILIO_REGION", "TRUNKLINE_AMI_HOST", "PULUMI_ACCESS_TOKEN"):
        monkeypatch.setenv(name, "real")
    stacks: Stacks = request.getfixturevalue("pulumi_stack")

    def seen() -> None:
        leaked = [name for name, value in os.environ.items() if value == "real"]
        assert not leaked

    stacks(seen).up()
    assert stacks.environment["TWILIO_ACCOUNT_SID"] == twilio.account_sid
    assert stacks.environment["TRUNKLINE_DATABASE_URL"] == realtime_db.url


def test_the_plugin_loads_neither_side() -> None:
    code = "import sys, trunkline.testing.plugin; print({'twilio', 'sqlalchemy', 'starlette'} & sys.modules.keys())"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == "set()\n"


def test_each_name_is_there() -> None:
    assert all(getattr(trunkline.testing, name).__name__ == name for name in trunkline.testing.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Emulater'"):
        trunkline.testing.Emulater  # noqa: B018
