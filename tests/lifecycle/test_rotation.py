"""While a credential changes, what Asterisk sends is valid at Twilio at each moment."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from trunkline.testing.twilio import Emulator

from ..support import account, digests, rows
from ..support.digests import ha1
from ..support.project import GUIDE, Project

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    ("change", "usernames"),
    [
        ({"password": "Grable-Trunk-2025"}, ["grable", "grable-next"]),
        ({"username": "grable2", "password": "Grable-Trunk-2025"}, ["grable", "grable2"]),
    ],
    ids=["password", "username and password"],
)
def test_no_call_is_lost(
    project: Project, emulator: Emulator, sqlite_url: str, change: dict[str, Any], usernames: list[str]
) -> None:
    project.up().ok()
    declared = GUIDE | change
    project.configure(twilio=declared)

    with _watching(emulator, sqlite_url) as seen:
        project.up().ok()
    assert {username for username, _ in seen} == set(usernames)
    assert all(valid for _, valid in seen)

    auth = rows.read(sqlite_url)["ps_auths"]["twilio"]
    assert (auth["username"], auth["password"]) == (declared["username"], declared["password"])
    (credentials,) = account.read(emulator)["credential_lists"].values()
    assert credentials == [declared["username"]]
    assert ha1(auth["username"], auth["password"]) in digests.read(emulator).values()
    project.refresh().has_no_changes()
    project.up().has_no_changes()


@contextmanager
def _watching(emulator: Emulator, url: str) -> Iterator[set[tuple[str, bool]]]:
    """The usernames that Asterisk sends in the meantime, and whether their digest is valid at Twilio."""
    seen: set[tuple[str, bool]] = set()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            auth = rows.read(url)["ps_auths"]["twilio"]
            seen.add((auth["username"], ha1(auth["username"], auth["password"]) in digests.read(emulator).values()))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()
