"""Reads the live things on both sides, with their identity, from the emulator's state file and the tables."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from trunkline.testing.twilio import Emulator

from ..support import digests, rows

KINDS = {
    "trunk": "trunks",
    "origination URL": "origination_urls",
    "credential list": "credential_lists",
    "credential": "credentials",
    "address list": "ip_access_control_lists",
    "address": "ip_addresses",
    "number": "incoming_phone_numbers",
}
_SECRET = {"password", "md5_cred"}


def read(emulator: Emulator, database_url: str) -> dict[str, Any]:
    """{kind: SIDs} of Twilio's side, the numbers that are on a trunk, and {table: rows} without passwords."""
    with closing(sqlite3.connect(emulator.state)) as state:
        sids = {kind: _column(state, f"SELECT sid FROM {table}") for kind, table in KINDS.items()}  # noqa: S608
        on_trunks = _column(state, "SELECT phone_number FROM incoming_phone_numbers WHERE trunk_sid IS NOT NULL")
    tables = {
        table: {id_: {key: value for key, value in row.items() if key not in _SECRET} for id_, row in found.items()}
        for table, found in rows.read(database_url).items()
    }
    return sids | {"number on a trunk": on_trunks} | tables


def agree(emulator: Emulator, database_url: str) -> bool:
    """Whether Twilio knows what Asterisk sends, and nothing else."""
    return digests.read(emulator) == _sent(database_url)


@contextmanager
def no_call_is_refused(emulator: Emulator, database_url: str) -> Iterator[None]:
    """Twilio accepts Asterisk's login at every moment of the block."""
    over, refused = threading.Event(), list[str]()

    def watch() -> None:
        while not over.is_set():
            before = _sent(database_url).items()
            known = digests.read(emulator).items()
            if not before & known and before == _sent(database_url).items():
                refused.append(f"{dict(before)} of {dict(known)}")
            time.sleep(0.005)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    assert not refused


def _sent(database_url: str) -> dict[str, str]:
    auths = rows.read(database_url)["ps_auths"].values()
    return {row["username"]: row.get("md5_cred") or digests.ha1(row["username"], row["password"]) for row in auths}


def _column(state: sqlite3.Connection, query: str) -> list[str]:
    return sorted(value for (value,) in state.execute(query))
