from pathlib import Path

import pytest

from trunkline.engine import cache


@pytest.mark.parametrize(
    ("own", "xdg", "expected"),
    [
        ("/own", "/xdg", "/own"),
        ("", "/xdg", "/xdg/trunkline"),
        ("", "relative is against the standard", "/home/someone/.cache/trunkline"),
        ("", "", "/home/someone/.cache/trunkline"),
    ],
)
def test_root(monkeypatch: pytest.MonkeyPatch, own: str, xdg: str, expected: str) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    monkeypatch.setenv("TRUNKLINE_CACHE", own)
    monkeypatch.setenv("XDG_CACHE_HOME", xdg)
    assert cache.root() == Path(expected)


def test_folders_differ_by_version_kind_and_key(machine: Path) -> None:
    folders = {cache.folder(*name) for name in [("1", "a"), ("2", "a"), ("1", "b"), ("1", "b", "k")]}
    assert len(folders) == 4
    assert {folder.parent for folder in folders} == {machine / "cache" / "engine"}


def test_publish_replaces_what_has_been_found_wanting(tmp_path: Path) -> None:
    (tmp_path / "made" / "bin").mkdir(parents=True)
    (tmp_path / "made" / "bin" / "new").touch()
    (tmp_path / "finished").mkdir()
    (tmp_path / "finished" / "old").touch()
    cache.publish(tmp_path / "made", tmp_path / "finished")
    assert [path.name for path in (tmp_path / "finished").rglob("*")] == ["bin", "new"]
