"""Runs the real `pulumi` on a stack of the project in this folder."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from trunkline.engine import find_or_install
from trunkline.engine.errors import EngineError
from trunkline.loopback import without_proxy

_SECONDS = 120
_QUOTED = re.compile("`[^`]*`")


class PulumiError(EngineError):
    """`pulumi` failed.

    Attributes:
        fact: the first line of its error, without secrets.
    """

    def __init__(self, command: str, fact: str) -> None:
        super().__init__(f"`pulumi {command}` failed: {fact}: run it by hand in the project's folder")
        self.fact = fact


def run(
    *arguments: str,
    stdin: str = "",
    seconds: float = _SECONDS,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Its output, which can have secrets.

    Args:
        arguments: its arguments, which every user of the machine can read.
        stdin: its input, which can have secrets.
        seconds: how long it may take.
        variables: those that it has besides the environment's.

    Raises:
        PulumiError: it failed.
        EngineError: there is no engine, or it did not end.
    """
    found = shutil.which("pulumi")
    pulumi = Path(found) if found else find_or_install() / "pulumi"
    try:
        ended = subprocess.run(
            [pulumi, *arguments, "--non-interactive"],
            env={**os.environ, **without_proxy(os.environ), **variables},
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
        lines = [line for line in printed.splitlines() if line.strip()]
        errors = [fact for line in lines if line.startswith("error: ") and (fact := line.removeprefix("error: "))]
        raise PulumiError(" ".join(arguments), next(iter([*errors, *lines]), "it printed no error"))
    return ended.stdout
