"""Each place that names a version is compared, and the repository's own agree."""

from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trunkline.cli import app

from ..support.project import ROOT
from . import versions

NEWEST = "CHANGELOG.md: the newest entry is {!r}: write '## 1.2.3 (YYYY-MM-DD)'"
CASES: dict[str, tuple[dict[str, str], list[str]]] = {
    "all agree": ({}, []),
    "not released yet": ({"heading": "Unreleased", "tag": ""}, []),
    "an earlier entry": ({"heading": "1.2.2 (2026-01-01)", "tag": ""}, [NEWEST.format("1.2.2 (2026-01-01)")]),
    "a tag without its entry": ({"heading": "Unreleased"}, [NEWEST.format("Unreleased")]),
    "an entry without a day": ({"heading": "1.2.3"}, [NEWEST.format("1.2.3")]),
    "another tag": ({"tag": "1.2.3"}, ["tag '1.2.3': pyproject.toml has 1.2.3: change the version, or tag v1.2.3"]),
    "an old wheel": ({"wheel": "1.2.2"}, ["README.md: a wheel of 1.2.2: write 1.2.3"]),
    "an old installation": (
        {"installed": "1.2.2"},
        [".venv: trunkline 1.2.2 is installed, and pyproject.toml has 1.2.3: run make install"],
    ),
}


@pytest.mark.parametrize(("changed", "expected"), CASES.values(), ids=CASES)
def test_each_difference_is_a_line(changed: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    given = {"heading": "1.2.3 (2026-01-01)", "tag": "v1.2.3", "wheel": "1.2.3", "installed": "1.2.3"} | changed
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (tmp_path / "README.md").write_text(f"pip install trunkline-{given['wheel']}-py3-none-any.whl\n")
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n## {given['heading']}\n\n- new\n\n## 1.0.0\n\n- old\n")
    assert versions.problems(tmp_path, given["installed"], given["tag"]) == expected
    assert versions.notes(tmp_path) == "- new\n"


def test_the_repository_agrees() -> None:
    assert versions.problems(ROOT, version("trunkline"), None) == []


def test_the_command_says_its_version() -> None:
    printed = CliRunner().invoke(app, ["--version"])
    assert (printed.exit_code, printed.output) == (0, f"trunkline {version('trunkline')}\n")
