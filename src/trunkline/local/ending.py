"""Stops the local stack's emulator. `make stop` and `make clean` run this file with any Python, without packages.

The command line shows that a process is the emulator of a folder. A stored process id could be another program's by
now.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

STATE = "twilio.sqlite3"
"""The emulator's data, in the folder `.local`."""

SECONDS = 5.0
"""How long the emulator may take to stop at SIGTERM. Then it is killed."""


class NotEndedError(Exception):
    """One line: which process still runs, and why."""


@dataclass(frozen=True)
class Process:
    """A running program, not one that has ended and waits for its parent.

    Attributes:
        started: in seconds since 1970.
        command: the words of its command line, separated by blanks.
    """

    pid: int
    started: float
    command: str


def running() -> Iterator[Process]:
    """All programs of this machine that this user can see."""
    return _of_proc() if Path("/proc/self/stat").exists() else _of_ps()


def emulators(state: Path) -> list[Process]:
    """The running emulators with that state file."""
    return [
        each
        for each in running()
        if " trunkline emulator " in each.command and each.command.endswith(f" --state {state}")
    ]


def end_emulators(state: Path, seconds: float = SECONDS) -> bool:
    """Stop the emulators with that state file. Returns whether one was running.

    Raises:
        NotEndedError: one is another user's, or does not stop.
    """
    found = emulators(state)
    for number in (signal.SIGTERM, signal.SIGKILL):
        until = time.monotonic() + seconds
        for each in emulators(state):
            _send(each.pid, number)
        while left := emulators(state):
            if time.monotonic() > until:
                break
            time.sleep(0.05)
        else:
            return bool(found)
    raise NotEndedError(
        f"the emulator (process {left[0].pid}) does not stop, not even with SIGKILL: restart this machine"
    )


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        try:
            os.kill(pid, number)
        except PermissionError:
            raise NotEndedError(
                f"the emulator (process {pid}) belongs to another user: stop it as that user with `kill {pid}`"
            ) from None


def _of_proc() -> Iterator[Process]:
    boot = float(re.findall(r"^btime (\d+)", Path("/proc/stat").read_text(), re.MULTILINE)[0])
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").rstrip()
            ticks = int((folder / "stat").read_text().rpartition(")")[2].split()[19])
            if command:
                yield Process(int(folder.name), boot + ticks / os.sysconf("SC_CLK_TCK"), command)


def _of_ps() -> Iterator[Process]:
    listed = subprocess.run(
        ["ps", "-axww", "-o", "pid=,lstart=,command="],  # noqa: S607 - its folder differs between systems
        env={**os.environ, "LC_ALL": "C", "TZ": "UTC0"},
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
    ).stdout
    for line in listed.splitlines():
        pid, *date, command = line.split(maxsplit=6)
        started = datetime.strptime(" ".join(date), "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
        yield Process(int(pid), started.timestamp(), command.rstrip())


def main(folder: Path) -> None:
    try:
        ended = end_emulators(folder.resolve() / STATE)
    except NotEndedError as error:
        sys.exit(str(error))
    print("The emulator has stopped." if ended else "No emulator was running.")  # noqa: T201


if __name__ == "__main__":
    main(Path(".local"))
