"""Writes and reads small files, which are complete at any moment."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any


def write(file: Path, text: str) -> None:
    """Replace the file in one step, readable for its owner only. A killed run leaves the file as it was."""
    if file.is_dir():
        file.rename(file.with_name(f"{file.name}.found"))
    with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=f"{file.name}.", delete=False) as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    Path(new.name).replace(file)


def read(file: Path) -> dict[str, Any]:
    """The JSON object in the file; empty if there is none."""
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
