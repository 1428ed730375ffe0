"""A new project in YAML, on the real engine as its README says."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..support.shell import run

pytestmark = [pytest.mark.engine, pytest.mark.long]


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """The variables of a shell in which this environment is active."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TRUNKLINE_CACHE") if name in os.environ}
    path = os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"])
    return kept | {"PATH": path, "PULUMI_HOME": str(tmp_path / "pulumi")}


@pytest.fixture
def demo(shell: dict[str, str], tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "demo"
    printed = run(["trunkline", "new", folder, "--language", "yaml"], tmp_path, shell)
    assert printed == f"Written: the project 'demo'. Next: cd {folder} && trunkline local up\n"
    yield folder
    run(["trunkline", "local", "stop"], folder, shell)


def test_its_life(demo: Path, shell: dict[str, str]) -> None:
    before = {file: file.read_text() for file in demo.iterdir()}
    made = run(["trunkline", "local", "up"], demo, shell)
    assert "7 created" in made
    assert "Both sides are as the program declares" in made
    assert "warning" not in made.lower()
    assert "7 unchanged" in run(["trunkline", "local", "preview"], demo, shell)
    assert {file: file.read_text() for file in before} == before

    program = 'eval "$(trunkline local env)" && pulumi stack output --stack local dialString'
    assert run(["bash", "-ec", program], demo, shell) == "PJSIP/${EXTEN}@twilio\n"
    assert "7 deleted" in run(["trunkline", "local", "destroy"], demo, shell)
