"""The SDK's installer with time-outs, which it lacks. It is a separate process, so that it can be stopped.

`python -m trunkline.engine.vendor_install FOLDER VERSION`
"""

import signal
import socket
import sys
from typing import Any

from pulumi.automation import PulumiCommand
from semver import VersionInfo

_ANSWER_SECONDS = 10


def _call_off_alarm(event: str, arguments: tuple[Any, ...]) -> None:
    """When the vendor's install script runs, the site has answered, and the download may be slow."""
    if event == "subprocess.Popen" and not str(arguments[0]).endswith("/bin/pulumi"):
        signal.alarm(0)


def main(folder: str, version: str) -> None:
    socket.setdefaulttimeout(_ANSWER_SECONDS)
    signal.alarm(_ANSWER_SECONDS)  # the look-up of a name has no time-out
    sys.addaudithook(_call_off_alarm)
    PulumiCommand.install(root=folder, version=VersionInfo.parse(version))


if __name__ == "__main__":
    main(*sys.argv[1:])
