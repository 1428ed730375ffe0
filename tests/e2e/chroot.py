"""A program inside the rootfs, with a folder and a resolver of its own, that ends with the test run."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

LAB = Path("/lab")  # where a program finds its folder

# Every mount lives in a mount namespace of the program's own, so it is gone when the program is, however
# it ends; the exec chain makes the started process id the program's own; and the kernel kills it when the
# test runner dies (pdeathsig).
ENTER = """\
root=$1 folder=$2 && shift 2 &&
mount --bind "$folder" "$root/lab" &&
mount --bind "$folder/resolv.conf" "$root/etc/resolv.conf" &&
mount -t proc proc "$root/proc" &&
if [ -d "$folder/state" ]; then mount --bind "$(readlink -f "$folder/state-of")" "$root/lab/state"; fi &&
exec setpriv --pdeathsig=KILL chroot "$root" "$@"
"""


def command(root: Path, folder: Path, *program: str) -> list[str]:
    """`program` as a command line that runs it inside `root` with `folder` as /lab."""
    return ["unshare", "--mount", "--propagation", "private", *_enter(root, folder, program)]


def family(root: Path, folder: Path, *program: str) -> list[str]:
    """The same for a program that forks: in a process namespace, so that its children die with it."""
    namespaces = ("--mount", "--propagation", "private", "--pid", "--fork", "--kill-child=KILL")
    return ["setpriv", "--pdeathsig=KILL", "unshare", *namespaces, *_enter(root, folder, program)]


def _enter(root: Path, folder: Path, program: tuple[str, ...]) -> list[str]:
    return ["sh", "-c", ENTER, "sh", str(root), str(folder), *program]


def prepare(folder: Path, resolver: str = "127.0.0.1", state: Path | None = None) -> None:
    """Name the resolver, and show `state` (another folder) as /lab/state."""
    (folder / "resolv.conf").write_text(f"nameserver {resolver}\noptions timeout:1 attempts:1\n")
    if state is not None:
        (folder / "state").mkdir()
        (folder / "state-of").symlink_to(state.resolve())


@contextmanager
def running(
    line: list[str], log: Path, *, stop_after: float = 5, stop_by: signal.Signals = signal.SIGTERM
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended by its own id: asked first, then killed."""
    with log.open("ab") as out:
        process = _start(line, out)
    try:
        yield process
    finally:
        process.send_signal(stop_by)
        with suppress(subprocess.TimeoutExpired):
            process.wait(stop_after)
        process.kill()
        process.wait()


def until(condition: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, *, seconds: float = 20) -> None:
    """Wait for `condition()` while `process` lives; show its log when it does not come."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError):
            if condition():
                return
        time.sleep(0.05)
    text = log.read_text(errors="replace")
    raise RuntimeError(f"{process.args!r} is not ready (exit {process.poll()}):\n{text[-3000:]}")


def _start(line: list[str], out: IO[bytes]) -> subprocess.Popen[bytes]:
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": "/root"}
    return subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, start_new_session=True)
