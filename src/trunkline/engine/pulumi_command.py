"""Runs the real `pulumi` on a stack of the project in this folder."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from trunkline.engine import find_or_install
from trunkline.engine.errors import EngineError
from trunkline.loopback import without_proxy

_SECONDS = 120
_QUOTED = re.compile("`[^`]*`")


def run(*arguments: str, stdin: str = "", seconds: float = _SECONDS) -> str:
    """Its output, which can have secrets.

    Args:
        arguments: its arguments, which every user of the machine can read.
        stdin: its input, which can have secrets.
        seconds: how long it may take.

    Raises:
        EngineError: there is no engine, or the first line of its error, without secrets.
    """
    found = shutil.which("pulumi")
    pulumi = Path(found) if found else find_or_install() / "pulumi"
    try:
        ended = subprocess.run(
            [pulumi, *arguments, "--non-interactive"],
            env=os.environ | without_proxy(os.environ),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise EngineError(f"`pulumi {' '.join(arguments)}` did not end after {seconds:.0f} s: run it by hand") from None
    if ended.returncode:
        # a YAML parser quotes what it cannot read, which can be a password
        printed = _QUOTED.sub("`…`", ended.stderr)
        lines = [line.removeprefix("error: ") for line in printed.splitlines() if line.strip()]
        fact = next((line for line in lines if line), "it printed no error")
        raise EngineError(f"`pulumi {' '.join(arguments)}` failed: {fact}: run it by hand in the project's folder")
    return ended.stdout
