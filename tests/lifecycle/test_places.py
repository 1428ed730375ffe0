"""A stack whose shell leads to another account or database: refused, dropped nowhere, and moved on request."""

import json
import shutil
from pathlib import Path

import pytest

from trunkline.local import realtime
from trunkline.testing import twilio
from trunkline.testing.twilio import Emulator

from ..support import account, rows
from ..support.adapters import BOTH, is_own
from ..support.project import Project

pytestmark = [pytest.mark.long, BOTH]


def _urns(project: Project) -> dict[str, str]:
    """{kind: URN} of trunkline's resources in the state."""
    resources = json.loads(project.pulumi("stack", "export").ok().output)["deployment"]["resources"]
    return {each["type"].rpartition(":")[2]: each["urn"] for each in resources if is_own(each)}


def _nothing_is_lost(project: Project, *lines: str) -> None:
    """Every command is refused, and the state stays the same."""
    before = _urns(project)
    for run in (project.preview, project.up, project.refresh, project.destroy):
        run().refuses(*lines)
        assert _urns(project) == before


def test_another_account(project: Project, emulator: Emulator, sqlite_url: str, tmp_path: Path) -> None:
    project.up().ok()
    before = account.read(emulator)
    with twilio.running(tmp_path / "other.sqlite3") as other:
        project.variables.update(other.environment)
        assert other.account_sid != emulator.account_sid
        for run in (project.preview, project.up, project.refresh):
            run().refuses(f"it is in account {emulator.account_sid}", other.account_sid, "docs/how-to/moving.md")
        assert {made["method"] for made in other.requests_made()} <= {"GET"}
    assert account.read(emulator) == before
    assert rows.read(sqlite_url)["ps_endpoints"]
    project.variables.update(emulator.environment)
    project.preview().has_no_changes()
    project.refresh().has_no_changes()


def test_another_database(project: Project, sqlite_url: str, tmp_path: Path) -> None:
    project.up().ok()
    before = rows.read(sqlite_url)
    other = tmp_path / "other.sqlite3"
    realtime.create(other)

    project.variables["TRUNKLINE_DATABASE_URL"] = f"sqlite:///{other}"
    urn = _urns(project)["Endpoint"]
    _nothing_is_lost(project, sqlite_url, str(other), f"pulumi up --replace '{urn}' --stack test")
    assert not any(rows.read(f"sqlite:///{other}").values())
    assert rows.read(sqlite_url) == before


def test_a_database_by_another_name(project: Project, sqlite_url: str, tmp_path: Path) -> None:
    project.up().ok()
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(sqlite_url.removeprefix("sqlite:///"), copy)
    project.variables["TRUNKLINE_DATABASE_URL"] = f"sqlite:///{copy}"
    project.preview().has_no_changes()
    project.up().has_no_changes()
    project.destroy().ok()
    assert not any(rows.read(f"sqlite:///{copy}").values())


def test_a_move_to_another_database(project: Project, emulator: Emulator, sqlite_url: str, tmp_path: Path) -> None:
    project.up().ok()
    before = rows.read(sqlite_url)
    other = tmp_path / "other.sqlite3"
    realtime.create(other)
    project.variables["TRUNKLINE_DATABASE_URL"] = f"sqlite:///{other}"
    ran = project.up("--replace", _urns(project)["Endpoint"]).ok()
    assert f"stays in {sqlite_url}: this run has made it in sqlite:///{other}" in ran.output
    assert rows.read(sqlite_url) == rows.read(f"sqlite:///{other}") == before
    project.preview().has_no_changes()
    project.refresh().has_no_changes()
    project.destroy().ok()
    assert not any(rows.read(f"sqlite:///{other}").values())
    assert rows.read(sqlite_url) == before
    assert account.read(emulator)["trunks"] == []
