"""Twilio never answers a password; what the emulator keeps of it is a digest in its state file."""

import hashlib
import sqlite3
from contextlib import closing

from trunkline.testing.twilio import Emulator


def ha1(username: str, password: str) -> str:
    """The digest that Twilio keeps for a credential."""
    return hashlib.md5(f"{username}:sip.twilio.com:{password}".encode(), usedforsecurity=False).hexdigest()


def read(emulator: Emulator) -> dict[str, str]:
    """Give {username: HA1}."""
    with closing(sqlite3.connect(emulator.state)) as state:
        return dict(state.execute("SELECT username, ha1 FROM credentials").fetchall())
