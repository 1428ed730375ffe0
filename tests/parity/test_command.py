"""The command on the emulator: all that is tried holds, and nothing is left."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from trunkline.cli import app
from trunkline.parity import table, trial
from trunkline.parity.command import WRITES
from trunkline.parity.table import ASSUMPTIONS
from trunkline.testing.twilio import Emulator

READING = {each.id for each in ASSUMPTIONS if each.case and not each.writes}
TRIED = {each.id for each in ASSUMPTIONS if each.case}
ELSEWHERE = {"ie1-numbers"}
"""Not tried in us1."""

KEPT = {"sqlite_sequence", "reserved_domains"}
"""Tables that remember what was deleted."""


@pytest.fixture(autouse=True)
def account(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The emulator as the account of the environment."""
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(trial, "PAUSE", 0.001)
    return emulator


def _parity(*options: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["parity", *options], input=typed)


def _outcomes(result: Result) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in json.loads(result.stdout)["results"]:
        found.setdefault(each["outcome"], set()).add(each["id"])
    return found


def _state(emulator: Emulator) -> dict[str, list[Any]]:
    """All rows of the emulator's state."""
    with closing(sqlite3.connect(emulator.state)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in tables if name not in KEPT}  # noqa: S608


def _said(emulator: Emulator) -> str:
    """The words before the first thing is made."""
    return WRITES.format(account=emulator.account_sid) + "\n"


def test_reading_only(emulator: Emulator) -> None:
    before = _state(emulator)
    ended = _parity("--json")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert _outcomes(ended) == {"holds": READING, "not tried": {each.id for each in ASSUMPTIONS} - READING}
    assert {each["method"] for each in emulator.requests_made()} == {"GET"}
    assert _state(emulator) == before


def test_writing_too(emulator: Emulator) -> None:
    emulator.client().trunking.v1.trunks.create(friendly_name="somebody's")
    before = _state(emulator)
    ended = _parity("--json", "--write", "--yes")
    assert (ended.exit_code, ended.stderr) == (0, _said(emulator))
    wrong = [each for each in json.loads(ended.stdout)["results"] if each["outcome"] == "differs"]
    assert wrong == []
    assert _outcomes(ended)["holds"] == TRIED - ELSEWHERE
    bought = [each for each in emulator.requests_made() if "PhoneNumbers" in each["path"] and each["method"] != "GET"]
    assert bought == []
    assert _state(emulator) == before


def test_a_table(emulator: Emulator) -> None:
    ended = _parity()
    assert ended.exit_code == 0
    *table, summary = ended.stdout.splitlines()
    assert all(len(line) <= 100 for line in table)
    untried = len(ASSUMPTIONS) - len(READING)
    assert summary == f"{len(READING)} hold, 0 differ, {untried} not tried; account {emulator.account_sid}"


@pytest.mark.parametrize("typed", ["n\n", ""])
def test_it_asks_before_it_writes(emulator: Emulator, typed: str) -> None:
    ended = _parity("--write", typed=typed)
    assert ended.exit_code == 2
    assert ended.stderr.startswith(f"In account {emulator.account_sid} this makes trunks")
    assert ended.stderr.endswith("Nothing was tried: answer y, or add --yes\n")
    assert {each["method"] for each in emulator.requests_made()} == {"GET"}


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("TWILIO_AUTH_TOKEN", "wrong", r"Twilio answered 401, code 20003: Authenticate: check TWILIO_ACCOUNT_SID"),
        ("TWILIO_AUTH_TOKEN", "", r"TWILIO_AUTH_TOKEN is not set"),
        ("TRUNKLINE_TWILIO_URL", "http://127.0.0.1:9", r"Twilio at 127.0.0.1:9 cannot be reached"),
    ],
)
def test_bad_input_is_one_line(name: str, value: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    ended = _parity("--write", "--yes")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith(line)
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_an_interruption_leaves_nothing(emulator: Emulator, number: signal.Signals) -> None:
    before = _state(emulator)
    emulator.misbehave(kind="latency", method="POST", path="/OriginationUrls", seconds=5)
    command = [sys.executable, "-m", "trunkline", "parity", "--write", "--yes", "--json"]
    process = subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and len(_state(emulator)["trunks"]) < 3:
        time.sleep(0.01)
    process.send_signal(number)
    printed, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (2, _said(emulator) + "Interrupted: the cases after it were not tried\n")
    assert 0 < len(json.loads(printed)["results"]) < len(ASSUMPTIONS)
    assert _state(emulator) == before


@pytest.mark.parametrize(("times", "left"), [(2, False), (10_000, True)])
def test_a_delete_is_tried_again(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, times: int, *, left: bool
) -> None:
    before = _state(emulator)
    monkeypatch.setattr(table, "ASSUMPTIONS", [each for each in ASSUMPTIONS if each.id == "page-follow"])
    emulator.misbehave(kind="drop", method="DELETE", times=times)
    ended = _parity("--write", "--yes")
    assert ended.exit_code == left
    said = ended.stderr.removeprefix(_said(emulator))
    trunks = emulator.client().trunking.v1.trunks.list()
    assert bool(said) == bool(trunks) == left
    assert all(each.sid in said for each in trunks)
    assert left or _state(emulator) == before


@pytest.mark.parametrize(("times", "more"), [(1, False), (3, True)])
def test_what_was_made_by_a_lost_request_is_deleted(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, times: int, *, more: bool
) -> None:
    before = _state(emulator)
    monkeypatch.setattr(table, "ASSUMPTIONS", [each for each in ASSUMPTIONS if each.id.startswith("trunk-")])
    emulator.misbehave(kind="drop_after", method="POST", path="/v1/Trunks$", times=times)
    ended = _parity("--json", "--write", "--yes")
    assert ended.exit_code == 0
    lost = {each["id"] for each in json.loads(ended.stdout)["results"] if "sent no complete answer" in each["seen"]}
    assert len(lost) > times if more else len(lost) == times
    assert _state(emulator) == before


def test_what_cannot_be_deleted_is_named(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "ASSUMPTIONS", [each for each in ASSUMPTIONS if each.id == "page-follow"])
    emulator.misbehave(kind="status", method="DELETE", path="SIP/CredentialLists/CL[^/]*$", times=10_000)
    ended = _parity("--write", "--yes")
    assert ended.exit_code == 1
    left = {each.sid for each in emulator.client().api.account.sip.credential_lists.list()}
    lines = ended.stderr.removeprefix(_said(emulator)).splitlines()
    assert {line.partition(" ")[0] for line in lines} == left
    assert len(left) == len(lines) == 2
    assert all(line.endswith(": delete it in Twilio's console") for line in lines)


def test_a_failure_of_twilio_is_no_difference(emulator: Emulator) -> None:
    emulator.misbehave(kind="status", method="GET", path="/v1/Nothing", times=1)
    emulator.misbehave(kind="status", method="GET", path="/AvailablePhoneNumbers/US/Mobile", status=429, times=2)
    ended = _parity("--json")
    assert ended.exit_code == 0
    seen = {each["id"]: each["seen"] for each in json.loads(ended.stdout)["results"]}
    assert seen["not-found-path"] == "Twilio answered 500, code 20500: Internal Server Error"
    assert not seen["sale-kind"]
