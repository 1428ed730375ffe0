"""The wheel in an environment of its own: what somebody has who finds the package, in an empty folder."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from trunkline.testing import Emulator, RealtimeDb

from ..support.project import ROOT
from ..support.shell import run

pytestmark = pytest.mark.engine

README = (ROOT / "README.md").read_text()
EXAMPLES = sorted((ROOT / "examples").glob("*/*.py"))
*INSTALLING, NEW, CHANGE_FOLDER, FIRST = re.findall(
    r"<!-- in: an empty folder -->\n```sh\n(.+?)\n```", README, re.DOTALL
)[0].splitlines()
"""The commands of the README for an empty folder."""


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A virtual environment with the wheel, made as the README says, and nothing else; a run's workers share it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "installed"
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist"], ROOT)
            (wheel,) = (folder / "dist").glob("*.whl")
            constraints = folder / "constraints.txt"
            constraints.write_text(re.sub(r" \\\n +--hash=\S+", "", (ROOT / "requirements-dev.lock").read_text()))
            script = "\n".join(INSTALLING).replace("/path/to/trunkline-0.1.0-py3-none-any.whl", str(wheel))
            for_tests = f"{script}\npip install --quiet 'trunkline[testing]'"
            run(["bash", "-ec", for_tests], folder, dict(os.environ) | {"PIP_CONSTRAINT": str(constraints)})
            (folder / "done").touch()
    return folder / ".venv"


@pytest.fixture
def shell(environment: Path, engine: Path, tmp_path: Path) -> dict[str, str]:
    """The variables of a shell with that environment activated and a `pulumi` on PATH."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TRUNKLINE_CACHE") if name in os.environ}
    path = os.pathsep.join(map(str, (environment / "bin", engine, "/usr/local/bin", "/usr/bin", "/bin")))
    return kept | {
        "PATH": path,
        "VIRTUAL_ENV": str(environment),
        "PULUMI_HOME": str(tmp_path / "pulumi"),
        "PIP_CONSTRAINT": str(environment.with_name("constraints.txt")),
    }


@pytest.fixture
def demo(shell: dict[str, str], tmp_path: Path) -> Iterator[Path]:
    assert f"Next: {CHANGE_FOLDER} && {FIRST}\n" in run(NEW.split(), tmp_path, shell)
    yield tmp_path / "demo"
    run(["trunkline", "local", "stop"], tmp_path / "demo", shell)


def test_new(demo: Path, shell: dict[str, str]) -> None:
    """The README's commands, in its order."""
    first, test = re.findall(r"(?<!-->\n)```sh\n(.+?)\n```", (demo / "README.md").read_text(), re.DOTALL)
    before = _files(demo)
    assert first == FIRST
    assert "Both sides are as the program declares" in run(first.split(), demo, shell)
    assert "2 passed" in run(["bash", "-ec", test], demo, shell)
    assert _files(demo) == before
    assert "7 unchanged" in run(["trunkline", "local", "preview"], demo, shell)
    assert "7 deleted" in run(["trunkline", "local", "destroy"], demo, shell)


def test_a_program_of_ten_lines(
    shell: dict[str, str], twilio: Emulator, realtime_db: RealtimeDb, tmp_path: Path
) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(program.splitlines()) == 10
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "__main__.py").write_text(program)
    (folder / "Pulumi.yaml").write_text("name: program\nruntime: python\n")
    state = tmp_path / "state"
    state.mkdir()
    shell |= {
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "test",
        **twilio.environment,
        **realtime_db.environment,
    }
    run(["pulumi", "stack", "init", "test"], folder, shell)
    assert "created" in run(["pulumi", "up", "--yes", "--skip-preview"], folder, shell)
    assert run(["pulumi", "stack", "output", "dial_string"], folder, shell) == "PJSIP/${EXTEN}@twilio\n"
    assert list(realtime_db.rows("ps_endpoints")) == ["twilio"]


def test_users_types(environment: Path, tmp_path: Path) -> None:
    """`mypy --strict` on what users write, against the package as it is installed."""
    template = ROOT / "src" / "trunkline" / "new" / "template"
    for number, file in enumerate([*template.glob("*.py"), *EXAMPLES]):
        shutil.copy(file, tmp_path / f"program_{number}.py")
    (tmp_path / "readme.py").write_text(re.findall(r"```python\n(.*?)```", README, re.DOTALL)[0])
    assert _mypy(environment, tmp_path) == f"Success: no issues found in {len(EXAMPLES) + 3} source files\n"


def test_a_mistake_is_seen_by_mypy(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        'from trunkline import SipTrunk, SipTrunkArgs\nSipTrunk("twilio", SipTrunkArgs(domain_name=1))\n'
    )
    found = _mypy(environment, tmp_path)
    assert 'Argument "domain_name"' in found
    assert 'Missing named argument "username"' in found


def _mypy(environment: Path, folder: Path) -> str:
    python = environment / "bin" / "python"
    ended = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--python-executable", python, "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout


def _files(folder: Path) -> set[str]:
    """The files that would be committed."""
    hidden = {".local", "__pycache__", ".pytest_cache"}
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if not hidden & {*file.parts}}
