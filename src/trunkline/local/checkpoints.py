"""Pulumi's file backend, put in order after a run that was killed: it has no process of its own that could do so.

It writes a state to one side and renames it, keeps the one before as `.bak`, and one of each run in `backups`. What
else it knows of a file is beside it in `.attrs`, which it writes in place: an empty one makes the file unreadable.
"""

import gzip
import json
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_KINDS = (".json", ".json.gz", ".json.zst")
_ZSTD = b"\x28\xb5\x2f\xfd"


def repair(backend: Path, stack: str) -> None:
    """Put back what can be read of a stack that no `pulumi` is at work on."""
    folder = backend / ".pulumi"
    meta = folder / "meta.yaml"
    states = list((folder / "stacks").glob(f"*/{stack}.json*"))
    for file in (*states, *folder.glob(f"*/*/{stack}/*"), meta.with_name("meta.yaml.attrs")):
        if file.suffix == ".tmp" or (file.suffix == ".attrs" and file.exists() and not _is_json(file.read_bytes())):
            file.unlink()
    if meta.exists() and b"version:" not in meta.read_bytes():
        meta.unlink()  # the engine makes another one
    for project in {file.parent for file in states}:
        _repair_state(project, stack)


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
    """Whether its last block is there: RFC 8878, section 3.1.1. The standard library cannot unpack it."""
    described = int.from_bytes(content[4:5])
    single, checked = described >> 5 & 1, described >> 2 & 1
    at = 6 - single + (0, 1, 2, 4)[described & 3] + (single, 2, 4, 8)[described >> 6]
    last = 0
    while not last and at + 3 <= len(content):
        block = int.from_bytes(content[at : at + 3], "little")
        last, is_run, size = block & 1, block >> 1 & 3 == 1, block >> 3
        at += 3 + (1 if is_run else size)
    return bool(last) and at + 4 * checked <= len(content)
