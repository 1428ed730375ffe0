"""The bench's stack on the real engine, with the emulator 100 ms away."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen

from trunkline.testing import twilio
from trunkline.testing.twilio import Emulator

from ..support import postgres

PROGRAM = Path(__file__).parent / "program"
VENV = Path(sys.prefix)


@frozen
class Measured:
    """The cost of one run of `pulumi`: seconds, and requests to Twilio."""

    seconds: float
    requests: int


@frozen
class Stack:
    """A stack of so many trunks; with `given`, a file of properties, of resources that have these and do nothing."""

    folder: Path
    engine: Path
    emulator: Emulator
    database_url: str
    trunks: int
    given: Path | None

    def prepare(self) -> "Stack":
        for name in ("Pulumi.yaml", "__main__.py", "noop.py"):
            (self.folder / name).write_text((PROGRAM / name).read_text())
        (self.folder / ".venv").symlink_to(VENV)
        for name in ("stacks", "state", "home"):
            (self.folder / name).mkdir()
        self._pulumi("stack", "init", "bench")
        return self

    def run(self, verb: str, *, changed: bool = False) -> Measured:
        self.emulator.forget_requests()
        began = time.monotonic()
        options = () if verb == "preview" else ("--yes", "--skip-preview")
        self._pulumi(verb, *options, "--stack", "bench", **({"CHANGE": "1"} if changed else {}))
        return Measured(time.monotonic() - began, self.emulator.request_count())

    def checkpoint_bytes(self) -> int:
        return sum(file.stat().st_size for file in (self.folder / "state").glob(".pulumi/stacks/*/bench.json*z"))

    def state_properties(self, file: Path) -> None:
        """Write {resource: its properties} to `file`; a secret as its plain text, of the same length."""
        state = json.loads(self._pulumi("stack", "export", "--show-secrets", "--stack", "bench"))
        file.write_text(
            json.dumps(
                {
                    each["urn"].rpartition("::")[2]: _plain(each["inputs"])
                    for each in state["deployment"]["resources"]
                    if "__provider" in each.get("inputs", {})
                }
            )
        )

    def _pulumi(self, *arguments: str, **variables: str) -> str:
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("TWILIO_", "PULUMI_", "TRUNKLINE_"))
        }
        ended = subprocess.run(
            [self.engine / "pulumi", *arguments],
            cwd=self.folder,
            env=kept
            | self.emulator.environment
            | {
                "PATH": f"{self.engine}{os.pathsep}{os.environ['PATH']}",
                "PULUMI_BACKEND_URL": (self.folder / "state").as_uri(),
                "PULUMI_HOME": str(self.folder / "home"),
                "PULUMI_CONFIG_PASSPHRASE": "bench",
                "PULUMI_SKIP_UPDATE_CHECK": "true",
                "PULUMI_DIY_BACKEND_GZIP": "true",
                "PYTHONPATH": str(self.folder),
                "TRUNKLINE_DATABASE_URL": self.database_url,
                "TRUNKS": str(self.trunks),
                **({"BARE": "1", "GIVEN": str(self.given)} if self.given else {}),
                **variables,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            sys.exit(f"pulumi {' '.join(arguments)} failed:\n{ended.stdout}{ended.stderr}")
        return ended.stdout


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if "plaintext" in value:
            return json.loads(value["plaintext"])
        return {key: _plain(each) for key, each in value.items() if key != "__provider"}
    return [_plain(each) for each in value] if isinstance(value, list) else value


@contextmanager
def stack(folder: Path, engine: Path, trunks: int, latency: float, *, given: Path | None = None) -> Iterator[Stack]:
    """A new stack on a new account and a new database."""
    numbers = tuple(f"+1415555{number:04d}" for number in range(2 * trunks))
    with (
        postgres.server() as server,
        twilio.running(folder / "twilio.sqlite3", numbers=numbers) as emulator,
    ):
        emulator.misbehave(kind="latency", seconds=latency, times=10**9)
        yield Stack(folder, engine, emulator, server.create_database(), trunks, given).prepare()
