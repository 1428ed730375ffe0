"""Locks: one `trunkline local` in a folder, one `pulumi` on a stack."""

import fcntl
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trunkline.engine.process import say

from . import ending, files
from .folder import LocalFolder

_PULUMI = re.compile(r"(^|/)pulumi( |$)")
_SKEW = 5.0
"""Seconds by which a lock can seem older than its process: the start of a process is rounded."""


@contextmanager
def alone(folder: LocalFolder) -> Iterator[None]:
    """Wait for another `trunkline local` in the folder. When a process ends, the kernel releases its lock."""
    folder.path.mkdir(mode=0o700, exist_ok=True)
    with folder.lock.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another `trunkline local` is at work in this folder: waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def wait_for_pulumi(folder: LocalFolder, stack: str, seconds: float = 0.2) -> None:
    """Wait until no `pulumi` is at work on the stack, and remove the locks of those that were killed.

    Args:
        folder: the backend's folder.
        stack: the stack's name, in any project.
        seconds: time between two checks.
    """
    said: set[int] = set()
    while True:
        processes = {each.pid: each for each in ending.running()}
        waiting = set()
        for file in folder.backend.glob(f".pulumi/locks/**/{stack}/*"):
            if file.suffix == ".attrs" or not file.is_file():
                continue
            if pid := _holder(file, processes):
                waiting.add(pid)
            else:
                file.unlink(missing_ok=True)
                file.with_name(f"{file.name}.attrs").unlink(missing_ok=True)
        if not waiting:
            return
        for pid in waiting - said:
            say(f"`pulumi` (process {pid}) is at work on the stack {stack}: waiting for it …")
        said |= waiting
        time.sleep(seconds)


def _holder(file: Path, processes: dict[int, ending.Process]) -> int | None:
    """The process with the lock; None if it has ended, or if another program has its process id by now.

    A lock with another host name is from this machine, before the name changed: the emulator answers only here.
    """
    lock = files.read(file)
    process = processes.get(lock.get("pid", 0))
    if not process or lock.get("hostname", socket.gethostname()) != socket.gethostname():
        return None
    is_older = process.started < file.stat().st_mtime + _SKEW
    return process.pid if is_older and _PULUMI.search(process.command) else None
