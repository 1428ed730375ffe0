"""A call of the engine: how it fails, and what it shows."""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import grpc
from attrs import frozen
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from trunkline.providers import servicer

_OPTIONS = [("grpc.enable_http_proxy", 0)]


class CallFailedError(Exception):
    """Ends a call with one line.

    Attributes:
        details: what the engine keeps of a resource that is half done, for the trailing metadata; or None.
    """

    def __init__(self, line: str, details: bytes | None = None) -> None:
        super().__init__(line)
        self.details = details


@frozen
class Diagnostics:
    """Shows lines among the engine's diagnostics. Without an engine's address it shows none."""

    _engine: Any

    @classmethod
    def of(cls, address: str | None) -> "Diagnostics":
        channel = grpc.insecure_channel(address, options=_OPTIONS) if address else None
        return cls(engine_pb2_grpc.EngineStub(channel) if channel else None)

    def info(self, line: str, urn: str = "") -> None:
        self._log(engine_pb2.INFO, line, urn)

    def error(self, line: str, urn: str = "") -> None:
        """The run fails."""
        self._log(engine_pb2.ERROR, line, urn)

    def _log(self, severity: Any, line: str, urn: str) -> None:
        if self._engine:
            self._engine.Log(engine_pb2.LogRequest(severity=severity, message=line, urn=urn))


@frozen
class Call(servicer.Call):
    """A call about a resource. `encode` writes the outputs of one that is half done."""

    _diagnostics: Diagnostics
    _encode: Callable[[Mapping[str, Any]], Struct]

    def fail(self, line: str) -> NoReturn:
        raise CallFailedError(line)

    def fail_half_done(self, line: str, id_: str, outputs: Mapping[str, Any]) -> NoReturn:
        raise CallFailedError(line, servicer.status(line, id_, self._encode(outputs)))

    def refuse(self, lines: list[str]) -> None:
        """End the call if there are any lines. The engine shows each of them."""
        for line in lines[:-1]:
            self._diagnostics.error(line, self.urn)
        if lines:
            self.fail(lines[-1])
