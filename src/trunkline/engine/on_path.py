"""Step 1: the engine that is on PATH already."""

import shutil
from pathlib import Path

from trunkline.engine.process import output_of
from trunkline.engine.versions import Version, parse

_HOST = "pulumi-language-python"


def find(at_least: Version) -> Path | None:
    """Give the folder of the `pulumi` on PATH if that is new enough and can run Python programs."""
    found = shutil.which("pulumi")
    if not found:
        return None
    pulumi = Path(found).absolute()
    beside = (pulumi.with_name(_HOST), pulumi.resolve().with_name(_HOST))
    if not any(host.exists() for host in beside) and not shutil.which(_HOST):
        return None
    version = parse(output_of([str(pulumi), "version"], env={"PULUMI_SKIP_UPDATE_CHECK": "true"}) or "")
    # The SDK works only with engines of its own major version.
    if version is None or version < at_least or version.major != at_least.major:
        return None
    return pulumi.parent
