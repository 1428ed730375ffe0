"""The gRPC call that a dynamic provider answers: its resource, and how it fails.

Pulumi's SDK gives a provider neither the URN nor a way to fail with a part done. Both are in the call, and the SDK's
servicer has the call in the frame that calls the provider. Without a servicer (in a test, or with another SDK)
`current_call` returns None.
"""

import asyncio
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import grpc
from attrs import frozen
from google.protobuf.any_pb2 import Any as Packed
from pulumi.runtime import rpc
from pulumi.runtime.proto.provider_pb2 import ErrorResourceInitFailed

_DETAILS = "grpc-status-details-bin"
_CODE = grpc.StatusCode.UNKNOWN


@frozen
class Call:
    """One call from the engine.

    Attributes:
        urn: the resource's.
    """

    urn: str
    _context: grpc.ServicerContext

    def fail(self, line: str) -> NoReturn:
        """End the call with that line and no traceback."""
        abort: Callable[[grpc.StatusCode, str], NoReturn] = self._context.abort
        # Newer SDKs catch what this raises and abort again, with a traceback.
        self._context.abort = lambda *_: abort(_CODE, line)
        abort(_CODE, line)

    def fail_half_done(self, line: str, id_: str, outputs: Mapping[str, Any]) -> NoReturn:
        """The same for a create or an update that is partly done: the engine keeps `id_` and `outputs`.

        Its next run updates the resource, even if the program has not changed.
        """
        detail = ErrorResourceInitFailed(id=id_, properties=_message(outputs), reasons=[line])
        packed = Packed()
        packed.Pack(detail)
        self._context.set_trailing_metadata(((_DETAILS, _status(line, packed)),))
        self.fail(line)


def current_call() -> Call | None:
    frame = sys._getframe()  # noqa: SLF001 - the SDK has no other way to its servicer
    while frame := frame.f_back:  # type: ignore[assignment]
        context = frame.f_locals.get("context")
        if isinstance(context, grpc.ServicerContext):
            return Call(getattr(frame.f_locals.get("request"), "urn", ""), context)
    return None


def _status(line: str, detail: Packed) -> bytes:
    """A google.rpc.Status {code = 1, message = 2, details = 3}, by the wire format.

    Its class is in Pulumi's SDK and in Google's packages, and a process that imports both ends with an error.
    """
    parts = ((2, line.encode()), (3, detail.SerializeToString()))
    code = bytes([1 << 3, _CODE.value[0]])
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
