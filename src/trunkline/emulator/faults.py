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
KINDS = ("latency", "status", "status_after", "drop", "drop_after", "limit")


@dataclass
class Fault:
    """One fault, for the next `times` requests with a method (None: any) and a path.

    `latency` answers `seconds` late; `status` answers 429, 500 or 503 and does nothing, `status_after`
    does the same after it has carried out the request; `drop` and `drop_after` close the connection
    without an answer, before or after.

    `limit` answers 429 to each request that comes while `at_once` of these requests are under way. It has no end, and
    another fault may apply to a request that it lets through.
    """

    kind: str
    path: re.Pattern[str]
    method: str | None
    times: int
    status: int
    seconds: float
    at_once: int
    under_way: int = 0

    @classmethod
    def from_json(cls, body: bytes) -> "Fault":
        """Read `{"kind", "path", "method", "times": 1, "status": 500, "seconds": 0, "at_once": 1}`.

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
                at_once=int(given.get("at_once", 1)),
            )
        except (ValueError, TypeError, KeyError, AttributeError, re.error) as error:
            raise InvalidParameterError(f"Not a fault: {error!r}") from None
        least = min(fault.times, fault.at_once)
        if fault.kind not in KINDS or fault.status not in STATUSES or least < 1 or fault.seconds < 0:
            raise InvalidParameterError(f"Not a fault: kind is one of {KINDS}, status one of {tuple(STATUSES)}")
        return fault

    def fits(self, scope: Mapping[str, object]) -> bool:
        return self.method in {None, scope["method"]} and bool(self.path.search(str(scope["path"])))


class Faults:
    """ASGI middleware that applies every limit, and the first other pending fault, that fits a request."""

    def __init__(self, app: ASGIApp, pending: list[Fault]) -> None:
        self.app = app
        self.pending = pending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_product(scope):
            await self.app(scope, receive, send)
            return
        limits = [fault for fault in self.pending if fault.kind == "limit" and fault.fits(scope)]
        if any(limit.under_way >= limit.at_once for limit in limits):
            await _answer(429, scope, receive, send)
            return
        for limit in limits:
            limit.under_way += 1
        try:
            await self._apply(self._take(scope), scope, receive, send)
        finally:
            for limit in limits:
                limit.under_way -= 1

    async def _apply(self, fault: Fault | None, scope: Scope, receive: Receive, send: Send) -> None:
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
            await _answer(fault.status, scope, receive, send)
            return
        scope["state"]["transport"].abort()
        while (await receive())["type"] != "http.disconnect":
            pass

    def _take(self, scope: Mapping[str, object]) -> Fault | None:
        for fault in self.pending:
            if fault.kind != "limit" and fault.fits(scope):
                fault.times -= 1
                if not fault.times:
                    self.pending.remove(fault)
                return fault
        return None


async def _answer(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    await JSONResponse(STATUSES[status].body(), status)(scope, receive, send)


async def _discard(_message: Message) -> None:
    """Send nothing."""
