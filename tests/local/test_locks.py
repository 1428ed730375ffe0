"""The processes for which a run waits, and those for which it does not."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from trunkline.local import ending, locks
from trunkline.local.folder import LocalFolder


@pytest.fixture
def folder(tmp_path: Path) -> LocalFolder:
    return LocalFolder(tmp_path)


@pytest.fixture
def pulumi(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program of that name, which is at work, in a folder with a blank."""
    program = tmp_path / "the engine" / "pulumi"
    program.parent.mkdir()
    program.symlink_to("/bin/sleep")
    with subprocess.Popen([program, "60"]) as running:
        yield running
        running.kill()


def _lock(folder: LocalFolder, content: object, *, name: str = "lock.json", age: float = 0) -> Path:
    locked = folder.backend / ".pulumi" / "locks" / "organization" / "calls" / "local" / name
    locked.parent.mkdir(parents=True, exist_ok=True)
    locked.write_text(content if isinstance(content, str) else json.dumps(content))
    locked.with_name(f"{name}.attrs").write_text("{}")
    os.utime(locked, (time.time() - age,) * 2)
    return locked


def _ended() -> int:
    with subprocess.Popen(["true"]) as process:
        return process.pid


def test_locks_without_a_process_are_removed(folder: LocalFolder, pulumi: subprocess.Popen[bytes]) -> None:
    zombie = subprocess.Popen(["true"])
    time.sleep(0.1)
    here = socket.gethostname()
    dead: dict[str, Any] = {
        "ended": {"pid": _ended(), "hostname": here},
        "zombie": {"pid": zombie.pid, "hostname": here},
        "another program": {"pid": os.getpid(), "hostname": here},
        "another host": {"pid": pulumi.pid, "hostname": "before"},
        "no pid": {},
        "empty": "",
        "half": '{"pid": 1',
        "list": "[]",
        "tmp": "",
    }
    files = [_lock(folder, content, name=f"{name}.json") for name, content in dead.items()]
    files.append(_lock(folder, {"pid": pulumi.pid, "hostname": here}, name="a reused pid.json", age=3600))
    files.append(_lock(folder, "", name="lock.json.18ac.tmp"))
    locks.wait_for_pulumi(folder, "local")
    assert not list(files[0].parent.iterdir())
    zombie.wait()


def test_a_pulumi_at_work_is_waited_for(
    folder: LocalFolder, pulumi: subprocess.Popen[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    lock = _lock(folder, {"pid": pulumi.pid, "hostname": socket.gethostname()})
    waiting = threading.Thread(target=locks.wait_for_pulumi, args=(folder, "local", 0.01))
    waiting.start()
    waiting.join(0.3)
    assert waiting.is_alive()
    assert lock.exists()
    pulumi.kill()
    pulumi.wait()
    waiting.join(5)
    assert not waiting.is_alive()
    assert not lock.exists()
    assert capsys.readouterr().err == (
        f"`pulumi` (process {pulumi.pid}) is at work on the stack local: waiting for it …\n"
    )


def test_of_two_commands_one_waits_and_says_so(folder: LocalFolder) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom trunkline.local import locks\n"
        "from trunkline.local.folder import LocalFolder\n"
        f"with locks.alone(LocalFolder(Path({str(folder.path)!r}))):\n    print('alone', flush=True)\n"
        "    sys.stdin.read()"
    )

    def start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    with start() as first:
        assert first.stdout
        assert first.stdout.readline() == "alone\n"
        with start() as second:
            assert second.stdout
            assert second.stderr
            assert second.stderr.readline() == (
                "Another `trunkline local` is at work in this folder: waiting for it …\n"
            )
            first.kill()
            assert second.stdout.readline() == "alone\n"
            second.communicate("")


def test_both_ways_to_see_processes_agree() -> None:
    """Linux has /proc; other systems have `ps`, as Linux mostly has."""
    with subprocess.Popen(["cat", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin
        assert running.stdout
        running.stdin.write(b"its command line is there once it answers\n")
        running.stdin.flush()
        running.stdout.readline()
        ways = [list(ending._of_proc()), list(ending._of_ps())]
        running.kill()
    (of_proc,), (of_ps,) = ([each for each in way if each.pid == running.pid] for way in ways)
    assert of_proc.command == of_ps.command == "cat -"
    assert abs(of_proc.started - of_ps.started) < 3
    assert abs(of_proc.started - time.time()) < 3
