"""Small files that are whole at any moment."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any


def write(file: Path, text: str) -> None:
    """Put it in place in one step, for its owner only: a run that is killed leaves the file as it was."""
    if file.is_dir():
        file.rename(file.with_name(f"{file.name}.found"))
    with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=f"{file.name}.", delete=False) as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    Path(new.name).replace(file)


def read(file: Path) -> dict[str, Any]:
    """The JSON object in the file; empty where there is none."""
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
