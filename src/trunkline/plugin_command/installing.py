"""Puts the plugin among those of Pulumi: a script that runs `pulumi-resource-trunkline` of this environment."""

import os
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from shlex import quote

from trunkline.engine import EngineError, pulumi_command

_NAME = "pulumi-resource-trunkline"
_SCRIPT = """\
#!/bin/sh
[ -x {python} ] || {{ echo {gone} >&2; exit 1; }}
exec {python} -P -m trunkline.plugin "$@"
"""
"""`-P`: the engine starts it in the program's folder, whose modules are not the plugin's."""


def home() -> Path:
    """The folder in which Pulumi has its plugins: PULUMI_HOME, or `~/.pulumi`."""
    return Path(os.environ.get("PULUMI_HOME") or "~/.pulumi").expanduser().absolute()


def install(folder: Path) -> bool:
    """Install the plugin of this environment.

    Args:
        folder: Pulumi's, as `home` gives it.

    Returns:
        whether it was not installed yet, or as another environment's.

    Raises:
        EngineError: there is no engine, or Pulumi cannot install it.
    """
    number, script = version("trunkline"), _script()
    installed = folder / "plugins" / f"resource-trunkline-v{number}" / _NAME
    if installed.is_file() and installed.read_bytes() == script.encode():
        return False
    with tempfile.TemporaryDirectory() as made:
        program = Path(made, _NAME)
        program.write_text(script)
        program.chmod(0o755)
        command = ("plugin", "install", "resource", "trunkline", number, "--file", made, "--exact", "--reinstall")
        try:
            pulumi_command.run(*command, variables={"PULUMI_HOME": str(folder), "PULUMI_SKIP_UPDATE_CHECK": "true"})
        except pulumi_command.PulumiError as error:
            raise EngineError(
                f"{folder}: pulumi cannot install the plugin: {error.fact}: "
                f"correct that, or set another folder in PULUMI_HOME"
            ) from None
    return True


def _script() -> str:
    gone = (
        f"trunkline {version('trunkline')}: its environment {sys.prefix} is gone: "
        f"run `trunkline plugin install` in the environment that has trunkline now"
    )
    return _SCRIPT.format(python=quote(sys.executable), gone=quote(gone))
