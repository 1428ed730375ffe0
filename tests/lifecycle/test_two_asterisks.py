"""The example of two Asterisks behind one trunk, each on a database of its own that no environment names."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from trunkline.local import realtime
from trunkline.testing.twilio import Emulator

from ..support import account, digests, rows
from ..support.digests import ha1
from ..support.project import PASSWORD, ROOT, Project

pytestmark = pytest.mark.long

EXAMPLE = (ROOT / "examples" / "several_asterisks" / "__main__.py").read_text()
SEALED = "            sealed=True,\n"
PROGRAM = EXAMPLE.replace(SEALED, f'{SEALED}            auth_type="md5" if site == "rome" else "userpass",\n')
"""The example, with a digest in one of the databases."""


def test_from_nothing_to_nothing(project: Project, emulator: Emulator, tmp_path: Path) -> None:
    urls = {site: f"sqlite:///{tmp_path / site}.sqlite3" for site in ("berlin", "rome")}
    for site, url in urls.items():
        realtime.create(tmp_path / f"{site}.sqlite3")
        _set(project, site, url)
    assert PROGRAM != EXAMPLE
    (project.folder / "__main__.py").write_text(PROGRAM)
    _set(project, "password", PASSWORD)
    project.up(preview=True).ok()
    for url in urls.values():
        assert _sends(url) == ha1("grable", PASSWORD)
    project.refresh().has_no_changes()
    assert not any(rows.read(project.variables["TRUNKLINE_DATABASE_URL"]).values())

    _set(project, "password", "Grable-Trunk-2025")
    over, invalid = threading.Event(), list[str]()
    watch = threading.Thread(target=_watch, args=(urls, emulator, over, invalid))
    watch.start()
    try:
        project.up().ok()
    finally:
        over.set()
        watch.join()
    assert invalid == []
    assert digests.read(emulator) == {"grable": ha1("grable", "Grable-Trunk-2025")}
    for url in urls.values():
        assert rows.read(url)["ps_auths"]["twilio"]["username"] == "grable"
        assert _sends(url) == ha1("grable", "Grable-Trunk-2025")
    project.refresh().has_no_changes()
    project.up().has_no_changes()

    rows.execute(urls["rome"], "UPDATE ps_auths SET md5_cred = 'by hand'")
    assert "~ ps_auths" in project.refresh("--diff").ok().output
    project.up().ok()
    assert _sends(urls["rome"]) == ha1("grable", "Grable-Trunk-2025")

    project.destroy().ok()
    assert not any(any(rows.read(url).values()) for url in urls.values())
    assert not account.read(emulator)["credential_lists"]


def _set(project: Project, key: str, value: str) -> None:
    project.pulumi("config", "set", "--secret", f"trunkline:{key}", stdin=value).ok()


def _sends(url: str) -> str:
    """The digest by which the Asterisk on that database answers a challenge."""
    auth: dict[str, Any] = rows.read(url)["ps_auths"]["twilio"]
    digest: str = auth.get("md5_cred") or ha1(auth["username"], auth["password"])
    return digest


def _watch(urls: dict[str, str], emulator: Emulator, over: threading.Event, invalid: list[str]) -> None:
    while not over.is_set():
        for site, url in urls.items():
            sent = _sends(url)
            if sent not in digests.read(emulator).values():
                invalid.append(site)
        time.sleep(0.02)
