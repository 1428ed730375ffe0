"""The wheel and the source distribution hold the code, the licence and the metadata."""

import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

import pytest

from ..support.project import ROOT


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution."""
    folder = tmp_path_factory.mktemp("built")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, check=True, capture_output=True
    )
    return folder


def test_files(built: Path) -> None:
    names = {name for name in _wheel(built).namelist() if not name.startswith("trunkline-")}
    assert names == {
        *_sources(ROOT / "src" / "trunkline", "trunkline"),
        *_sources(ROOT / "components", "trunkline/components"),
        *_sources(ROOT / "providers", "trunkline/providers"),
    }


def test_licence(built: Path) -> None:
    licence = (ROOT / "LICENSE").read_bytes()
    (name,) = [name for name in _wheel(built).namelist() if name.endswith(".dist-info/licenses/LICENSE")]
    assert _wheel(built).read(name) == licence
    assert _sdist(built)["LICENSE"] == licence


def test_the_source_distribution_can_be_worked_on(built: Path) -> None:
    files = {path.name for pattern in ("*.md", "*.lock", "Makefile") for path in ROOT.glob(pattern)}
    assert files <= _sdist(built).keys()


def test_metadata(built: Path) -> None:
    metadata = _metadata(built)
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Author"] == "trunkline contributors"
    assert metadata["Keywords"]
    assert {"Python :: 3.11", "Python :: 3.14"} <= {
        each.removeprefix("Programming Language :: ") for each in metadata.get_all("Classifier", [])
    }
    urls = [each.partition(", ")[2] for each in metadata.get_all("Project-URL", [])]
    assert urls
    assert all(url.startswith("https://") for url in urls)


def _wheel(built: Path) -> zipfile.ZipFile:
    (wheel,) = built.glob("trunkline-*.whl")
    return zipfile.ZipFile(wheel)


def _metadata(built: Path) -> Message:
    (name,) = [name for name in _wheel(built).namelist() if name.endswith(".dist-info/METADATA")]
    return BytesParser().parsebytes(_wheel(built).read(name))


def _sdist(built: Path) -> dict[str, bytes]:
    """The files of the source distribution, by path."""
    (archive,) = built.glob("trunkline-*.tar.gz")
    with tarfile.open(archive) as files:
        opened = {each.name.partition("/")[2]: files.extractfile(each) for each in files if each.isfile()}
        return {name: file.read() for name, file in opened.items() if file}


def _sources(folder: Path, prefix: str) -> set[str]:
    return {
        f"{prefix}/{path.relative_to(folder)}"
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
