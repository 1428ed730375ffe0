"""Each installer that people use brings the commands, and a new project that installs the same trunkline."""

import sys
from pathlib import Path

import pytest

from ..support.shell import run
from .build import PLUGIN, Release

pytestmark = pytest.mark.long

PIP = f"{sys.executable} -m venv .venv\n.venv/bin/pip install --quiet {{file}}"
WAYS = {
    "pip, the wheel": (PIP, ".whl"),
    "pip, the sdist": (PIP, ".tar.gz"),
    "uv tool": ("uv tool install {file}", ".whl"),
    "pipx": ("pipx install {file}", ".whl"),
}
USED = """
trunkline --version
{plugin} --version
trunkline new demo
uv venv --quiet demo/.venv
uv pip install --quiet --python demo/.venv --requirement demo/requirements.txt
demo/.venv/bin/trunkline --version
demo/.venv/bin/pytest --version
"""


@pytest.mark.parametrize(("command", "suffix"), WAYS.values(), ids=WAYS)
def test_each_installer(
    command: str, suffix: str, release: Release, empty_home: dict[str, str], tmp_path: Path
) -> None:
    file = release.wheel if suffix == ".whl" else release.sdist
    run(["bash", "-ec", command.format(file=file)], tmp_path, empty_home)
    printed = run(["bash", "-ec", USED.format(plugin=PLUGIN)], tmp_path, empty_home)
    assert printed.splitlines()[:2] == [f"trunkline {release.version}", release.version]
    assert printed.count(f"trunkline {release.version}\n") == 2
    assert f"\ntrunkline[testing] @ {file.as_uri()}\n" in (tmp_path / "demo" / "requirements.txt").read_text()
