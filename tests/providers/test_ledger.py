"""The processes of one engine share their knowledge, and no other process does."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from trunkline.providers import dynamic
from trunkline.providers.dynamic import Endpoint, Trunk
from trunkline.providers.ledger import Ledger
from trunkline.providers.ownership import Owner, domain_key

from ..support import inputs
from ..support.inputs import PASSWORD

PROCESS = """
import json, sys
from trunkline.providers import ledger
mine = ledger.of_this_engine()
print("ready", flush=True)
for line in sys.stdin:
    urn, keys = json.loads(line)
    if urn:
        mine.note(urn, keys)
    print(json.dumps(mine.read()), flush=True)
"""


@frozen
class Process:
    """One that an engine has started, with its ledger."""

    running: subprocess.Popen[str]

    def note(self, urn: str, *keys: str) -> dict[str, str]:
        """Its knowledge after that."""
        assert self.running.stdin
        assert self.running.stdout
        self.running.stdin.write(json.dumps([urn, keys]) + "\n")
        self.running.stdin.flush()
        held: dict[str, str] = json.loads(self.running.stdout.readline())
        return held

    def read(self) -> dict[str, str]:
        return self.note("")


@contextmanager
def _process(folder: Path, *arguments: str) -> Iterator[Process]:
    running = subprocess.Popen(
        [sys.executable, "-c", PROCESS, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"TMPDIR": str(folder)},
    )
    try:
        assert running.stdout
        assert running.stdout.readline() == "ready\n"
        yield Process(running)
    finally:
        running.kill()
        running.communicate()


def test_two_processes_of_one_engine(tmp_path: Path) -> None:
    with _process(tmp_path, "127.0.0.1:40001") as first, _process(tmp_path, "127.0.0.1:40001") as second:
        first.note("urn:a", "TK1", "domain/grable")
        assert second.read() == {"TK1": "urn:a", "domain/grable": "urn:a"}
        second.note("urn:b", "TK1")
        assert first.read() == second.read() == {"TK1": "urn:b", "domain/grable": "urn:a"}


def test_processes_of_other_engines(tmp_path: Path) -> None:
    with ExitStack() as stack:
        first, second, without, third = (
            stack.enter_context(_process(tmp_path, *arguments))
            for arguments in (["127.0.0.1:40001"], ["127.0.0.1:4000"], [], ["192.0.2.1:40001"])
        )
        first.note("urn:a", "TK1")
        assert [each.read() for each in (second, without, third)] == [{}, {}, {}]
        assert first.read() == {"TK1": "urn:a"}


@pytest.mark.parametrize("left", [b"", b'{"TK9": "urn:old"}\n', b'{"TK9": "ur', b"\xff\x00 no JSON\n"], ids=str)
def test_what_a_killed_run_left_is_forgotten(left: bytes, tmp_path: Path) -> None:
    """The same port is given to another engine sooner or later."""
    with _process(tmp_path, "127.0.0.1:40001") as killed:
        killed.note("urn:a", "TK1")
    (file,) = tmp_path.glob("trunkline-*/*")
    file.write_bytes(file.read_bytes() + left)
    with _process(tmp_path, "127.0.0.1:40001") as first:
        assert first.read() == {}
        first.note("urn:b", "TK2")
        with _process(tmp_path, "127.0.0.1:40001") as second:
            assert second.read() == {"TK2": "urn:b"}
        assert first.read() == {"TK2": "urn:b"}


def test_only_its_user_reads_it(tmp_path: Path) -> None:
    with _process(tmp_path, "127.0.0.1:40001"):
        (folder,) = tmp_path.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with _process(tmp_path / "file", "127.0.0.1:40001") as process:
        assert process.note("urn:a", "TK1") == {"TK1": "urn:a"}


def test_a_note_is_written_once(tmp_path: Path) -> None:
    with _process(tmp_path, "127.0.0.1:40001") as process:
        for _ in range(3):
            process.note("urn:a", "TK1")
        (file,) = tmp_path.glob("trunkline-*/*")
        assert file.read_text() == '{"TK1": "urn:a"}\n'


def test_keys_hold_no_secret_and_no_host(monkeypatch: pytest.MonkeyPatch) -> None:
    canaries = ("CanaryHost", "CanaryUser", "CanaryDatabase", PASSWORD, "AC" + "5" * 32)
    monkeypatch.setenv("TRUNKLINE_DATABASE_URL", "postgresql://CanaryUser:CanaryDatabase@CanaryHost/asterisk")
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "5" * 32)
    held = Ledger()
    kinds: list[tuple[type[dynamic._Shell], dict[str, Any]]] = [
        (dynamic.CredentialList, inputs.credential_list()),
        (dynamic.IpAccessControlList, inputs.ip_access_control_list()),
        (Trunk, inputs.trunk()),
        (Endpoint, inputs.sealed(list_sid="CL" + "1" * 32) | {"extensions": {"from-twilio/+1/1": {"app": "NoOp"}}}),
    ]
    for kind, declared in kinds:
        provider = kind.PROVIDER()
        provider._config = lambda _: None
        Owner(f"urn:{kind.__name__}", held).hold(provider._keys(declared) | provider._sids("id", declared))
    text = json.dumps(held.read())
    assert {*held.read().values()} == {f"urn:{kind.__name__}" for kind, _ in kinds}
    for canary in canaries:
        assert canary.lower() not in text.lower()
    assert domain_key("grable.pstn.twilio.com") in text
