"""What is where in `.local/`."""

import json
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from attrs import frozen

from . import ending, files

PASSPHRASE = "local"  # noqa: S105 - guards nothing, see below
"""Of stack `local`, whose only secrets open an emulator on loopback: stacks/Pulumi.local.yaml is encrypted by it."""


@frozen
class LocalFolder:
    """`.local/` of a checkout; `make clean` removes it."""

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
        """There from the beginning of a destroy until the domains' reservations are lifted."""
        return self.path / "destroying"

    @property
    def coming_up(self) -> Path:
        """There from the beginning of an `up` until one has succeeded."""
        return self.path / "coming-up"

    def prepare(self) -> None:
        for folder in (self.path, self.backend, self.pulumi_home):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write(self.passphrase, PASSPHRASE)
        for settings in (*self.pulumi_home.glob("*.json"), *self.pulumi_home.glob("workspaces/*.json")):
            if not files.read(settings):
                settings.unlink()  # Pulumi makes them anew, and does not start with one that is broken

    def account(self) -> dict[str, str]:
        """SID and auth token of the emulator's account, made once."""
        file = self.path / "account.json"
        account = files.read(file)
        if not (isinstance(account.get("sid"), str) and isinstance(account.get("token"), str)):
            sid = self._known_sid() or f"AC{secrets.token_hex(16)}"
            account = {"sid": sid, "token": secrets.token_hex(16)}
            files.write(file, json.dumps(account))
        return {"sid": account["sid"], "token": account["token"]}

    def _known_sid(self) -> str | None:
        """The emulator's account; it takes the token that it is started with."""
        try:
            with closing(sqlite3.connect(f"{self.emulator_state.as_uri()}?mode=ro", uri=True)) as state:
                found = state.execute("SELECT sid FROM accounts ORDER BY rowid LIMIT 1").fetchone()
        except sqlite3.Error:
            return None
        return str(found[0]) if found else None
