"""A project of one's own on the local stack, as `trunkline new` writes it, and both its sides."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from trunkline.local import emulator, files, realtime
from trunkline.local.folder import LocalFolder
from trunkline.new.project import write
from trunkline.testing.twilio import NUMBERS, Emulator

from ..support import account, rows

NAME = "calls"
_EMPTY = {
    "trunks": [],
    "credential_lists": {},
    "ip_access_control_lists": {},
    "numbers": sorted(NUMBERS),
    "lists": 0,
}


@frozen
class World:
    """A checkout with `.local/`."""

    project: Path

    @classmethod
    def create(cls, project: Path) -> "World":
        write(project, NAME)
        return cls(project)

    @property
    def folder(self) -> LocalFolder:
        return LocalFolder(self.project / ".local")

    def start(self, command: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """`trunkline local <command>`, in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "trunkline", "local", *command.split()],
            cwd=self.project,
            env=os.environ if environment is None else environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, verb: str, environment: Mapping[str, str] | None = None) -> str:
        """Its output. It must succeed."""
        with self.start(verb, environment) as started:
            printed, _ = started.communicate(timeout=120)
        assert started.returncode == 0, printed
        return printed

    def emulator(self) -> Emulator:
        """The running one."""
        known = self.folder.account()
        url = files.read(self.folder.emulator_process)["url"]
        return Emulator(url, known["sid"], known["token"], self.folder.emulator_state)

    def state(self) -> dict[str, Any]:
        """The files of the stack in Pulumi's file backend."""
        (file,) = self.folder.backend.glob(".pulumi/stacks/*/local.json")
        latest: dict[str, Any] = files.read(file)["checkpoint"]["latest"]
        return latest

    def change(self, before: str, after: str) -> None:
        """Change the stack's file."""
        file = self.project / "Pulumi.local.yaml"
        assert before in file.read_text()
        file.write_text(file.read_text().replace(before, after))

    def sides(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Everything in the account, and all rows, without the passwords, which are generated."""
        asterisk = rows.read(str(realtime.url(self.folder.database)))
        for auth in asterisk["ps_auths"].values():
            del auth["password"]
        return account.read(self.emulator()), asterisk

    def is_empty(self) -> None:
        twilio, asterisk = self.sides()
        assert twilio == _EMPTY
        assert not any(asterisk.values())

    def stop(self) -> None:
        emulator.stop(self.folder)
