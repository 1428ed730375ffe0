"""The environments of stacks/, what they share, and the messages if something is missing."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from trunkline.components.config import KEYS
from trunkline.testing import Emulator

from ..support import rows
from ..support.project import GUIDE, ROOT, Project

SHARED = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]
ENVIRONMENTS = ("dev", "staging", "prod")
MOST_LINES = 30
VALUES = {
    "trunks.twilio.domainName": "grable.pstn.twilio.com",
    "trunks.twilio.username": "grable",
    "trunks.twilio.asteriskAddresses[0]": "206.189.160.179",
}


def _trunks(stack: str) -> dict[str, Any]:
    config = yaml.safe_load((ROOT / "stacks" / f"Pulumi.{stack}.yaml").read_text())["config"]
    trunks: dict[str, Any] = config["trunkline:trunks"]
    return trunks


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_preview(project: Project, stack: str) -> None:
    project.configure(**_trunks(stack))
    assert "7 to create" in project.preview().ok().output


@pytest.mark.parametrize("stack", ["local", *ENVIRONMENTS])
def test_what_is_shared_is_in_one_place(stack: str) -> None:
    stated = {key for trunk in _trunks(stack).values() for key in trunk}
    assert not stated & SHARED["trunkDefaults"]["default"].keys()
    assert len((ROOT / "stacks" / f"Pulumi.{stack}.yaml").read_text().splitlines()) <= MOST_LINES


def test_every_key_is_documented() -> None:
    assert SHARED.keys() == KEYS
    assert all(key["type"] and key["description"] for key in SHARED.values())


def test_each_missing_value_is_reported_with_its_command(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.variables.clear()
    file = Path(project.folder, "stacks", f"Pulumi.{project.stack}.yaml")
    stack = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump({key: value for key, value in stack.items() if key != "config"}))
    refused = project.preview()
    values = VALUES | {
        "twilioAccountSid": emulator.account_sid,
        "twilioAuthToken": emulator.auth_token,
        "databaseUrl": sqlite_url,
    }
    project.pulumi("config", "set", "twilioUrl", emulator.url).ok()
    commands = re.findall(r"run `pulumi (config set [^`]+)`", refused.output.partition("Diagnostics:")[2])
    assert len(commands) == len(values)
    for command in commands:
        *words, stack_option, stack = [word.strip("'") for word in command.split() if word != "…"]
        assert (stack_option, stack) == ("--stack", "test")
        project.pulumi(*words, stdin=values[words[-1]]).ok()
    assert emulator.requests_made() == []
    assert "7 to create" in project.preview().ok().output


@pytest.mark.parametrize(
    ("shared", "fact"),
    [
        ({"colour": "red"}, "config trunkDefaults.colour: unknown: docs/reference/arguments.md lists the arguments"),
        ({"codecs": "ulaw"}, "config trunkDefaults.codecs: a text given: a list of texts is needed"),
        ({"codec": ["ulaw"]}, "config trunkDefaults.codec: unknown: did you mean codecs?"),
        ({"password": "Canary-Trunk-2024"}, "config trunkDefaults.password: trunks cannot share it"),
    ],
)
def test_what_trunks_cannot_share(project: Project, emulator: Emulator, shared: dict[str, Any], fact: str) -> None:
    _share(project, shared)
    refused = project.preview()
    refused.refuses(fact)
    assert "Canary" not in refused.output
    assert emulator.requests_made() == []


def test_a_trunk_says_otherwise(project: Project, sqlite_url: str) -> None:
    project.configure(twilio={key: value for key, value in GUIDE.items() if key != "qualifyFrequency"})
    _share(project, {"qualifyFrequency": 30, "codecs": ["alaw"]})
    project.up().ok()
    assert rows.read(sqlite_url)["ps_aors"]["twilio"]["qualify_frequency"] == 30
    assert rows.read(sqlite_url)["ps_endpoints"]["twilio"]["allow"] == "ulaw"


def _share(project: Project, shared: dict[str, Any]) -> None:
    file = Path(project.folder, "stacks", f"Pulumi.{project.stack}.yaml")
    stack = yaml.safe_load(file.read_text())
    stack["config"]["trunkline:trunkDefaults"] = shared
    file.write_text(yaml.safe_dump(stack))
