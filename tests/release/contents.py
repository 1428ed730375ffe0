"""What the files of a release hold, and what none of them may hold."""

import json
import re
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.metadata import Metadata

from .build import PLATFORMS, PLUGIN, PLUGIN_FILES, Release, pins

_UNWANTED = re.compile(r"__pycache__|\.pyc$|(^|/)\.(?!github/|gitignore)[^/]")
"""Caches, environments and states: everything hidden but what the template of `trunkline new` has."""


def problems(release: Release, lock: Path) -> Iterator[str]:
    """A line for each thing that is missing from a file of the release, or should not be in it.

    Args:
        release: the files.
        lock: requirements.lock, with the versions that the bill of materials should list.
    """
    metadata = f"trunkline-{release.version}.dist-info/"
    wheel, sdist = _zipped(release.wheel), _packed(release.sdist)
    needed = {
        f"{metadata}licenses/LICENSE",
        f"{metadata}METADATA",
        "trunkline/py.typed",
        "trunkline/plugin/schema.json",
    }
    yield from _names(release.wheel, wheel, needed)
    yield from (
        f"{release.wheel.name}: {name} is not trunkline's" for name in wheel if not name.startswith("trunkline")
    )
    yield from _metadata(release, release.wheel, wheel.get(f"{metadata}METADATA"))
    top = release.sdist.name.removesuffix(".tar.gz")
    needed = {
        f"{top}/{name}" for name in ("LICENSE", "PKG-INFO", "README.md", "requirements.lock", "tests/conftest.py")
    }
    yield from _names(release.sdist, sdist, needed)
    yield from _metadata(release, release.sdist, sdist.get(f"{top}/PKG-INFO"))
    for platform in PLATFORMS:
        archive = release.archive(platform)
        yield from _names(archive, _packed(archive), {*PLUGIN_FILES, "requirements.txt", release.wheel.name})
        with tarfile.open(archive) as opened:
            if not opened.getmember(PLUGIN).mode & 0o100:
                yield f"{archive.name}: {PLUGIN} cannot be run: give it the mode 755"
    yield from _listed(release, lock)


def _names(file: Path, names: Mapping[str, bytes], needed: set[str]) -> Iterator[str]:
    yield from (f"{file.name}: {name} is missing" for name in sorted(needed - names.keys()))
    yield from (f"{file.name}: {name} should not be in it" for name in sorted(filter(_UNWANTED.search, names)))


def _metadata(release: Release, file: Path, text: bytes | None) -> Iterator[str]:
    if text is None:
        return
    try:
        metadata = Metadata.from_email(text)
    except ExceptionGroup as invalid:
        yield from (f"{file.name}: {each}: correct pyproject.toml" for each in invalid.exceptions)
        return
    if (metadata.name, str(metadata.version)) != ("trunkline", release.version):
        yield f"{file.name}: it is {metadata.name} {metadata.version}: build trunkline {release.version}"


def _listed(release: Release, lock: Path) -> Iterator[str]:
    """Compares the bill of materials with the lock file."""
    bill: dict[str, Any] = json.loads(release.sbom.read_text())
    component = bill["metadata"]["component"]
    if (bill["bomFormat"], component["name"], component["version"]) != ("CycloneDX", "trunkline", release.version):
        yield f"{release.sbom.name}: it is not a CycloneDX bill of trunkline {release.version}"
    listed = {f"{each['name']}=={each['version']}" for each in bill["components"]}
    yield from (f"{release.sbom.name}: {each} is not in {lock.name}" for each in sorted(listed - {*pins(lock)}))
    with zipfile.ZipFile(release.wheel) as wheel:
        metadata = Metadata.from_email(wheel.read(f"trunkline-{release.version}.dist-info/METADATA"), validate=False)
    direct = {each.name for each in metadata.requires_dist or () if not each.marker}
    names = {each.partition("==")[0] for each in listed}
    yield from (f"{release.sbom.name}: {each} is missing" for each in sorted(direct - names))


def _zipped(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _packed(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as opened:
        files = {each.name: opened.extractfile(each) for each in opened if each.isfile()}
        return {name: content.read() for name, content in files.items() if content}
