"""The doctor and the import read each thing of both sides once."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from attrs import evolve

from trunkline.doctor.diagnosis import diagnose
from trunkline.importing.examination import examine
from trunkline.providers import connections
from trunkline.providers.asterisk.database import Database
from trunkline.providers.settings import Settings
from trunkline.testing.twilio import Emulator

from ..support import inputs, twilio_side
from ..support.logics import EndpointLogic

TABLES = ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips", "extensions")


@pytest.fixture
def settings(emulator: Emulator, sqlite_url: str) -> Settings:
    """The guide's trunk on both sides."""
    twilio_side.create(emulator.client())
    EndpointLogic(Database(sqlite_url)).create(inputs.endpoint())
    connections.clear()
    emulator.forget_requests()
    return evolve(emulator.settings, database_url=sqlite_url)


@pytest.fixture
def selected() -> Iterator[Counter[str]]:
    """How often each of `TABLES` was read."""
    counted = Counter[str]()

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        words = statement.replace("\n", " ").split()
        if words[0] == "SELECT" and not statement.endswith("WHERE 0 = 1"):
            counted.update(table for table in TABLES if table in words)

    sa.event.listen(sa.Engine, "before_cursor_execute", look)
    yield counted
    sa.event.remove(sa.Engine, "before_cursor_execute", look)


COMMANDS: dict[str, Callable[[Settings], object]] = {
    "doctor": lambda settings: diagnose([(settings, None)]),
    "import": lambda settings: examine(settings, None, [], force=False),
}


@pytest.mark.parametrize(("command", "requests"), [("doctor", 7), ("import", 14)])
def test_twilio(command: str, requests: int, settings: Settings, emulator: Emulator) -> None:
    """The account's collections, and what hangs on the trunk; the import holds what it would declare against it."""
    COMMANDS[command](settings)
    assert {each["method"] for each in emulator.requests_made()} == {"GET"}
    assert emulator.request_count() <= requests


@pytest.mark.parametrize(("command", "times"), [("doctor", 1), ("import", 9)])
def test_asterisk(command: str, times: int, settings: Settings, selected: Counter[str]) -> None:
    """The import asks as a preview does, for each of the two ways to write the rows."""
    COMMANDS[command](settings)
    assert max(selected.values()) <= times
