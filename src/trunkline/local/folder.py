"""The files in `.local/`."""

import json
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from attrs import frozen

from . import ending, files

PASSPHRASE = "local"  # noqa: S105 - it protects nothing, see below
"""The passphrase of stack `local`. It encrypts stacks/Pulumi.local.yaml, whose secrets only open a local emulator."""


@frozen
class LocalFolder:
    """`.local/` of a project; `make clean` removes it."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "asterisk.sqlite3"

    @property
    def emulator_state(self) -> Path:
        return self.path / ending.STATE

    @property
    def emulator_log(self) -> Path:
        return self.path / "emulator.log"

    @property
    def emulator_process(self) -> Path:
        return self.path / "emulator.json"

    @property
    def backend(self) -> Path:
        return self.path / "state"

    @property
    def pulumi_home(self) -> Path:
        return self.path / "pulumi"

    @property
    def passphrase(self) -> Path:
        return self.path / "passphrase"

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    @property
    def destroying(self) -> Path:
        """This file exists from the start of a destroy until the domains are released."""
        return self.path / "destroying"

    @property
    def coming_up(self) -> Path:
        """This file exists from the start of an `up` until one succeeds."""
        return self.path / "coming-up"

    def prepare(self) -> None:
        for folder in (self.path, self.backend, self.pulumi_home):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write(self.passphrase, PASSPHRASE)
        for settings in (*self.pulumi_home.glob("*.json"), *self.pulumi_home.glob("workspaces/*.json")):
            if not files.read(settings):
                settings.unlink()  # Pulumi makes them again, and does not start if one is broken

    def account(self) -> dict[str, str]:
        """SID and auth token of the emulator's account, created once."""
        file = self.path / "account.json"
        account = files.read(file)
        if not (isinstance(account.get("sid"), str) and isinstance(account.get("token"), str)):
            sid = self._known_sid() or f"AC{secrets.token_hex(16)}"
            account = {"sid": sid, "token": secrets.token_hex(16)}
            files.write(file, json.dumps(account))
        return {"sid": account["sid"], "token": account["token"]}

    def _known_sid(self) -> str | None:
        """The emulator's account. Its token is the one with which the emulator starts."""
        try:
            with closing(sqlite3.connect(f"{self.emulator_state.as_uri()}?mode=ro", uri=True)) as state:
                found = state.execute("SELECT sid FROM accounts ORDER BY rowid LIMIT 1").fetchone()
        except sqlite3.Error:
            return None
        return str(found[0]) if found else None
