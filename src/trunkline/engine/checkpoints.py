"""Repairs Pulumi's file backend after a killed run: the backend has no process that could do it.

The backend writes a state to a new file and renames it. It keeps the state before as `.bak`, and one state of each run
in `backups`. A file beside each state, `.attrs`, has its attributes. It is written in place, and if it is empty, the
state is unreadable.
"""

import gzip
import json
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

SKIPPED = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
"""Variables with which the engine writes the state once, at the end of a run, and not at every step."""

_KINDS = (".json", ".json.gz", ".json.zst")
_ZSTD = b"\x28\xb5\x2f\xfd"


def repair_own(stack: str) -> None:
    """Restore the readable files of a stack of the project in this folder, if its backend is a folder.

    If Pulumi.yaml or the login cannot be read, it does nothing: Pulumi's next step says so.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - few commands need it
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    with suppress(OSError, ValueError, TypeError, AttributeError, LookupError, YAMLError):
        project = YAML(typ="safe").load(Path("Pulumi.yaml").read_text())
        *_, name, short = (project["name"], *stack.split("/"))
        url = os.environ.get("PULUMI_BACKEND_URL") or (project.get("backend") or {}).get("url") or _logged_in()
        if url.startswith("file://"):
            repair(Path(unquote(url.removeprefix("file://").partition("?")[0])).expanduser(), short, name)


def _logged_in() -> str:
    """The URL of the backend of the latest `pulumi login`."""
    home = Path(os.environ.get("PULUMI_HOME") or "~/.pulumi").expanduser()
    credentials = home / "credentials.json"
    return str(json.loads(credentials.read_text()).get("current") or "") if credentials.exists() else ""


def repair(backend: Path, stack: str, project: str = "*") -> None:
    """Restore the readable files of a stack. No `pulumi` may be at work on it.

    Args:
        backend: the folder.
        stack: its name, without the project's.
        project: the project's name. Default: all projects with a stack of that name.
    """
    folder = backend / ".pulumi"
    meta = folder / "meta.yaml"
    states = list((folder / "stacks").glob(f"{project}/{stack}.json*"))
    for file in (*states, *folder.glob(f"*/{project}/{stack}/*"), meta.with_name("meta.yaml.attrs")):
        if file.suffix == ".tmp" or (file.suffix == ".attrs" and file.exists() and not _is_json(file.read_bytes())):
            file.unlink()
    if meta.exists() and b"version:" not in meta.read_bytes():
        meta.unlink()  # the engine makes a new one
    for each in {file.parent for file in states}:
        _repair_state(each, stack)


def _repair_state(project: Path, stack: str) -> None:
    folder = project.parents[1]
    there = [file for kind in _KINDS if (file := project / f"{stack}{kind}").exists()]
    broken = [file for file in there if not _is_whole(file)]
    for file in broken:
        file.replace(file.with_name(f"{file.name}.unreadable"))
    is_removed = not there and not any((folder / "history" / project.name / stack).glob("*"))
    if is_removed or len(there) > len(broken):
        return
    kept = (folder / "backups" / project.name / stack).glob(f"{stack}.*.json*")
    for before in (*_newest(project.glob(f"{stack}.json*.bak")), *_newest(kept)):
        if before.suffix != ".attrs" and _is_whole(before):
            kind = next(kind for kind in reversed(_KINDS) if before.name.removesuffix(".bak").endswith(kind))
            shutil.copyfile(before, project / f"{stack}{kind}")
            return


def _newest(files: Iterable[Path]) -> list[Path]:
    return sorted(files, key=lambda file: file.stat().st_mtime, reverse=True)


def _is_whole(file: Path) -> bool:
    content = file.read_bytes()
    if content.startswith(_ZSTD):
        return _zstd_is_whole(content)
    if content.startswith(b"\x1f\x8b"):
        with suppress(OSError, EOFError, ValueError):
            return _is_json(gzip.decompress(content))
        return False
    return _is_json(content)


def _is_json(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except ValueError:
        return False


def _zstd_is_whole(content: bytes) -> bool:
    """Whether its last block exists: RFC 8878, section 3.1.1. The standard library cannot unpack it."""
    described = int.from_bytes(content[4:5])
    single, checked = described >> 5 & 1, described >> 2 & 1
    at = 6 - single + (0, 1, 2, 4)[described & 3] + (single, 2, 4, 8)[described >> 6]
    last = 0
    while not last and at + 3 <= len(content):
        block = int.from_bytes(content[at : at + 3], "little")
        last, is_run, size = block & 1, block >> 1 & 3 == 1, block >> 3
        at += 3 + (1 if is_run else size)
    return bool(last) and at + 4 * checked <= len(content)
