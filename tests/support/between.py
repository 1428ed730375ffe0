"""A proxy between the product and the emulator: it hands requests on, and may answer something else."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import requests

from trunkline.testing.twilio import Emulator

from . import wire
from .wire import Request, Step, Wire

Answered = tuple[Request, int, bytes]
"""A request with the status and the body that the emulator answered."""

Spoil = Callable[[Answered], Iterable[Step]]
"""The answer that replaces the emulator's."""


def truly(answered: Answered) -> Iterable[Step]:
    """The emulator's answer."""
    _, status, body = answered
    return [wire.reply(status, body)]


@contextmanager
def between(
    emulator: Emulator, spoil: Spoil = truly, instead: Callable[[Request], Iterable[Step] | None] = lambda _: None
) -> Iterator[Wire]:
    """Serve; a request for which `instead` has an answer does not reach the emulator."""

    def forward(request: Request) -> Iterable[Step]:
        if (answered := instead(request)) is not None:
            return answered
        answer = requests.request(
            request.method,
            emulator.url + request.path,
            data=request.body,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            auth=(emulator.account_sid, emulator.auth_token),
            timeout=10,
        )
        return spoil((request, answer.status_code, answer.content))

    with wire.answering(forward) as proxy:
        yield proxy
