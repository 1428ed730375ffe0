"""The wheel holds the code that stands at the top of the tree."""

import subprocess
import sys
import zipfile
from pathlib import Path

from ..support.project import ROOT


def test_files(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("trunkline-*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if not name.startswith("trunkline-")}
    assert names == {
        *_sources(ROOT / "src" / "trunkline", "trunkline"),
        *_sources(ROOT / "components", "trunkline/components"),
        *_sources(ROOT / "providers", "trunkline/providers"),
    }


def _sources(folder: Path, prefix: str) -> set[str]:
    return {
        f"{prefix}/{path.relative_to(folder)}"
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
