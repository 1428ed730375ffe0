"""Runs `pulumi` so that `pulumi` itself, not this process, decides how it ends."""

import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


def run(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str], *, stdin: str | None, show: bool
) -> tuple[int, str]:
    """Its exit code (negative: the signal that killed it), and its output if that is not shown.

    The terminal sends Ctrl-C to `pulumi` too, which then finishes its operation and writes its state. This process
    passes SIGTERM and SIGHUP on, with the same effect.
    """
    with (
        subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=None if stdin is None else subprocess.PIPE,
            stdout=None if show else subprocess.PIPE,
            text=True,
        ) as child,
        _signals_are_for(child),
    ):
        printed, _ = child.communicate(stdin)
    return child.returncode, printed or ""


@contextmanager
def _signals_are_for(child: subprocess.Popen[str]) -> Iterator[None]:
    def pass_on(number: int, _: object) -> None:
        if number != signal.SIGINT:
            child.send_signal(signal.SIGINT)  # the signal that makes it cancel

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
