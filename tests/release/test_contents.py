"""What is missing from a release, or too much in it, is a line each."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from ..support.project import ROOT
from . import contents
from .build import Release

pytestmark = pytest.mark.slow

LOCK = ROOT / "requirements.lock"


def test_the_release_is_whole(release: Release) -> None:
    assert list(contents.problems(release, LOCK)) == []


def test_each_defect_is_a_line(release: Release, tmp_path: Path) -> None:
    spoiled = Release(tmp_path / "files", release.version)
    shutil.copytree(release.folder, spoiled.folder)
    with zipfile.ZipFile(release.wheel) as good, zipfile.ZipFile(spoiled.wheel, "w") as bad:
        for name in good.namelist():
            if name != "trunkline/py.typed":
                bad.writestr(
                    name, good.read(name).replace(b"License-Expression: Apache-2.0", b"License-Expression: Apache-99")
                )
        bad.writestr("trunkline/__pycache__/cli.cpython-311.pyc", b"")
        bad.writestr("tests/conftest.py", b"")
    bill = json.loads(spoiled.sbom.read_text())
    bill["components"] = [each for each in bill["components"] if each["name"] != "grpcio"]
    bill["components"].append({"name": "attrs", "version": "1.0"})
    spoiled.sbom.write_text(json.dumps(bill))
    wheel, sbom = spoiled.wheel.name, spoiled.sbom.name
    assert list(contents.problems(spoiled, LOCK)) == [
        f"{wheel}: trunkline/py.typed is missing",
        f"{wheel}: trunkline/__pycache__/cli.cpython-311.pyc should not be in it",
        f"{wheel}: tests/conftest.py is not trunkline's",
        f"{wheel}: 'Apache-99' is invalid for 'license-expression': correct pyproject.toml",
        f"{sbom}: attrs==1.0 is not in requirements.lock",
        f"{sbom}: grpcio is missing",
    ]
