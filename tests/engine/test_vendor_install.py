"""The SDK's installer is replaced; what is proved is the time-outs around it."""

import signal
import subprocess
import sys

import pytest

PROGRAM = """
import subprocess, sys, time
from trunkline.engine import vendor_install

def install(root, version):
    assert (root, str(version)) == ("/folder", "3.259.0")
    for command in {commands}:
        subprocess.run(command, check=False)
    time.sleep({seconds})

vendor_install._ANSWER_SECONDS = 1
vendor_install.PulumiCommand.install = install
vendor_install.main("/folder", "3.259.0")
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("commands", "seconds", "code"),
    [
        pytest.param([], 20, -signal.SIGALRM, id="a site that does not answer is given up"),
        pytest.param([["true"]], 1.5, 0, id="the install script may take its time"),
        pytest.param([], 0, 0, id="there already"),
    ],
)
def test_time_outs(commands: list[list[str]], seconds: float, code: int) -> None:
    program = PROGRAM.format(commands=commands, seconds=seconds)
    assert subprocess.run([sys.executable, "-c", program], timeout=15, check=False).returncode == code
