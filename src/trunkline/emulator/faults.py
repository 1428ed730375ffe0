"""Faults on request, for the tests of a client: late, refused, broken and missing answers."""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trunkline.emulator.errors import (
    InternalServerError,
    InvalidParameterError,
    ServiceUnavailableError,
    TooManyRequestsError,
)
from trunkline.emulator.journal import is_product

STATUSES = {
    429: TooManyRequestsError("Too Many Requests"),
    500: InternalServerError("Internal Server Error"),
    503: ServiceUnavailableError("Service Unavailable"),
}
KINDS = ("latency", "status", "status_after", "drop", "drop_after")


@dataclass
class Fault:
    """One fault, for the next `times` requests with a method (None: any) and a path.

    `latency` answers `seconds` late; `status` answers 429, 500 or 503 and does nothing, `status_after`
    does the same after it has carried out the request; `drop` and `drop_after` close the connection
    without an answer, before or after.
    """

    kind: str
    path: re.Pattern[str]
    method: str | None
    times: int
    status: int
    seconds: float

    @classmethod
    def from_json(cls, body: bytes) -> "Fault":
        """Read `{"kind", "path", "method", "times": 1, "status": 500, "seconds": 0}`.

        Raises:
            InvalidParameterError: it is not such a fault.
        """
        try:
            given = json.loads(body)
            fault = cls(
                kind=given["kind"],
                path=re.compile(given.get("path", "")),
                method=given.get("method"),
                times=int(given.get("times", 1)),
                status=int(given.get("status", 500)),
                seconds=float(given.get("seconds", 0)),
            )
        except (ValueError, TypeError, KeyError, AttributeError, re.error) as error:
            raise InvalidParameterError(f"Not a fault: {error!r}") from None
        if fault.kind not in KINDS or fault.status not in STATUSES or fault.times < 1 or fault.seconds < 0:
            raise InvalidParameterError(f"Not a fault: kind is one of {KINDS}, status one of {tuple(STATUSES)}")
        return fault


class Faults:
    """ASGI middleware that applies the first pending fault that fits a request."""

    def __init__(self, app: ASGIApp, pending: list[Fault]) -> None:
        self.app = app
        self.pending = pending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._take(scope) if is_product(scope) else None
        if fault is None:
            await self.app(scope, receive, send)
            return
        await asyncio.sleep(fault.seconds)
        if fault.kind == "latency":
            await self.app(scope, receive, send)
            return
        if fault.kind.endswith("_after"):
            await self.app(scope, receive, _discard)
        if fault.kind.startswith("status"):
            response = JSONResponse(STATUSES[fault.status].body(), fault.status)
            await response(scope, receive, send)
            return
        scope["state"]["transport"].abort()
        while (await receive())["type"] != "http.disconnect":
            pass

    def _take(self, scope: Mapping[str, object]) -> Fault | None:
        for fault in self.pending:
            if fault.method in {None, scope["method"]} and fault.path.search(str(scope["path"])):
                fault.times -= 1
                if not fault.times:
                    self.pending.remove(fault)
                return fault
        return None


async def _discard(_message: Message) -> None:
    """Send nothing."""
