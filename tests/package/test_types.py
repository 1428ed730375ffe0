"""mypy and pyright accept a correct program, and find each mistake in another."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ..support import mocks

pytestmark = pytest.mark.slow

CORRECT = Path(__file__).with_name("programs") / "outputs_everywhere.py"

NEEDED = 'domain_name="a", username="a", asterisk_addresses=["192.0.2.1"]'
KEYS = '"domain_name": "a", "username": "a", "asterisk_addresses": ["192.0.2.1"]'
MISTAKES = {
    "a misspelt argument": f"SipTrunkArgs({NEEDED}, phone_number=['+11234567890'])",
    "a missing one": 'SipTrunkArgs(domain_name="a", asterisk_addresses=["192.0.2.1"])',
    "None for a needed one": 'SipTrunkArgs(domain_name=None, username="a", asterisk_addresses=["192.0.2.1"])',
    "a text as a list": f'SipTrunkArgs({NEEDED}, codecs="ulaw")',
    "a text as a list or mapping": 'SipTrunkArgs(domain_name="a", username="a", asterisk_addresses="192.0.2.1")',
    "a value that no enum has": f'SipTrunkArgs({NEEDED}, recording_mode="always")',
    "an edge that is none": f'SipTrunkArgs({NEEDED}, edges=["london"])',
    "a number as a text": f"SipTrunkArgs({NEEDED}, friendly_name=7)",
    "numbers as phone numbers": f"SipTrunkArgs({NEEDED}, phone_numbers=[11234567890])",
    "an Output of another type": f"SipTrunkArgs({NEEDED}, secure=text)",
    "a list with an Output of another type": f"SipTrunkArgs({NEEDED}, phone_numbers=[whole_number])",
    "an Output of a list of another type": f"SipTrunkArgs({NEEDED}, phone_numbers=whole_numbers)",
    "a name that is not there": f"trunkline.SipTrunkArg({NEEDED})",
    "a dict with a wrong key": f'{{{KEYS}, "colour": "red"}}',
    "a dict without a needed key": '{"domain_name": "a", "asterisk_addresses": ["192.0.2.1"]}',
    "a dict with a wrong value": f'{{{KEYS}, "secure": "yes"}}',
    "a dict in an object with a wrong key": f'SipTrunkArgs({NEEDED}, origination_urls=[{{"url": "sip:192.0.2.1"}}])',
    "a dict in a dict with a wrong key": f'{{{KEYS}, "buy_numbers": [{{"name": "a", "land": "US"}}]}}',
}
PROGRAM = """
import pulumi
import trunkline
from trunkline import SipTrunk, SipTrunkArgs
text: pulumi.Output[str] = pulumi.Output.from_input("yes")
whole_number: pulumi.Output[int] = pulumi.Output.from_input(1)
whole_numbers: pulumi.Output[list[int]] = pulumi.Output.from_input([1])
"""


def _mypy(folder: Path) -> list[tuple[str, int]]:
    """File and line of each error."""
    printed = _run(folder, "mypy", "--strict", "--config-file=", "--cache-dir=.cache", ".")
    return [(file, int(line)) for file, line in re.findall(r"^(\S+):(\d+): error: ", printed, re.MULTILINE)]


def _pyright(folder: Path) -> list[tuple[str, int]]:
    found = json.loads(_run(folder, "pyright", f"--pythonpath={sys.executable}", "--outputjson", "."))
    return [(Path(each["file"]).name, each["range"]["start"]["line"] + 1) for each in found["generalDiagnostics"]]


def _run(folder: Path, checker: str, *options: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", checker, *options],
        cwd=folder,
        env=os.environ | {"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    return ended.stdout


@pytest.mark.parametrize("errors", [_mypy, _pyright])
def test_each_mistake_is_found_and_nothing_else(
    errors: Callable[[Path], list[tuple[str, int]]], tmp_path: Path
) -> None:
    shutil.copy(CORRECT, tmp_path)
    lines = [*PROGRAM.strip().splitlines(), *(f'SipTrunk("a", {mistake})' for mistake in MISTAKES.values())]
    (tmp_path / "mistakes.py").write_text("\n".join(lines))
    first = len(lines) - len(MISTAKES) + 1
    assert errors(tmp_path) == [("mistakes.py", first + at) for at in range(len(MISTAKES))]


def test_the_correct_program_runs() -> None:
    subprocess.run([sys.executable, "-c", mocks.BEFORE + CORRECT.read_text()], check=True)
