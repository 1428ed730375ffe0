"""Version numbers as `pulumi version` and `go env GOVERSION` print them."""

import re
from typing import NamedTuple

_PATTERN = re.compile(r"(?:v|go)?(\d+)\.(\d+)(?:\.(\d+))?(-?[a-z][0-9a-z.-]*)?")


class Version(NamedTuple):
    major: int
    minor: int
    patch: int = 0
    released: bool = True  # last, so that 3.259.0-alpha sorts before 3.259.0

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


def parse(text: str) -> Version | None:
    """Read `v3.259.0`, `3.260.0-alpha.1+dirty`, `go1.26rc1` and the like; None for anything else."""
    match = _PATTERN.match(text.strip())
    if not match:
        return None
    major, minor, patch, suffix = match.groups()
    return Version(int(major), int(minor), int(patch or 0), released=not suffix)
