"""The part of the engine to which a plugin logs."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc


class _Engine(engine_pb2_grpc.EngineServicer):
    def __init__(self, shown: list[tuple[str, str]]) -> None:
        self._shown = shown

    def Log(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802 - gRPC's
        self._shown.append((engine_pb2.LogSeverity.Name(request.severity), request.message))
        return Empty()


@contextmanager
def running(shown: list[tuple[str, str]]) -> Iterator[str]:
    """Its address. Each (severity, line) that is logged is appended to `shown`."""
    server = grpc.server(ThreadPoolExecutor(4))
    engine_pb2_grpc.add_EngineServicer_to_server(_Engine(shown), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None)
