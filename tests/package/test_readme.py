"""Every command of the README is run, in a checkout of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ..support import mocks
from ..support.project import ROOT
from ..support.shell import run

README = (ROOT / "README.md").read_text()
BLOCK = re.compile(
    r"(<!-- (?:needs: (?P<needs>[^>]+)|in: (?P<place>[^>]+)) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)```", re.DOTALL
)


def test_commands(checkout: Path) -> None:
    commands = _commands()
    assert commands[0] == "make up"
    assert "Both sides are as the program declares" in _run("make up", checkout)
    script = "\n".join(command for command in commands if not command.startswith("make"))
    assert "6 unchanged" in _run(script, checkout)
    printed = {command: _run(command, checkout) for command in re.findall(r"^\| `(make \w+)`", README, re.MULTILINE)}
    assert "6 unchanged" in printed["make up"]
    assert "6 unchanged" in printed["make refresh"]
    assert "6 deleted" in printed["make destroy"]
    assert not _git_changes(checkout)

    (real,) = [block["text"] for block in BLOCK.finditer(README) if block["needs"]]
    on_the_emulator = f'eval "$(.venv/bin/trunkline local env)"\nexport PULUMI_SKIP_CONFIRMATIONS=true\n{real}'
    assert "6 created" in _run(on_the_emulator, checkout, stdin="Your-Trunk-2024\n")


@pytest.mark.parametrize("command", ["make test", "make long", "make e2e"])
def test_the_test_commands_are_what_ci_runs(command: str) -> None:
    assert command in _commands()
    assert command in (ROOT / ".ci" / "run").read_text().splitlines()


def test_every_command_is_run_or_says_what_it_needs() -> None:
    assert {block["needs"] for block in BLOCK.finditer(README) if block["needs"]} == {"an account at Twilio"}
    assert {block["place"] for block in BLOCK.finditer(README) if block["place"]} == {"an empty folder"}  # test_library


def test_the_program() -> None:
    (program,) = [block["text"] for block in BLOCK.finditer(README) if block["language"] == "python"]
    subprocess.run([sys.executable, "-c", mocks.BEFORE + program], check=True, capture_output=True)


def _commands() -> list[str]:
    blocks = [block for block in BLOCK.finditer(README) if block["language"] == "sh"]
    here = [block["text"] for block in blocks if not block["needs"] and not block["place"]]
    return [line for text in here for line in text.strip().splitlines()]


def _run(script: str, folder: Path, stdin: str = "") -> str:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAKE", "MFLAGS", "PULUMI_", "TWILIO_"))
    }
    return run(["bash", "-e", "-c", script], folder, kept, stdin=stdin)


def _git_changes(folder: Path) -> list[str]:
    """Tracked files that the commands changed."""
    return [
        str(path.relative_to(folder))
        for path in (folder / "stacks").rglob("*")
        if path.is_file() and path.read_bytes() != (ROOT / path.relative_to(folder)).read_bytes()
    ]
