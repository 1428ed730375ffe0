"""The command: exit codes, output, missing sides, and that it writes nothing."""

import json
import os
import subprocess
import sys
import time
from typing import Any

import pytest
from sqlalchemy.engine import make_url
from typer.testing import CliRunner, Result

from trunkline.cli import app
from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.reading import read_only
from trunkline.providers.errors import RefusedError
from trunkline.testing.twilio import Emulator

from ..support import rows
from ..support.postgres import PostgresServer
from .test_guide import GUIDE, OWN_DOMAIN

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def sides(emulator: Emulator, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The guide's statements in SQLite, nothing at Twilio."""
    for name, value in (emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url}).items():
        monkeypatch.setenv(name, value)
    for statement in (*GUIDE, OWN_DOMAIN):
        rows.execute(sqlite_url, statement)
    return emulator


def _doctor(*options: str) -> Result:
    return CliRunner().invoke(app, ["doctor", *options])


def _found(*options: str) -> dict[str, dict[str, Any]]:
    return {each["code"]: each for each in json.loads(_doctor("--json", *options).stdout)["findings"]}


@pytest.mark.usefixtures("sides")
def test_json(emulator: Emulator, sqlite_url: str) -> None:
    ended = _doctor("--json")
    assert ended.exit_code == 1
    printed = json.loads(ended.stdout)
    assert printed.keys() == {"findings", "checked"}
    assert all(
        each.keys() == {"code", "severity", "side", "subject", "fact", "remedy"} and all(each.values())
        for each in printed["findings"]
    )
    assert printed["checked"] == {
        "stack": None,
        "account": emulator.account_sid,
        "databases": [f"database {make_url(sqlite_url).database}"],
        "trunks": [],
        "endpoints": ["twilio"],
        "phone_numbers": [],
    }
    ranks = [("error", "warning", "hint").index(each["severity"]) for each in printed["findings"]]
    assert ranks == sorted(ranks)


@pytest.mark.usefixtures("sides")
def test_a_table_in_a_pipe() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "trunkline", "doctor"], env=os.environ, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (1, "")
    *table, summary = ended.stdout.splitlines()
    assert all(len(line) <= 100 for line in table)
    assert "\x1b" not in ended.stdout
    (row,) = [line.split() for line in table if "TL305" in line]
    assert row == ["error", "TL305", "ps_endpoints.twilio.identify_by", "run", "SQL:", "UPDATE", "ps_endpoints"]
    assert summary == "4 errors, 1 warning, 2 hints; checked 0 trunks, 1 endpoint (twilio), 0 numbers"


@pytest.mark.usefixtures("sides")
def test_nothing_to_look_at(sqlite_url: str) -> None:
    rows.execute(sqlite_url, "DELETE FROM ps_aors")
    rows.execute(sqlite_url, "DELETE FROM ps_endpoint_id_ips")
    rows.execute(sqlite_url, "DELETE FROM ps_endpoints")
    assert _found().keys() == {"TL005"}
    assert _doctor().exit_code == 1


@pytest.mark.usefixtures("sides")
def test_no_account_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWILIO_ACCOUNT_SID")
    found = _found()
    assert "TWILIO_ACCOUNT_SID is not set" in found["TL001"]["fact"]
    assert "TL305" in found


@pytest.mark.usefixtures("sides")
def test_twilio_that_does_not_answer_costs_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUNKLINE_TWILIO_URL", NOWHERE)
    began = time.monotonic()
    found = _found()
    assert time.monotonic() - began < 2
    assert "cannot be reached" in found["TL002"]["fact"]
    assert "TL305" in found


def test_twilio_refuses_the_token(sides: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "CanaryToken5f1e9a77")
    ended = _doctor("--json")
    assert "20003" in ended.stdout
    assert "CanaryToken" not in ended.stdout
    assert [made["method"] for made in sides.requests_made()] == ["GET"]


def test_no_database_is_given(sides: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    sides.client().trunking.v1.trunks.create(domain_name="grable.pstn.twilio.com")
    monkeypatch.delenv("TRUNKLINE_DATABASE_URL")
    found = _found()
    assert found.keys() == {"TL003", "TL206"}
    assert found["TL206"]["subject"] == "trunk grable.pstn.twilio.com"


@pytest.mark.usefixtures("sides")
def test_the_database_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUNKLINE_DATABASE_URL", "postgresql://asterisk:CanaryDatabase5f1e9a77@127.0.0.1:1/asterisk")
    ended = _doctor("--json")
    assert ended.exit_code == 1
    assert [each["code"] for each in json.loads(ended.stdout)["findings"]] == ["TL004"]
    assert "CanaryDatabase" not in ended.stdout


def test_neither_side(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "TRUNKLINE_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    ended = _doctor()
    assert ended.exit_code == 2
    assert [line.split(" ")[0] for line in ended.stderr.splitlines()] == [
        "TWILIO_ACCOUNT_SID",
        "TRUNKLINE_DATABASE_URL",
    ]


@pytest.mark.parametrize(
    "change",
    ["REVOKE ALL ON extensions FROM {role}", "ALTER TABLE extensions RENAME COLUMN context TO other"],
)
def test_an_unreadable_dialplan_is_no_finding(
    change: str, emulator: Emulator, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres_server.create_database()
    made = make_url(url)
    postgres_server.execute(change.format(role=made.username), str(made.database))
    for name, value in (emulator.environment | {"TRUNKLINE_DATABASE_URL": url}).items():
        monkeypatch.setenv(name, value)
    assert _found().keys() == {"TL005"}


def test_it_cannot_write(database_url: str) -> None:
    """Even for a user who may."""
    database = Database(database_url)
    with pytest.raises(RefusedError, match=r"(?i)read[- ]?only"), read_only(database) as connection:
        connection.exec_driver_sql("DELETE FROM ps_auths")
