"""`python -m tests.release [--tag TAG]`: builds a release into dist/release, and checks its files."""

import argparse
import filecmp
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from ..support.project import ROOT
from . import contents, versions
from .build import build

LOCKS = ("requirements.lock", "requirements-dev.lock")


def _old_locks() -> Iterator[str]:
    """A line for each lock file that `make lock` would change."""
    with tempfile.TemporaryDirectory() as made:
        for name in LOCKS:
            shutil.copy(ROOT / name, made)
        subprocess.run(["make", "--silent", "lock", f"INTO={made}/"], cwd=ROOT, check=True)
        for name in LOCKS:
            if not filecmp.cmp(ROOT / name, Path(made, name), shallow=False):
                yield f"{name}: it does not fit pyproject.toml: run make lock"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.release", description=__doc__)
    parser.add_argument("--tag", help="the tag of the release, such as v0.1.0")
    tag = parser.parse_args().tag
    _say("Versions, lock files …")
    found = [*versions.problems(ROOT, version("trunkline"), tag), *_old_locks()]
    _say("Wheel, sdist, plugin archives, bill of materials …")
    release = build(ROOT, ROOT / "dist" / "release")
    found += contents.problems(release, ROOT / LOCKS[0])
    if found:
        sys.exit("\n".join(found))
    for file in sorted(release.folder.rglob("*.*")):
        if file.is_file():
            _say(f"  {file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
