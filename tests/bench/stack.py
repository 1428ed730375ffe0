"""The bench's stack on the real engine, with the emulator 100 ms away."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from attrs import asdict, frozen

from trunkline.emulator.api2010 import credential_list
from trunkline.emulator.trunking import trunk
from trunkline.engine import PARALLEL
from trunkline.testing import twilio
from trunkline.testing.twilio import Emulator

from ..support import postgres
from .processes import Usage, watched
from .requests_at_once import AtOnce

LIMITS = {trunk: "MAX_TRUNKS", credential_list: "MAX_CREDENTIAL_LISTS"}
"""{module of the emulator: a limit of an account}. Twilio allows 100, or more on request."""

FAST_WAY = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
"""Variables with which the engine writes the state once, at the end."""

PROGRAM = Path(__file__).parent / "program"
VENV = Path(sys.prefix)
_LEFT_OUT = ("PYTHONDONTWRITEBYTECODE", "PULUMI_", "TRUNKLINE_", "TWILIO_")


@frozen
class Measured:
    """The cost of one run of `pulumi`.

    Attributes:
        seconds: by the clock.
        requests: to Twilio.
        at_once: how many of them were under way at once.
        usage: CPU and memory.
    """

    seconds: float
    requests: int
    at_once: AtOnce
    usage: Usage

    @property
    def cpu(self) -> dict[str, float]:
        """Seconds of CPU, by kind of process."""
        return self.usage.cpu | {"others": self.usage.others}

    @property
    def provider_mb(self) -> float:
        return self.usage.provider_bytes / 1e6

    def as_dict(self) -> dict[str, Any]:
        return {
            "seconds": self.seconds,
            "requests": self.requests,
            "cpu_seconds": self.cpu,
            "provider_mb": self.provider_mb,
            "requests_at_once": asdict(self.at_once),
        }


@frozen
class Stack:
    """A stack of so many trunks; with `given`, a file of properties, of resources that have these and do nothing.

    With `fast`, checkpoints are skipped.
    """

    folder: Path
    engine: Path
    emulator: Emulator
    database_url: str
    trunks: int
    given: Path | None
    fast: bool

    def prepare(self) -> "Stack":
        for name in ("Pulumi.yaml", "__main__.py", "noop.py"):
            (self.folder / name).write_text((PROGRAM / name).read_text())
        (self.folder / ".venv").symlink_to(VENV)
        for name in ("stacks", "state", "home"):
            (self.folder / name).mkdir()
        self._pulumi("stack", "init", "bench")
        return self

    def measure(self, verb: str, *, changed: bool = False) -> Measured:
        self.emulator.forget_requests()
        began = time.monotonic()
        options = () if verb == "preview" else ("--yes", "--skip-preview")
        with watched() as usage:
            self._pulumi(verb, *options, "--stack", "bench", **({"CHANGE": "1"} if changed else {}))
            seconds = time.monotonic() - began
        return Measured(seconds, self.emulator.request_count(), AtOnce.of(self.emulator.requests_made()), usage)

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
        kept = {key: value for key, value in os.environ.items() if not key.startswith(_LEFT_OUT)}
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
                "PULUMI_PARALLEL": str(PARALLEL),
                "PYTHONPATH": str(self.folder),
                "TRUNKLINE_DATABASE_URL": self.database_url,
                "TRUNKS": str(self.trunks),
                **({"BARE": "1", "GIVEN": str(self.given)} if self.given else {}),
                **(FAST_WAY if self.fast else {}),
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
def stack(
    folder: Path, engine: Path, trunks: int, latency: float, *, given: Path | None = None, fast: bool = False
) -> Iterator[Stack]:
    """A new stack on a new account and a new database."""
    numbers = tuple(f"+1415555{number:04d}" for number in range(2 * trunks))
    with (
        ExitStack() as limits,
        postgres.server() as server,
        twilio.running(folder / "twilio.sqlite3", numbers=numbers) as emulator,
    ):
        for module, name in LIMITS.items():
            limits.enter_context(patch.object(module, name, max(trunks, getattr(module, name))))
        emulator.misbehave(kind="latency", seconds=latency, times=10**9)
        yield Stack(folder, engine, emulator, server.create_database(), trunks, given, fast).prepare()
