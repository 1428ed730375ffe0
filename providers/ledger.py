"""Which resource of a run has which thing, for all provider processes of one engine.

The engine starts a process for each provider of a program. One process may create what another must delete. So they
share a file, which is named after the engine's address. Each process locks it while it runs: a file without a lock is
from an earlier run.
"""

import json
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows: each process knows only its own things
    fcntl = None  # type: ignore[assignment]

_ADDRESS = re.compile(r"127\.0\.0\.1:[0-9]+")
_OLD_SECONDS = 24 * 3600.0


class Ledger:
    """{key: URN of the resource that has it}."""

    def __init__(self, path: Path | None = None) -> None:
        self._held: dict[str, str] = {}
        self._lock = threading.Lock()
        self._file = _opened(path) if path else None
        self._read_to = 0

    def note(self, urn: str, keys: Iterable[str]) -> dict[str, str]:
        """Give the keys to a resource. Return {key: URN} of those that another one had."""
        with self._lock:
            self._catch_up()
            new = {key: urn for key in keys if self._held.get(key) != urn}
            others = {key: self._held[key] for key in new if key in self._held}
            self._held |= new
            if new and self._file:
                self._file.write(json.dumps(new).encode() + b"\n")  # unbuffered, appended in one write
            return others

    def read(self) -> dict[str, str]:
        with self._lock:
            self._catch_up()
            return dict(self._held)

    def find(self, keys: Iterable[str]) -> dict[str, str]:
        """The same for these keys."""
        with self._lock:
            self._catch_up()
            return {key: self._held[key] for key in keys if key in self._held}

    def _catch_up(self) -> None:
        """Read what other processes have noted."""
        if self._file:
            self._file.seek(self._read_to)
            whole = self._file.read().rpartition(b"\n")
            self._read_to += len(whole[0] + whole[1])
            for line in whole[0].splitlines():
                self._held |= json.loads(line)


def of_this_engine() -> Ledger:
    """The ledger of the engine that started this process; the engine's address is an argument of the servicer."""
    address = next(filter(_ADDRESS.fullmatch, sys.argv[1:]), None)
    if not address or fcntl is None:
        return Ledger()
    with suppress(OSError):
        folder = Path(tempfile.gettempdir(), f"trunkline-{os.getuid()}")
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid == os.getuid():
            _remove_old(folder)
            return Ledger(folder / address.replace(":", "-"))
    return Ledger()


def _opened(path: Path) -> BinaryIO:
    """The file; it is empty if no living process has it open."""
    file: BinaryIO = path.open("a+b", buffering=0)
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.truncate(0)
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def _remove_old(folder: Path) -> None:
    for path in folder.iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - _OLD_SECONDS:
                path.unlink()
