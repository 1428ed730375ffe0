"""The folder outside any checkout that keeps finished engines.

    engine/3.259.0-vendor-linux-x86_64/bin/     the vendor's CLI
    engine/3.259.0-parts-linux-x86_64-<key>/    the slow parts: the built binary and the SDK's scripts
    engine/3.259.0-built-linux-x86_64-<key>/bin/  those parts linked, and the language host of this source
    engine/.unfinished-*                        a run's workspace; the next run with the lock removes it

A run fills a folder in its workspace, and renames it as the last step. So a name without a dot is finished.
"""

import contextlib
import fcntl
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from trunkline.engine.process import say

_UNFINISHED = ".unfinished-"


def root() -> Path:
    """Give the cache folder: TRUNKLINE_CACHE, or `trunkline` in XDG's cache folder."""
    if own := os.environ.get("TRUNKLINE_CACHE"):
        return Path(own).absolute()
    xdg = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (xdg if xdg.is_absolute() else Path.home() / ".cache") / "trunkline"


def folder(version: str, kind: str, key: str = "") -> Path:
    """Name the finished folder of that kind, which may not exist yet."""
    parts = [version, kind, platform.system().lower(), platform.machine().lower(), key]
    return root() / "engine" / "-".join(part for part in parts if part)


def holds(path: Path, program: str) -> bool:
    return os.access(path / program, os.X_OK)


def publish(made: Path, finished: Path) -> None:
    """Rename a folder to its finished name, after its files are safe on disk."""
    for path in made.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    if finished.exists():  # the folder that is there does not work
        shutil.rmtree(finished)
    made.rename(finished)


@contextlib.contextmanager
def workspace() -> Iterator[Path]:
    """Hold the lock, with a workspace. Removes the workspaces of killed runs first."""
    engines = root() / "engine"
    engines.mkdir(parents=True, exist_ok=True)
    with (engines / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another run is installing the Pulumi engine: waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in engines.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        log_file().unlink(missing_ok=True)
        made = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=engines))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)


def log_file() -> Path:
    return root() / "engine" / "install.log"
