"""A request that may be tried several times, until it is due."""

import time
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from attrs import field, frozen

from trunkline.providers.errors import TrunklineError, UnreachableError
from trunkline.providers.twilio.answers import Request


class TryAgainError(Exception):
    """Carries the error to raise if there is no further attempt, whether to make only one more, and seconds to wait."""

    def __init__(self, error: TrunklineError, *, once: bool = False, after: float = 0.0) -> None:
        super().__init__(error)
        self.error = error
        self.once = once
        self.after = after


@frozen
class Call:
    """A request, and the time on the monotonic clock by which it must be answered."""

    request: Request
    headers: Mapping[str, str]
    login: tuple[str, str] = field(repr=False)
    until: float

    @property
    def left(self) -> float:
        return max(self.until - time.monotonic(), 0.0)

    @property
    def host(self) -> str:
        return urlsplit(self.request.url).netloc.rpartition("@")[2]

    @property
    def late(self) -> UnreachableError:
        return UnreachableError(f"Twilio at {self.host} did not answer in time: check the network and run again")


def seconds(retry_after: str) -> float:
    """The header as seconds from now; 0 if it is neither a number nor a date."""
    with suppress(ValueError):
        return max(0.0, float(retry_after))
    with suppress(ValueError):
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    return 0.0
