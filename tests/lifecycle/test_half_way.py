"""An `up` that fails half-way on the real engine: the state says so, and each way on ends as it should."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from trunkline.providers.asterisk.database import Database
from trunkline.testing.twilio import Emulator

from ..support import account, digests, manager, rows
from ..support.adapters import BOTH, is_own
from ..support.between import between
from ..support.project import GUIDE, PASSWORD, Project, Ran
from ..support.wire import Request, Step, document

pytestmark = [pytest.mark.long, BOTH]

CANARY = "Canary-New-5f1e9a77"
BEFORE = GUIDE | {"extensions": {"+11234567890": "Goto(attendant,start,1)"}}
AFTER = BEFORE | {
    "domainName": "moved.pstn.twilio.com",
    "edges": ["dublin", "ashburn"],
    "extensions": {"+11234567890": "Goto(attendant,start,1)", "+442071838750": "Goto(office,s,1)"},
    "phoneNumbers": ["+11234567890", "+442071838750"],
    "username": "second",
    "password": CANARY,
    "asteriskAddresses": ["206.189.160.179", "192.0.2.7"],
}
Refuses = Callable[[Request], bool]
FAILURES: dict[str, Refuses] = {
    "at a credential": lambda asked: asked.method == "POST" and "/Credentials" in asked.path,
    "at an address": lambda asked: asked.method == "POST" and "/IpAddresses" in asked.path,
    "at the trunk's settings": lambda asked: (
        asked.method == "POST" and asked.path.partition("?")[0].count("/") <= 3 and "/v1/Trunks" in asked.path
    ),
    "at a number": lambda asked: asked.method == "POST" and "/IncomingPhoneNumbers/" in asked.path,
    "at the seal": lambda asked: asked.method == "DELETE" and "/Credentials/" in asked.path,
    "at anything that writes": lambda asked: asked.method != "GET",
}


@contextmanager
def _failing(project: Project, emulator: Emulator, refuses: Refuses) -> Iterator[None]:
    refused = document(403, {"code": 20403, "message": "Forbidden", "status": 403})

    def instead(request: Request) -> list[Step] | None:
        return [refused] if refuses(request) else None

    with between(emulator, instead=instead) as proxy:
        project.variables["TRUNKLINE_TWILIO_URL"] = proxy.url
        yield
        project.variables["TRUNKLINE_TWILIO_URL"] = emulator.url


def _live(emulator: Emulator, url: str) -> tuple[Any, ...]:
    database = Database(url)
    with database.transaction() as connection:
        dialplan = connection.execute(sa.select(database.table("extensions"))).all()
    return account.read(emulator), digests.read(emulator), rows.read(url), sorted(map(tuple, dialplan))


def _state(project: Project) -> list[dict[str, Any]]:
    exported = project.pulumi("stack", "export").ok().output
    assert CANARY not in exported
    assert PASSWORD not in exported
    resources: list[dict[str, Any]] = json.loads(exported)["deployment"].get("resources", [])
    return resources


def _failed(ran: Ran) -> None:
    assert ran.code != 0
    for unwanted in ("Traceback", "Exception calling application", CANARY, PASSWORD, "Canary-Ami-1"):
        assert unwanted not in ran.output, ran.output


def _ends(project: Project, end: str, emulator: Emulator, url: str, before: tuple[Any, ...]) -> None:
    if end == "destroyed":
        project.destroy().ok()
        live = _live(emulator, url)
        assert (live[0]["trunks"], live[0]["lists"], live[1], live[3]) == ([], 0, {}, [])
        assert not any(live[2].values())
        assert not [each for each in _state(project) if is_own(each)]
        return
    project.configure(twilio=AFTER if end == "again" else BEFORE)
    project.up().ok()
    if end == "taken back":
        assert _live(emulator, url) == before
    else:
        live = _live(emulator, url)
        assert [trunk["domain_name"] for trunk in live[0]["trunks"]] == ["moved.pstn.twilio.com"]
        assert live[1] == {"second": digests.ha1("second", CANARY)}
        assert {row["username"] for row in live[2]["ps_auths"].values()} == {"second"}
        assert sorted(live[2]["ps_aors"]) == ["twilio-ashburn", "twilio-dublin"] or len(live[2]["ps_aors"]) == 2
        assert len(live[3]) == len(AFTER["extensions"])
    assert not any(each.get("initErrors") for each in _state(project))
    project.preview().has_no_changes()
    project.refresh().has_no_changes()
    project.preview().has_no_changes()


@pytest.mark.parametrize("end", ["again", "taken back", "destroyed"])
@pytest.mark.parametrize("failure", FAILURES)
def test_an_update(failure: str, end: str, project: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.configure(twilio=BEFORE)
    project.up().ok()
    before = _live(emulator, sqlite_url)
    project.configure(twilio=AFTER)
    with _failing(project, emulator, FAILURES[failure]):
        _failed(project.up())
    _state(project)
    _ends(project, end, emulator, sqlite_url, before)


@pytest.mark.parametrize("end", ["again", "destroyed"])
@pytest.mark.parametrize("failure", FAILURES)
def test_a_first_up(failure: str, end: str, project: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.configure(twilio=AFTER)
    before = _live(emulator, sqlite_url)
    with _failing(project, emulator, FAILURES[failure]):
        ran = project.up()
        if failure != "at the seal":  # there is nothing to take away yet
            _failed(ran)
    _state(project)
    _ends(project, end, emulator, sqlite_url, before)


@pytest.mark.parametrize("end", ["again", "taken back", "destroyed"])
def test_asterisk_is_not_reached_after_its_rows_were_written(
    end: str, project: Project, emulator: Emulator, sqlite_url: str
) -> None:
    project.configure(twilio=BEFORE)
    project.up().ok()
    before = _live(emulator, sqlite_url)
    project.configure(twilio=AFTER)
    with manager.dying(after="pjsip show transport") as port:
        _with_a_manager(project, port)
        _failed(project.up())
    assert _live(emulator, sqlite_url)[2] != before[2]
    assert any(each.get("initErrors") for each in _state(project) if each["type"].endswith("Endpoint"))
    for name in MANAGER:
        del project.variables[name]
    _ends(project, end, emulator, sqlite_url, before)


MANAGER = {"TRUNKLINE_AMI_HOST": "", "TRUNKLINE_AMI_USER": "x", "TRUNKLINE_AMI_SECRET": "Canary-Ami-1"}


def _with_a_manager(project: Project, port: int) -> None:
    project.variables.update(MANAGER | {"TRUNKLINE_AMI_HOST": f"127.0.0.1:{port}"})
