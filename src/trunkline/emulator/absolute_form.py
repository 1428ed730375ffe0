"""Requests as clients send them to a proxy, `GET https://api.twilio.com/2010-04-01/…`: only the path counts."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

ORIGIN = re.compile(r"https?://[^/]*", re.IGNORECASE)


class AbsoluteForm:
    """ASGI middleware that takes scheme and host off a path."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (origin := ORIGIN.match(scope["path"])):
            scope = {**scope, "path": scope["path"][origin.end() :] or "/"}
        await self.app(scope, receive, send)
