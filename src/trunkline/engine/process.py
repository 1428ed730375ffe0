"""Runs the long steps: their output goes to a log, their progress to stderr."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

HEARTBEAT_SECONDS = 60


def say(text: str) -> None:
    """Print a plain line on stderr."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def output_of(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> str | None:
    """The output of a quick command, or None if it fails."""
    try:
        done = subprocess.run(
            command,
            env=None if env is None else os.environ | env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def run_logged(
    command: Sequence[str],
    log: Path,
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    limit: float | None = None,
) -> int | None:
    """Run a command, append its output to `log`, and return its exit code, or None after `limit` seconds.

    It has its own process group, which ends with this process, except after a SIGKILL.
    """
    with log.open("ab") as sink, _hang_up_as_exception():
        sink.write(f"$ {' '.join(command)}\n".encode())
        sink.flush()
        child = subprocess.Popen(
            command,
            cwd=cwd,
            env=None if env is None else os.environ | env,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return _wait(child, limit)
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _wait(child: subprocess.Popen[bytes], limit: float | None) -> int | None:
    waited = 0.0
    while limit is None or waited < limit:
        step = HEARTBEAT_SECONDS if limit is None else min(HEARTBEAT_SECONDS, limit - waited)
        try:
            return child.wait(step)
        except subprocess.TimeoutExpired:
            waited += step
        if step == HEARTBEAT_SECONDS:
            say(f"  … {waited / 60:.0f} min")
    return None


@contextlib.contextmanager
def _hang_up_as_exception() -> Iterator[None]:
    """Clean up at SIGTERM and SIGHUP as at SIGINT, so that no process and no file is left."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _: object) -> None:
        sys.exit(128 + number)

    # If a signal is ignored (nohup) or handled, that is on purpose.
    ours = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
