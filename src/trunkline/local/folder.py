"""What is where in `.local/`."""

import json
import os
import secrets
import shutil
from pathlib import Path

from attrs import frozen

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
        return self.path / "twilio.sqlite3"

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

    def prepare(self) -> None:
        for folder in (self.path, self.backend, self.pulumi_home):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.passphrase.write_text(PASSPHRASE)

    def account(self) -> dict[str, str]:
        """SID and auth token of the emulator's account, made once."""
        file = self.path / "account.json"
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(json.dumps({"sid": f"AC{secrets.token_hex(16)}", "token": secrets.token_hex(16)}))
        account: dict[str, str] = json.loads(file.read_text())
        return account

    def restore_checkpoints(self) -> None:
        """Put back what a killed `pulumi` was just writing: the file backend keeps the one before as `.bak`."""
        for checkpoint in self.backend.glob(".pulumi/stacks/*/*.json"):
            before = checkpoint.with_name(f"{checkpoint.name}.bak")
            if not _is_whole(checkpoint) and before.exists() and _is_whole(before):
                shutil.copyfile(before, checkpoint)

    def release_dead_locks(self, stack: str) -> None:
        """Remove the locks that killed runs of `pulumi` left behind; the process id tells them from a lock in use."""
        for lock in self.backend.glob(f".pulumi/locks/**/{stack}/*.json"):
            try:
                os.kill(json.loads(lock.read_text())["pid"], 0)
            except ProcessLookupError:
                lock.unlink()


def _is_whole(checkpoint: Path) -> bool:
    try:
        json.loads(checkpoint.read_bytes())
    except ValueError:
        return False
    return True
