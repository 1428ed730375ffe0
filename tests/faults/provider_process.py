"""Processes of the dynamic provider, one for each command, and the calls that the engine makes to them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped,unused-ignore]
from attrs import define, field, frozen
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped,unused-ignore]
from google.protobuf.struct_pb2 import Struct  # type: ignore[import-untyped,unused-ignore]
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from ..support.project import ROOT

DEADLINE = 12
"""Seconds after which a call hangs."""

HANGS = "HANGS"
"""How the error of a call that hangs begins."""


@define
class CallError(Exception):
    """The error that a call got instead of an answer.

    Attributes:
        shown: what the engine would show, each an error.
        detail: the `ErrorResourceInitFailed`, or None.
    """

    shown: list[str]
    detail: Any


@frozen
class Provider:
    """A process that is running."""

    _stub: Any
    _files: tuple[Path, Path]
    _pid: int

    def call(self, method: str, urn: str, **fields: Any) -> Any:
        """Make a call about a resource; a dict among the fields becomes a message.

        Raises:
            CallError: the answer was an error, or there was none in time.
        """
        messages = {name: to_struct(value) if isinstance(value, dict) else value for name, value in fields.items()}
        request = getattr(provider_pb2, f"{method}Request")(
            urn=urn, name=urn.rpartition("::")[2], type=type_of(urn), **messages
        )
        try:
            return getattr(self._stub, method)(request, timeout=DEADLINE)
        except grpc.RpcError as error:
            detail = _detail(error)
            if error.code() == grpc.StatusCode.DEADLINE_EXCEEDED:
                shown = [f"{HANGS}: {method} of {urn} did not end within {DEADLINE} s"]
            else:
                shown = list(detail.reasons) if detail else [error.details()]
            raise CallError(shown, detail) from None

    def kill(self) -> None:
        os.kill(self._pid, signal.SIGKILL)

    def printed(self) -> str:
        """On both streams, without the port."""
        return "".join(file.read_text() for file in self._files).partition("\n")[2]


@define(eq=False)
class ProviderProcesses:
    """Starts processes with that environment; their streams go to files in `folder`."""

    environment: dict[str, str]
    folder: Path
    _zygote: "subprocess.Popen[str] | None" = field(default=None, init=False)

    @contextmanager
    def running(self) -> Iterator[Provider]:
        files = self.folder / "provider.out", self.folder / "provider.err"
        for file in files:
            file.unlink(missing_ok=True)
        pid = self._fork(files)
        try:
            with grpc.insecure_channel(f"127.0.0.1:{_port(*files)}") as channel:
                stub = provider_pb2_grpc.ResourceProviderStub(channel)
                stub.Configure(provider_pb2.ConfigureRequest(args=Struct(), acceptSecrets=True), timeout=DEADLINE)
                yield Provider(stub, files, pid)
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        if self._zygote:
            self._zygote.communicate()

    def _fork(self, files: tuple[Path, Path]) -> int:
        self._zygote = self._zygote or self._start()
        assert self._zygote.stdin
        assert self._zygote.stdout
        order = {"environment": self.environment, "output": str(files[0]), "errors": str(files[1])}
        self._zygote.stdin.write(json.dumps(order) + "\n")
        self._zygote.stdin.flush()
        return int(self._zygote.stdout.readline())

    def _start(self) -> "subprocess.Popen[str]":
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("TWILIO_", "PULUMI_", "TRUNKLINE_"))
        }
        zygote = subprocess.Popen(
            [sys.executable, "-u", "-m", "tests.faults.fast_provider"],
            cwd=ROOT,
            env={**kept, "PULUMI_PROJECT": "trunkline", **self.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert zygote.stdout
        assert zygote.stdout.readline() == "ready\n"
        return zygote


def type_of(urn: str) -> str:
    """The type in a URN, such as `pulumi-python:dynamic/twilio:Trunk`."""
    return urn.split("::")[2].rpartition("$")[2]


def to_struct(properties: dict[str, Any]) -> Struct:
    struct = Struct()
    struct.update(properties)
    return struct


def from_struct(struct: Struct) -> dict[str, Any]:
    properties: dict[str, Any] = MessageToDict(struct)
    return properties


def _port(output: Path, errors: Path) -> int:
    """The port of a new process: the first line that it prints."""
    deadline = time.monotonic() + 20
    while not (output.exists() and "\n" in output.read_text()):
        assert time.monotonic() < deadline, errors.read_text()
        time.sleep(0.002)
    return int(output.read_text().partition("\n")[0])


def _detail(error: Any) -> Any:
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            for each in status_pb2.Status.FromString(value).details:
                found = provider_pb2.ErrorResourceInitFailed()
                if each.Unpack(found):
                    return found
    return None
