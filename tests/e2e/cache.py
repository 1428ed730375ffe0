"""Keeps the costly parts between runs. A part is made whole or not at all."""

import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def cache_root() -> Path:
    """`$TRUNKLINE_CACHE`, else `$XDG_CACHE_HOME/trunkline`, else `~/.cache/trunkline`; then `e2e`."""
    if named := os.environ.get("TRUNKLINE_CACHE"):
        return Path(named) / "e2e"
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "trunkline" / "e2e"


def cached(name: str, key: str, build: Callable[[Path], None], *, what: str) -> Path:
    """The folder `name-<hash of key>`, built once by `build`, which announces itself as `what`.

    It is built beside its place and renamed at the end, so an interrupted build is never taken for a
    finished one; a lock keeps two builders apart, and what an interrupted one left is cleared away.
    """
    root = cache_root()
    root.mkdir(parents=True, exist_ok=True)
    place = root / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    with locked(root / f".{place.name}.lock"):
        if place.is_dir():
            return place
        for stale in root.glob(f".{place.name}.tmp*"):
            shutil.rmtree(stale)
        _say(f"Making {what}, once, in {place}.")
        began = time.monotonic()
        building = Path(tempfile.mkdtemp(prefix=f".{place.name}.tmp", dir=root))
        building.chmod(0o755)
        try:
            build(building)
            building.rename(place)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        _say(f"Made in {time.monotonic() - began:.0f} s.")
    return place


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone with that file; waits for its turn."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - the set-up's progress
