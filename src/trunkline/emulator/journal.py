"""The requests since the last reset: method, path and status, never a body."""

import logging
import time
from collections import deque

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)


class Journal:
    """The latest requests, and the number of all.

    Each has `method`, `path`, `status` (None if there was no answer), and `began` and `ended`, in seconds of one clock.
    """

    def __init__(self) -> None:
        self.count = 0
        self.requests: deque[dict[str, object]] = deque(maxlen=10_000)

    def reset(self) -> None:
        self.count = 0
        self.requests.clear()


def is_product(scope: Scope) -> bool:
    """Whether this is a request for Twilio, not one for the emulator itself."""
    return scope["type"] == "http" and not scope["path"].startswith("/emulator/")


class Journaling:
    """ASGI middleware that writes each request into a journal and the log."""

    def __init__(self, app: ASGIApp, journal: Journal) -> None:
        self.app = app
        self.journal = journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_product(scope):
            await self.app(scope, receive, send)
            return
        entry: dict[str, object] = {
            "method": scope["method"],
            "path": scope["path"],
            "status": None,
            "began": time.monotonic(),
        }
        self.journal.count += 1
        self.journal.requests.append(entry)

        async def note_status(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry["status"] = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, note_status)
        finally:
            entry["ended"] = time.monotonic()
            log.info("%(method)s %(path)s %(status)s", entry)
