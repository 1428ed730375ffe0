"""The requirement of a new project is what this trunkline was installed from, as the installers record it."""

import json
from pathlib import Path
from typing import Any

import pytest

from trunkline.new import requirement

FILE = "file:///srv/my%20wheels/trunkline-9.9.0-py3-none-any.whl"
REPOSITORY = "https://git.example.com/trunks.git"
ORIGINS: dict[str, tuple[dict[str, Any] | None, str]] = {
    "an index": (None, "trunkline[testing]==9.9.0"),
    "a file": ({"url": FILE, "archive_info": {}}, f"trunkline[testing] @ {FILE}"),
    "a folder": (
        {"url": "file:///srv/trunkline", "dir_info": {"editable": True}},
        "trunkline[testing] @ file:///srv/trunkline",
    ),
    "a commit": (
        {"url": REPOSITORY, "vcs_info": {"vcs": "git", "commit_id": "0" * 40}},
        f"trunkline[testing] @ git+{REPOSITORY}@{'0' * 40}",
    ),
}


@pytest.mark.parametrize(("recorded", "expected"), ORIGINS.values(), ids=ORIGINS)
def test_each_origin(
    recorded: dict[str, Any] | None, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    metadata = tmp_path / "trunkline-9.9.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.4\nName: trunkline\nVersion: 9.9.0\n")
    if recorded:
        (metadata / "direct_url.json").write_text(json.dumps(recorded))
    monkeypatch.syspath_prepend(tmp_path)
    *explained, line = requirement.line("testing").splitlines()
    assert line == expected
    assert [text[:2] for text in explained] == (["# "] if recorded else [])
