"""The real `pulumi`, asked about a stack of the project in this folder."""

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
    """What it answers, which may hold secrets.

    Args:
        arguments: everybody on the machine can read them.
        stdin: what nobody is to read.
        seconds: after which it is taken for stuck.

    Raises:
        EngineError: there is no engine, or its first line of an error, which holds no secret.
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
        raise EngineError(f"`pulumi {' '.join(arguments)}` does not end: run it by hand") from None
    if ended.returncode:
        # a parser of YAML quotes what it could not read, which may be a password
        said = _QUOTED.sub("`…`", ended.stderr)
        told = [line.removeprefix("error: ") for line in said.splitlines() if line.strip()]
        fact = next((line for line in told if line), "it says nothing")
        raise EngineError(f"`pulumi {' '.join(arguments)}` failed: {fact}: run it by hand in the project's folder")
    return ended.stdout
