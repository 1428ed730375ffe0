"""Builds what a release publishes: wheel, sdist, plugin archives, bill of materials and notes."""

import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from . import versions

PLATFORMS = ("darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64")
"""Go's names of the systems that `pulumi plugin install` finds an archive for."""

PLUGIN = "pulumi-resource-trunkline"
PLUGIN_FILES = {
    "PulumiPlugin.yaml": """\
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: .venv
""",
    "__main__.py": "from trunkline.plugin.launch import main\n\nmain()\n",
    PLUGIN: f'#!/bin/sh\nexec "$(dirname "$0")/.venv/bin/{PLUGIN}" "$@"\n',
}
"""What an archive has beside the wheel and its requirements. `pulumi plugin install` makes `.venv` of these."""


@frozen
class Release:
    """The files of a release, in one folder."""

    folder: Path
    version: str

    @property
    def wheel(self) -> Path:
        return self.folder / "packages" / f"trunkline-{self.version}-py3-none-any.whl"

    @property
    def sdist(self) -> Path:
        return self.folder / "packages" / f"trunkline-{self.version}.tar.gz"

    @property
    def sbom(self) -> Path:
        return self.folder / f"trunkline-{self.version}.cdx.json"

    def archive(self, platform: str) -> Path:
        return self.folder / "plugins" / f"{PLUGIN}-v{self.version}-{platform}.tar.gz"


def build(root: Path, folder: Path) -> Release:
    """Build the release of the checkout `root` into `folder`, which is emptied first."""
    release = Release(folder, versions.of(root))
    shutil.rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "hatchling", "build", "-d", str(release.wheel.parent)], root)
    with tempfile.TemporaryDirectory() as made:
        project = Path(made)
        (project / "pyproject.toml").write_text(_locked_project(root))
        release.sbom.write_text(_export(project, "cyclonedx1.5"))
        requirements = _export(project, "requirements.txt", "--no-emit-project", "--no-header", "--no-annotate")
    digest = hashlib.sha256(release.wheel.read_bytes()).hexdigest()
    content = _packed(
        PLUGIN_FILES
        | {
            "requirements.txt": f"{requirements}./{release.wheel.name} --hash=sha256:{digest}\n",
            release.wheel.name: release.wheel.read_bytes(),
        }
    )
    release.archive("").parent.mkdir()
    for platform in PLATFORMS:
        release.archive(platform).write_bytes(content)
    (folder / "notes.md").write_text(versions.notes(root))
    return release


def pins(lock: Path) -> list[str]:
    """The `name==version` of each package in a lock file."""
    return re.findall(r"^[a-z0-9][^ ]*==[^ ]+", lock.read_text(), re.MULTILINE)


def _locked_project(root: Path) -> str:
    """A project with trunkline's dependencies in the versions of requirements.lock, for `uv export`."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    return (
        f'[project]\nname = "trunkline"\nversion = "{project["version"]}"\n'
        f'requires-python = "{project["requires-python"]}"\n'
        f"dependencies = {json.dumps(project['dependencies'])}\n"
        f"[tool.uv]\npackage = false\nconstraint-dependencies = {json.dumps(pins(root / 'requirements.lock'))}\n"
    )


def _export(project: Path, form: str, *options: str) -> str:
    return _run([str(Path(sys.executable).with_name("uv")), "export", "--quiet", "--format", form, *options], project)


def _packed(files: Mapping[str, str | bytes]) -> bytes:
    """A tar.gz that is the same for the same files."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped, tarfile.open(fileobj=zipped, mode="w") as archive:
        for name, content in sorted(files.items()):
            data = content.encode() if isinstance(content, str) else content
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o755 if name == PLUGIN else 0o644
            archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def _run(command: list[str], folder: Path) -> str:
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout
