"""The line of requirements.txt by which a new project gets this trunkline."""

import importlib.metadata
import json

_PLACE = "# Not from an index. If others use the project, put it in a place that they can reach, and name that.\n"


def line(extra: str) -> str:
    """Name the file, folder or commit that this trunkline was installed from, or its version if it is from an index.

    Args:
        extra: the optional dependencies that the project uses, such as `testing`.
    """
    installed = importlib.metadata.distribution("trunkline")
    recorded = installed.read_text("direct_url.json")  # PEP 610
    if not recorded:
        return f"trunkline[{extra}]=={installed.version}\n"
    origin = json.loads(recorded)
    vcs = origin.get("vcs_info")
    url = f"{vcs['vcs']}+{origin['url']}@{vcs['commit_id']}" if vcs else origin["url"]
    return f"{_PLACE}trunkline[{extra}] @ {url}\n"
