"""The state file: what it keeps, what it never holds, and who may write it at once."""

import os
import re
import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from twilio.rest import Client

from trunkline.emulator.errors import StartError
from trunkline.emulator.schema import VERSION
from trunkline.emulator.seed import NUMBERS, seed
from trunkline.emulator.store import Store

ENVIRON = {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32, "TWILIO_AUTH_TOKEN": "2" * 32}


def numbers(store: Store) -> list[tuple[str, str]]:
    with store.transaction(write=False) as db:
        rows = db.execute("SELECT account_sid, phone_number FROM incoming_phone_numbers ORDER BY id")
        return [(row["account_sid"], row["phone_number"]) for row in rows]


def test_no_secret_reaches_the_file(client: Client, state: Path) -> None:
    password = f"Aa0{secrets.token_hex(8)}"
    credential = client.api.account.sip.credential_lists.create("list").credentials.create("pbx", password)
    credential.update(password=f"{password}x")

    written = b"".join(path.read_bytes() for path in state.parent.iterdir())

    assert str(credential.sid).encode() in written
    assert password.encode() not in written
    assert client.password.encode() not in written


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "state.sqlite3"
    mask = os.umask(0)
    try:
        with closing(Store(path)):
            modes = {one.stat().st_mode & 0o777 for one in path.parent.iterdir()}
    finally:
        os.umask(mask)

    assert modes == {0o600}


def test_a_new_account_has_a_few_numbers(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "state.sqlite3")) as store:
        seed(store, ENVIRON)
        assert numbers(store) == [(ENVIRON["TWILIO_ACCOUNT_SID"], number) for number in NUMBERS]


def test_numbers_are_added_and_released_ones_stay_released(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "state.sqlite3")) as store:
        seed(store, ENVIRON, ["+15125550100"])
        with store.transaction() as db:
            db.execute("DELETE FROM incoming_phone_numbers")
        seed(store, ENVIRON)
        assert numbers(store) == []
        seed(store, ENVIRON, ["+15125550101", "+15125550101"])
        assert [number for _, number in numbers(store)] == ["+15125550101"]


def test_another_account_leaves_the_first_ones_numbers_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    other = {**ENVIRON, "TWILIO_ACCOUNT_SID": "AC" + "3" * 32}
    with closing(Store(tmp_path / "state.sqlite3")) as store:
        seed(store, ENVIRON, ["+15125550100"])
        seed(store, other, ["+15125550100", "+15125550101"])
        assert numbers(store) == [
            (ENVIRON["TWILIO_ACCOUNT_SID"], "+15125550100"),
            (other["TWILIO_ACCOUNT_SID"], "+15125550101"),
        ]
    assert "+15125550100 stays with the account" in caplog.text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"TWILIO_ACCOUNT_SID": ""}, "set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"),
        ({"TWILIO_AUTH_TOKEN": ""}, "set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"),
        (
            {"TWILIO_AUTH_TOKEN": "", "TWILIO_API_KEY": "SK" + "4" * 32},
            "set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
        ),
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_ACCOUNT_SID must be AC and 32 hex digits"),
        ({"TWILIO_API_KEY": "key"}, "TWILIO_API_KEY must be SK and 32 hex digits"),
    ],
)
def test_an_environment_that_will_not_do(tmp_path: Path, change: dict[str, str], message: str) -> None:
    with closing(Store(tmp_path / "state.sqlite3")) as store, pytest.raises(StartError, match=message):
        seed(store, {**ENVIRON, **change})


def test_a_number_that_is_none(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "state.sqlite3")) as store:
        with pytest.raises(StartError, match=re.escape("0207 183 8750 is not a phone number")):
            seed(store, ENVIRON, ["0207 183 8750"])
        assert numbers(store) == []


def test_files_that_will_not_do(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a database, and longer than a header of one hundred bytes would be " * 3)
    newer = tmp_path / "newer.sqlite3"
    with closing(sqlite3.connect(newer)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")

    for path, message in ((text, "not a database"), (newer, "schema version"), (tmp_path, "cannot open")):
        with pytest.raises(StartError, match=message):
            Store(path)


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "state.sqlite3")) as store:
        seed(store, ENVIRON)

        def fail_halfway() -> None:
            with store.transaction() as db:
                db.execute("DELETE FROM incoming_phone_numbers")
                raise KeyError

        with pytest.raises(KeyError):
            fail_halfway()
        assert len(numbers(store)) == 3


def test_writers_at_once_lose_nothing(client: Client, stranger: Client) -> None:
    def write(account: Client) -> Callable[[int], str | None]:
        return lambda n: account.api.account.sip.credential_lists.create(f"list {n}").sid

    with ThreadPoolExecutor(8) as pool:
        made = {account: pool.map(write(account), range(40)) for account in (client, stranger)}

    for account, sids in made.items():
        listed = [one.sid for one in account.api.account.sip.credential_lists.list()]
        assert sorted(listed, key=str) == sorted(sids, key=str)


def test_writers_of_the_same_thing_at_once_make_it_once(client: Client, domain: str) -> None:
    def write(_: int) -> bool:
        try:
            client.trunking.v1.trunks.create(domain_name=domain)
        except Exception as error:  # noqa: BLE001 - its code is what counts
            assert getattr(error, "code", None) == 21245, error  # noqa: PT017
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(16))) == 1
