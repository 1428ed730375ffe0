"""Fetches pinned jars from the Maven registry, or from its mirror in `~/.m2/settings.xml`.

Run as `fetch.py LOCK FOLDER`, by an interpreter with the package `maven-artifact`. The lock has a line for each jar:
`<group>:<artifact>:<version> <SHA-256>`. The folder must exist; a jar is `<artifact>-<version>.jar` in it.
"""

import hashlib
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from maven_artifact import Artifact, Downloader  # type: ignore[import-not-found]

EVERYTHING = {"*", "external:*", "central"}
"""What `mirrorOf` contains if a mirror has the jars."""


def fetch(lock: Path, folder: Path) -> None:
    downloader = Downloader(**_mirror(Path.home() / ".m2" / "settings.xml"))
    for line in lock.read_text().splitlines():
        coordinates, expected = line.split()
        artifact = Artifact.parse(coordinates)
        jar = folder / f"{artifact.artifact_id}-{artifact.version}.jar"
        downloader.download(artifact, str(jar))
        digest = hashlib.sha256(jar.read_bytes()).hexdigest()
        if digest != expected:
            sys.exit(f"{coordinates}: its SHA-256 is {digest}, not {expected}")


def _mirror(settings: Path) -> dict[str, str]:
    if not settings.exists():
        return {}
    for mirror in ET.parse(settings).iterfind("{*}mirrors/{*}mirror"):  # noqa: S314 - the user's own file
        if EVERYTHING & {each.strip() for each in mirror.findtext("{*}mirrorOf", "").split(",")}:
            return {"base": mirror.findtext("{*}url", "").strip()}
    return {}


fetch(Path(sys.argv[1]), Path(sys.argv[2]))
