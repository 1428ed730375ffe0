"""What the processes of a run take: CPU by kind of process, and the provider's memory."""

import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
from attrs import define, field

_PAUSE = 0.1
"""Seconds between two looks. Of each process, what it takes after the last look is missing."""

_KINDS = {
    "pulumi.dynamic": "provider",
    "pulumi-language-python-exec": "program",
    "pulumi-language-python": "host",
    "language_host.py": "host",
}
"""{part of the command line: kind of process}, the first that fits. The host starts the program."""

KINDS = ("engine", "host", "program", "provider", "emulator")


@define
class Usage:
    """What a run has taken.

    Attributes:
        cpu: seconds, by kind of process. The emulator is this process.
        others: CPU of what has ended so soon that it was not seen, such as the launchers of the host.
        provider_bytes: the most memory that the providers had at once.
    """

    cpu: dict[str, float] = field(factory=lambda: dict.fromkeys(KINDS, 0.0))
    others: float = 0.0
    provider_bytes: int = 0


@contextmanager
def watched() -> Iterator[Usage]:
    """What the children of this process take inside the block, and this process itself. It is complete at the end."""
    usage, over = Usage(), threading.Event()
    watch = threading.Thread(target=_watch, args=(usage, over))
    ended, own = _of_ended_children(), time.process_time()
    watch.start()
    try:
        yield usage
    finally:
        over.set()
        watch.join()
        usage.cpu["emulator"] += time.process_time() - own
        children = sum(usage.cpu[kind] for kind in KINDS if kind != "emulator")
        usage.others = max(0.0, _of_ended_children() - ended - children)


def _watch(usage: Usage, over: threading.Event) -> None:
    seen: dict[int, tuple[str, float]] = {}
    while not over.wait(_PAUSE):
        provider_bytes = 0
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.Error), process.oneshot():
                kind, times = _kind(process), process.cpu_times()
                if kind:
                    seen[process.pid] = kind, times.user + times.system
                if kind == "provider":
                    provider_bytes += process.memory_info().rss
        usage.provider_bytes = max(usage.provider_bytes, provider_bytes)
    for kind, seconds in seen.values():
        usage.cpu[kind] += seconds
    usage.cpu["emulator"] -= time.thread_time()


def _kind(process: psutil.Process) -> str | None:
    words = process.cmdline()
    if words and words[0].endswith("/pulumi"):
        return "engine"
    return next((kind for part, kind in _KINDS.items() if any(part in word for word in words)), None)


def _of_ended_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
