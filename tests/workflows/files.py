"""The workflow files, and what makes one out of the other."""

import re

from ..support.project import ROOT

FOLDER = ROOT / ".github" / "workflows"
REPOSITORY, PULL_REQUEST, RELEASE = (FOLDER / f"{name}.yml" for name in ("trunkline", "pull-request", "release"))
TEMPLATE = ROOT / "src" / "trunkline" / "new" / "template" / ".github" / "workflows" / "trunkline.yml"


def with_one_stack(text: str, stack: str) -> str:
    """The repository's workflow for one stack only: the jobs of the others are left out."""
    first, _, _ = text.partition("\n  staging:\n")
    alone = first.replace("[dev, staging, prod]", f"[{stack}]").replace("steps: &up", "steps:")
    return re.sub(r"\bdev\b", stack, alone)
