"""The gRPC call that a provider answers: its resource, and how it fails; and the threads of the SDK's servicer.

The servicer of `pulumi-resource-trunkline` names its calls itself, by `answering`. For a dynamic provider, Pulumi's SDK
gives neither the URN nor a way to fail with a part done. Both are in the call, and the SDK's servicer has the call in
the frame that calls the provider. The frames below that one are those of the servicer's thread pool. Without a servicer
(in a test, or with another SDK) `current_call` returns None, and the pool stays as it is.
"""

import asyncio
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from types import FrameType
from typing import Any, NoReturn

import grpc
from attrs import frozen
from google.protobuf.any_pb2 import Any as Packed
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import rpc
from pulumi.runtime.proto.provider_pb2 import ErrorResourceInitFailed

THREADS = 64
"""Calls that are answered at once.

The SDK has four threads, which mostly wait for Twilio. A `Check` waits for one of them, and the engine takes no further
step while it waits for a `Check`. With more than 64 threads, a hundred trunks are not made any faster.
"""

_POOL = ("_max_workers", "_work_queue", "_shutdown_lock", "_adjust_thread_count")
"""The private side of a thread pool that `widen` uses."""

DETAILS = "grpc-status-details-bin"
"""The trailing metadata with what `status` returns."""
CODE = grpc.StatusCode.UNKNOWN
"""The code of a call that fails."""


@frozen
class Call(ABC):
    """One call from the engine.

    Attributes:
        urn: the resource's.
    """

    urn: str

    @abstractmethod
    def fail(self, line: str) -> NoReturn:
        """End the call with that line and no traceback."""

    @abstractmethod
    def fail_half_done(self, line: str, id_: str, outputs: Mapping[str, Any]) -> NoReturn:
        """The same for a create or an update that is partly done: the engine keeps `id_` and `outputs`.

        Its next run updates the resource, even if the program has not changed.
        """


_ANSWERED: ContextVar[Call | None] = ContextVar("answered", default=None)


@contextmanager
def answering(call: Call) -> Iterator[None]:
    """Make it this thread's current call."""
    token = _ANSWERED.set(call)
    try:
        yield
    finally:
        _ANSWERED.reset(token)


def current_call() -> Call | None:
    return _ANSWERED.get() or _call_in_frames()


@frozen
class _DynamicCall(Call):
    _context: grpc.ServicerContext

    def fail(self, line: str) -> NoReturn:
        abort: Callable[[grpc.StatusCode, str], NoReturn] = self._context.abort
        # Newer SDKs catch what this raises and abort again, with a traceback.
        self._context.abort = lambda *_: abort(CODE, line)
        abort(CODE, line)

    def fail_half_done(self, line: str, id_: str, outputs: Mapping[str, Any]) -> NoReturn:
        self._context.set_trailing_metadata(((DETAILS, status(line, id_, _message(outputs))),))
        self.fail(line)


def _call_in_frames() -> Call | None:
    for frame in _callers():
        context = frame.f_locals.get("context")
        if isinstance(context, grpc.ServicerContext):
            return _DynamicCall(getattr(frame.f_locals.get("request"), "urn", ""), context)
    return None


def widen() -> None:
    """Give the servicer that calls this `THREADS` threads."""
    for frame in _callers() if _call_in_frames() else ():
        find_pool = frame.f_locals.get("executor_reference")
        pool: Any = find_pool() if callable(find_pool) else None
        if isinstance(pool, ThreadPoolExecutor) and all(hasattr(pool, name) for name in _POOL):
            pool._max_workers = max(pool._max_workers, THREADS)  # noqa: SLF001
            # for the calls that wait already: a pool starts a thread only when it gets a call
            with pool._shutdown_lock:  # noqa: SLF001
                for _ in range(pool._work_queue.qsize()):  # noqa: SLF001
                    pool._adjust_thread_count()  # noqa: SLF001
            return


def _callers() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - the SDK has no other way to its servicer
    while frame:
        yield frame
        frame = frame.f_back


def status(line: str, id_: str, outputs: Struct) -> bytes:
    """A google.rpc.Status {code = 1, message = 2, details = 3} of a resource that is half done, by the wire format.

    Its class is in Pulumi's SDK and in Google's packages, and a process that imports both ends with an error.
    """
    detail = Packed()
    detail.Pack(ErrorResourceInitFailed(id=id_, properties=outputs, reasons=[line]))
    parts = ((2, line.encode()), (3, detail.SerializeToString()))
    code = bytes([1 << 3, CODE.value[0]])
    return code + b"".join(bytes([number << 3 | 2]) + _varint(len(data)) + data for number, data in parts)


def _varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


def _message(outputs: Mapping[str, Any]) -> Any:
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(rpc.serialize_properties(dict(outputs), {}))
    finally:
        loop.close()
