"""A state file of each earlier version opens with all that is in it, and then has the tables of a new one."""

import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from twilio.rest import Client

from trunkline.emulator.app import create_app
from trunkline.emulator.schema import VERSION
from trunkline.emulator.server import Server
from trunkline.emulator.store import Store

RECORDED = Path(__file__).with_name("states")
"""Dumps of state files, as the emulator of that version wrote them."""

ACCOUNT, TOKEN = "AC" + "1" * 32, "2" * 32
WITHOUT_SUBACCOUNTS = "DROP TABLE subaccounts"
"""The first files of version 1 had none."""

KEPT = (
    "accounts", "api_keys", "reserved_domains", "trunks", "credential_lists", "credentials", "ip_access_control_lists",
    "ip_addresses", "trunk_credential_lists", "trunk_ip_access_control_lists", "origination_urls",
    "incoming_phone_numbers",
)  # fmt: skip


def recorded(path: Path, version: int, change: str = "") -> Path:
    """A state file of that version."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript((RECORDED / f"version_{version}.sql").read_text() + change)
    return path


def tables(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """Of each table, the columns: name, type, whether it may be empty, default, place in the key."""
    with closing(sqlite3.connect(path)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'index')")]
        return {name: {row[1:] for row in db.execute(f"PRAGMA table_xinfo({name})")} for name in names}


def rows(path: Path) -> dict[str, list[dict[str, object]]]:
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        return {table: [dict(row) for row in db.execute(f"SELECT * FROM {table}")] for table in KEPT}  # noqa: S608 - names of tables


@contextmanager
def served(state: Path) -> Iterator[str]:
    """The URL of an emulator of its own on that file."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        environ = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}
        server = Server(create_app(state, environ=environ))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def test_each_earlier_version_is_recorded() -> None:
    assert sorted(path.name for path in RECORDED.iterdir()) == [f"version_{each}.sql" for each in range(1, VERSION)]


@pytest.mark.parametrize("change", ["", WITHOUT_SUBACCOUNTS])
@pytest.mark.parametrize("version", range(1, VERSION))
def test_an_old_file_becomes_a_new_one(version: int, change: str, tmp_path: Path) -> None:
    old = recorded(tmp_path / "old.sqlite3", version, change if version == 1 else "")
    before = rows(old)
    for path in (old, tmp_path / "new.sqlite3"):
        Store(path).close()

    assert tables(old) == tables(tmp_path / "new.sqlite3")
    after = rows(old)
    for trunk in (*before["trunks"], *after["trunks"]):
        if trunk["disaster_recovery_url"] is None:
            trunk["disaster_recovery_method"] = None
    assert after == before

    with closing(Store(old)):  # a second time
        assert rows(old)["credentials"] == before["credentials"]


def test_the_api_has_what_the_old_file_had(tmp_path: Path, connect: Callable[..., Client]) -> None:
    with served(recorded(tmp_path / "state.sqlite3", 1)) as url:
        client = connect(ACCOUNT, TOKEN, url=url)
        trunks = {trunk.friendly_name: trunk for trunk in client.trunking.v1.trunks.list()}
        assert {name: trunk.disaster_recovery_method for name, trunk in trunks.items()} == {
            "plain": None,
            "recovers": "GET",
            "recovers by POST": "POST",
        }
        kept = trunks["recovers"]
        assert kept.auth_type_set == ["IP_ACL", "CREDENTIAL_LIST"]
        assert [each.sip_url for each in kept.origination_urls.list()] == ["sip:pbx.example.com"]
        assert [each.phone_number for each in kept.phone_numbers.list()] == ["+11234567890"]
        assert trunks["plain"].delete()
        assert kept.update(disaster_recovery_method="", disaster_recovery_url="").disaster_recovery_method is None
        subaccount = client.api.v2010.accounts("AC" + "3" * 32)
        assert [each.phone_number for each in subaccount.incoming_phone_numbers.list()] == ["+15125550100"]
