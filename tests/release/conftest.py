import os
import re
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from ..support.project import ROOT
from ..support.shell import run
from .build import Release, build

TOOLS = ("uv", "pipx")


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return build(ROOT, tmp_path_factory.mktemp("release") / "files")


@pytest.fixture(scope="session")
def offline(release: Release, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> dict[str, str]:
    """Variables with which pip, uv and pipx take all packages from one folder, in the locked versions.

    A run's workers share the folder.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "downloaded"
    packages, configuration = folder / "packages", folder / "uv.toml"
    with FileLock(f"{folder}.lock"):
        if not configuration.exists():
            packages.mkdir(parents=True, exist_ok=True)
            _download(release, packages)
            configuration.write_text(f'no-index = true\nfind-links = ["{packages}"]\n')
    return {
        "PIP_NO_INDEX": "1",
        "PIP_NO_COMPILE": "1",
        "PIP_FIND_LINKS": str(packages),
        "UV_CONFIG_FILE": str(configuration),
        "UV_PYTHON": sys.executable,
        "PIPX_DEFAULT_PYTHON": sys.executable,
    }


def _download(release: Release, packages: Path) -> None:
    """Fills the folder with what trunkline needs, and what its sdist is built with."""
    constraints = packages.with_name("constraints.txt")
    constraints.write_text(re.sub(r" \\\n +--hash=\S+", "", (ROOT / "requirements-dev.lock").read_text()))
    wanted = [f"trunkline[testing] @ {release.wheel.as_uri()}", "editables", "hatchling", "pip", "setuptools", "wheel"]
    download = ("-m", "pip", "download", "--quiet", "--dest", packages, "--constraint", constraints)
    run([sys.executable, *download, *wanted], packages)
    (packages / release.wheel.name).unlink()


@pytest.fixture
def empty_home(offline: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The variables of a shell in the empty folder `tmp_path`, which is also its home, with uv and pipx."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(Path(sys.executable).with_name(name))
    path = (tmp_path / ".venv" / "bin", tmp_path / ".local" / "bin", tools, "/usr/bin", "/bin")
    return offline | {"HOME": str(tmp_path), "PATH": os.pathsep.join(map(str, path))}
