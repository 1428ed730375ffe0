"""What names the version of a release: they must agree before a tag publishes them."""

import re
import tomllib
from pathlib import Path

_TOP = re.compile(r"^## (.+)$", re.MULTILINE)
_RELEASED = re.compile(r"(\d+\.\d+\.\d+) \(\d{4}-\d{2}-\d{2}\)")


def of(root: Path) -> str:
    """The version in pyproject.toml."""
    return str(tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"])


def problems(root: Path, installed: str, tag: str | None) -> list[str]:
    """A line for each thing that names another version than pyproject.toml.

    Args:
        root: the repository.
        installed: the version that the installed trunkline gives.
        tag: the tag of the release. Default: none, so that CHANGELOG.md may still say `Unreleased`.
    """
    version = of(root)
    found = []
    if installed != version:
        found.append(f".venv: trunkline {installed} is installed, and pyproject.toml has {version}: run make install")
    wheels = re.findall(r"trunkline-([\d.]+)-py3", (root / "README.md").read_text())
    found += [f"README.md: a wheel of {each}: write {version}" for each in wheels if each != version]
    top = _TOP.search((root / "CHANGELOG.md").read_text())
    heading = top[1] if top else "nothing"
    released = _RELEASED.fullmatch(heading)
    if (released and released[1] != version) or (not released and (tag or heading != "Unreleased")):
        found.append(f"CHANGELOG.md: the newest entry is {heading!r}: write '## {version} (YYYY-MM-DD)'")
    if tag and tag != f"v{version}":
        found.append(f"tag {tag!r}: pyproject.toml has {version}: change the version, or tag v{version}")
    return found


def notes(root: Path) -> str:
    """The newest entry of CHANGELOG.md without its heading."""
    _, _, newest, *_ = _TOP.split((root / "CHANGELOG.md").read_text())
    return newest.strip() + "\n"
