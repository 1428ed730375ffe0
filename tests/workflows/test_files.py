"""The workflow files: their schema, their safety, and that the stacks' two are one workflow."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from trunkline.engine import PARALLEL, VERSION

from ..support.project import ROOT
from .files import FOLDER, REPOSITORY, TEMPLATE, with_one_stack

BIN = ROOT / ".venv" / "bin"

FILES = pytest.mark.parametrize("file", [REPOSITORY, TEMPLATE], ids=["repository", "template"])
EVERY = [*sorted(FOLDER.glob("*.yml")), TEMPLATE]


@pytest.mark.parametrize("file", EVERY, ids=lambda file: str(file.relative_to(ROOT)))
@pytest.mark.parametrize("schema", ["vendor.github-workflows", "custom.github-workflows-require-timeout"])
def test_schema(file: Path, schema: str) -> None:
    _check("check-jsonschema", "--builtin-schema", schema, file)


@pytest.mark.parametrize("file", EVERY, ids=lambda file: str(file.relative_to(ROOT)))
def test_security(file: Path) -> None:
    _check("zizmor", "--offline", "--no-config", "--persona", "auditor", file)


def test_each_action_has_one_pin_and_its_version() -> None:
    pins: dict[str, set[str]] = {}
    for file in EVERY:
        for used in re.findall(r"^ *(?:- )?uses: (?!\$/)(.*)", file.read_text(), re.MULTILINE):
            action, _, pin = used.partition("@")
            assert re.fullmatch(r"[0-9a-f]{40} # v\d+\.\d+\.\d+", pin), used
            pins.setdefault(action, set()).add(pin)
    assert {action: each for action, each in pins.items() if len(each) > 1} == {}


def test_the_template_differs_in_its_stacks_and_its_installation_only() -> None:
    install = '|\n          make install\n          echo "$PWD/.venv/bin" >> "$GITHUB_PATH"\n'
    expected = with_one_stack(REPOSITORY.read_text(), "prod")
    assert install in expected
    expected = expected.replace(install, "pip install -r requirements.txt\n")
    assert TEMPLATE.read_text() == expected.replace("requirements.lock", "requirements.txt")


def test_the_stacks_come_up_in_order() -> None:
    jobs = _jobs(REPOSITORY)
    stacks = jobs.pop("preview")["strategy"]["matrix"]["stack"]
    assert [(stack, job.get("needs")) for stack, job in jobs.items()] == list(
        zip(stacks, [None, *stacks[:-1]], strict=True)
    )
    for stack, job in jobs.items():
        assert job["env"] == {"STACK": stack}
        assert job["environment"] == stack
    named = {file.name.split(".")[1] for file in (ROOT / "stacks").glob("Pulumi.*.yaml")}
    assert set(stacks) == named - {"local"}


@FILES
def test_the_engine_is_the_one_of_the_tests(file: Path) -> None:
    versions = [
        step["with"]["pulumi-version"]
        for job in _jobs(file).values()
        for step in job["steps"]
        if step.get("uses", "").startswith("pulumi/actions@")
    ]
    assert set(versions) == {VERSION}


@FILES
def test_many_steps_at_once(file: Path) -> None:
    assert yaml.safe_load(file.read_text())["env"] == {"PULUMI_PARALLEL": str(PARALLEL)}


@FILES
def test_secrets_and_variables_are_explained_at_the_top(file: Path) -> None:
    text = file.read_text()
    top, _, _ = text.partition("\nname: ")
    for kind in ("secrets", "vars"):
        used = set(re.findall(rf"\$\{{\{{ {kind}\.(\w+) \}}\}}", text))
        assert used
        assert used == set(re.findall(r"\b[A-Z]+_[A-Z_]+\b", _explained(top, kind)))


def _explained(top: str, kind: str) -> str:
    """The lines from `# vars` or `# secrets` to the next kind."""
    (lines,) = re.findall(rf"^# {kind} .*(?:\n#  .*)*", top, re.MULTILINE)
    return str(lines)


def _jobs(file: Path) -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load(file.read_text())["jobs"]
    return jobs


def _check(tool: str, *arguments: str | Path) -> None:
    ended = subprocess.run([BIN / tool, *arguments], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
