"""Step 3: the vendor's own CLI, if its site can be reached."""

import sys
from pathlib import Path

from trunkline.engine import cache
from trunkline.engine.process import run_logged, say

_DOWNLOAD_SECONDS = 600


def finished(version: str) -> Path:
    return cache.folder(version, "vendor")


def install(version: str, workspace: Path) -> Path | None:
    """Give the bin folder of a fresh download, or None if the vendor's site does not answer."""
    made = workspace / "vendor"
    say(f"Fetching the Pulumi engine {version} from its vendor (about 150 MB) …")
    code = run_logged(
        [sys.executable, "-m", "trunkline.engine.vendor_install", str(made), version],
        cache.log_file(),
        cwd=workspace,
        limit=_DOWNLOAD_SECONDS,
    )
    if code != 0 or not cache.holds(made / "bin", "pulumi"):
        say("  not to be had there.")
        return None
    cache.publish(made, finished(version))
    return finished(version) / "bin"
