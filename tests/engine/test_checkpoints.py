"""The files that a killed `pulumi` leaves in its file backend."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from trunkline.engine import checkpoints

BEFORE, AFTER = b'{"before": 1}', b'{"after": 1}'

ZSTD = bytes.fromhex("28b52ffd200c610000") + AFTER
"""`AFTER` in a frame of one raw block."""

HALF = {
    ".json": (AFTER, [b"", b'{"aft', b"\0" * 12, b"[]"]),
    ".json.gz": (
        gzip.compress(AFTER, mtime=0),
        [b"", gzip.compress(AFTER, mtime=0)[:15], gzip.compress(b"{", mtime=0), b"\x1f\x8b"],
    ),
    ".json.zst": (ZSTD, [b"", ZSTD[:4], ZSTD[:8], ZSTD[:-1]]),
}
"""{kind: (one that is whole, some that are not)}"""


@pytest.fixture
def stacks(tmp_path: Path) -> Path:
    stacks = tmp_path / ".pulumi" / "stacks" / "calls"
    stacks.mkdir(parents=True)
    return stacks


def _folder(stacks: Path, name: str) -> Path:
    folder = stacks.parents[1] / name / "calls" / "local"
    folder.mkdir(parents=True)
    return folder


def _repair(stacks: Path) -> dict[str, bytes]:
    """The states of the stack afterwards."""
    checkpoints.repair(stacks.parents[2], "local")
    return {file.name: file.read_bytes() for file in stacks.iterdir() if file.suffix in {".json", ".gz", ".zst"}}


@pytest.mark.parametrize("kind", HALF)
def test_one_that_is_whole_stays(stacks: Path, kind: str) -> None:
    whole, _ = HALF[kind]
    (stacks / f"local{kind}").write_bytes(whole)
    (stacks / f"local{kind}.bak").write_bytes(BEFORE)
    assert _repair(stacks) == {f"local{kind}": whole}


@pytest.mark.parametrize(("kind", "half"), [(kind, half) for kind, (_, halves) in HALF.items() for half in halves])
def test_the_one_before_is_put_back(stacks: Path, kind: str, half: bytes) -> None:
    (stacks / f"local{kind}").write_bytes(half)
    (stacks / f"local{kind}.bak").write_bytes(BEFORE)
    assert _repair(stacks) == {f"local{kind}": BEFORE}
    assert (stacks / f"local{kind}.unreadable").read_bytes() == half


def test_the_last_backup_of_a_run_is_put_back_if_there_is_no_other(stacks: Path) -> None:
    backups = _folder(stacks, "backups")
    for second, (name, content) in enumerate(
        {"1.json": b'{"old": 1}', "2.json.gz": gzip.compress(BEFORE), "3.json": b""}.items()
    ):
        (backups / f"local.{name}").write_bytes(content)
        os.utime(backups / f"local.{name}", (second, second))
    for name in ("local.json", "local.json.bak"):
        (stacks / name).write_bytes(b"")
    assert _repair(stacks) == {"local.json.gz": gzip.compress(BEFORE)}


def test_one_of_another_kind_that_is_whole_is_enough(stacks: Path) -> None:
    (stacks / "local.json").write_bytes(BEFORE)
    (stacks / "local.json.gz").write_bytes(b"")
    assert _repair(stacks) == {"local.json": BEFORE}


def test_a_stack_that_was_removed_stays_removed_and_one_that_was_lost_comes_back(stacks: Path) -> None:
    (stacks / "local.json.bak").write_bytes(BEFORE)
    assert not _repair(stacks)
    (_folder(stacks, "history") / "local-1.history.json").write_bytes(b"{}")
    assert _repair(stacks) == {"local.json": BEFORE}


def test_without_a_readable_state_the_stack_begins_empty(stacks: Path) -> None:
    (stacks / "local.json").write_bytes(b"{")
    assert not _repair(stacks)


def test_other_stacks_are_left_alone(stacks: Path) -> None:
    (stacks / "locale.json").write_bytes(b"")
    (stacks / "locale.json.bak").write_bytes(BEFORE)
    assert _repair(stacks) == {"locale.json": b""}


def test_what_is_beside_a_file_goes_if_it_cannot_be_read(stacks: Path) -> None:
    meta = stacks.parents[1] / "meta.yaml"
    broken = [
        stacks / "local.json.attrs",
        stacks / "local.json.18ac4f.tmp",
        _folder(stacks, "history") / "local-1.history.json.attrs",
        meta,
        meta.with_name("meta.yaml.attrs"),
    ]
    for file in broken:
        file.write_bytes(b"")
    kept = stacks / "local.json.bak.attrs"
    kept.write_text(json.dumps({"user.content_type": "text/plain"}))
    _repair(stacks)
    assert not [file for file in broken if file.exists()]
    assert kept.exists()


@pytest.mark.parametrize("named", ["environment", "project", "login"])
@pytest.mark.parametrize("stack", ["local", "organization/calls/local"])
def test_the_backend_of_the_project(
    named: str, stack: str, stacks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However Pulumi finds its folder, the files of this project's stack are repaired, and no other project's."""
    folder = tmp_path / "with space"
    folder.mkdir()
    stacks.parents[1].rename(folder / ".pulumi")
    stacks = folder / ".pulumi" / "stacks" / "calls"
    url = f"{folder.as_uri()}?metadata=skip"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    monkeypatch.setenv("PULUMI_BACKEND_URL", url if named == "environment" else "")
    (tmp_path / "credentials.json").write_text(json.dumps({"current": url if named == "login" else "s3://states"}))
    backend = f"backend: {{url: '{url}'}}\n" if named == "project" else ""
    (tmp_path / "Pulumi.yaml").write_text(f"name: calls\n{backend}")
    other = stacks.with_name("other")
    other.mkdir()
    for each in (stacks, other):
        (each / "local.json").write_bytes(AFTER)
        (each / "local.json.attrs").write_bytes(b"")
    checkpoints.repair_own(stack)
    assert [file.name for file in stacks.iterdir()] == ["local.json"]
    assert (other / "local.json.attrs").exists()


@pytest.mark.parametrize("backend", ["s3://states", ""])
def test_no_folder(backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    monkeypatch.setenv("PULUMI_BACKEND_URL", backend)
    (tmp_path / "Pulumi.yaml").write_text("name: calls\n")
    checkpoints.repair_own("local")
    assert [*tmp_path.iterdir()] == [tmp_path / "Pulumi.yaml"]


@pytest.mark.parametrize("project", [None, "", "[]", "name: [", "runtime: python", "name: calls\nbackend: s3://x"])
def test_a_project_that_cannot_be_read(
    project: str | None, engine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error is one line of Pulumi's, and no traceback."""
    if project is not None:
        (tmp_path / "Pulumi.yaml").write_text(project)
    monkeypatch.setenv("PATH", f"{engine}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PULUMI_BACKEND_URL", "")
    command = [sys.executable, "-m", "trunkline", "recover", "--stack", "local"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "Traceback" not in ended.stderr
