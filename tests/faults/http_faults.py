"""Sixteen ways in which HTTP goes wrong, at each request of each command."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

from attrs import Factory, define, evolve, frozen

from .choice import Candidate
from .figures import Outcome, Problem
from .follow_ups import Bench, Scenario
from .http_proxy import Answer, Exchange

_SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
_ONE = re.compile(r"/[A-Z]{2}[0-9a-f]{32}(\.json)?(\?|$)")
_FOR_EVER = 99
_HTML = (("Content-Type", "text/html"),)


def _error(status: int, code: int, message: str) -> Answer:
    return Answer(status, json.dumps({"status": status, "code": code, "message": message, "more_info": ""}).encode())


@define(eq=False)
class Swap:
    """Two answers that are swapped."""

    is_open: bool = False
    first: Answer | None = None
    second: Answer | None = None
    turns: Iterator[int] = Factory(count)
    first_is_there: threading.Event = Factory(threading.Event)
    second_is_there: threading.Event = Factory(threading.Event)


@define(eq=False)
class Trap:
    """Springs at one request and at further tries of it, and remembers what the run has made.

    Attributes:
        place: whether this is the request.
        made: SIDs of what was made in this run, in order.
        answers: all answers of the emulator's.
    """

    place: Callable[[Exchange], bool]
    fault: "Fault"
    made: list[str] = Factory(list)
    answers: list[Answer] = Factory(list)
    sprung: int = 0
    _same: tuple[str, str] = ("", "")
    waited: bool = False
    swap: Swap = Factory(Swap)

    def __call__(self, exchange: Exchange) -> bool:
        what = (exchange.method, exchange.path)
        if not self.sprung and self.place(exchange):
            self._same = what
        elif not self.sprung or not self.fault.catches(self, exchange, what == self._same):
            exchange.reply(self.forward(exchange))
            return True
        self.sprung += 1
        self.fault.treat(self, exchange)
        return True

    def forward(self, exchange: Exchange) -> Answer:
        answer = exchange.forward()
        if exchange.method == "POST" and answer.status == 201:
            self.made.append(json.loads(answer.body)["sid"])
        self.answers.append(answer)
        return answer

    def names_what_was_made(self, exchange: Exchange) -> bool:
        return any(sid in self.made for sid in _SID.findall(exchange.path))


@frozen
class Fault:
    """A way to go wrong.

    Attributes:
        treat: what becomes of a request.
        times: of the request and further tries of it.
        catches: whether it happens to a later request too, by the trap, the request, and whether it is the same again.
    """

    name: str
    treat: Callable[[Trap, Exchange], None]
    times: int = 1
    also: Callable[[Trap, Exchange], bool] | None = None

    def catches(self, trap: Trap, exchange: Exchange, same: bool) -> bool:
        if self.also:
            return self.also(trap, exchange)
        return same and trap.sprung < self.times


def _instead(answer: Answer) -> Callable[[Trap, Exchange], None]:
    return lambda _trap, exchange: exchange.reply(answer)


def _afterwards(answer: Answer) -> Callable[[Trap, Exchange], None]:
    def treat(trap: Trap, exchange: Exchange) -> None:
        trap.forward(exchange)
        exchange.reply(answer)

    return treat


def _reset_after(trap: Trap, exchange: Exchange) -> None:
    trap.forward(exchange)
    exchange.reset()


def _drip(trap: Trap, exchange: Exchange) -> None:
    """For longer than a deadline for the whole of a request would allow, though a piece comes each 0.1 s."""

    def note() -> None:
        trap.waited = True

    exchange.drip(trap.forward(exchange), 4, note)


def _truncate(trap: Trap, exchange: Exchange) -> None:
    answer = trap.forward(exchange)
    exchange.reply(evolve(answer, body=answer.body[: len(answer.body) // 2], length=len(answer.body)))


def _not_found(trap: Trap, exchange: Exchange) -> None:
    if trap.names_what_was_made(exchange):
        exchange.reply(_error(404, 20404, f"The requested resource {exchange.path} was not found"))
    else:
        trap.sprung = 0
        exchange.reply(trap.forward(exchange))


def _lag(trap: Trap, exchange: Exchange) -> None:
    """A list lacks what was made of late; the answer to what makes something is lost, so that somebody looks."""
    answer = trap.forward(exchange)
    if exchange.method == "POST":
        exchange.reset() if answer.status == 201 else exchange.reply(answer)
        return
    exchange.reply(evolve(answer, body=json.dumps(_without(json.loads(answer.body), set(trap.made[-3:]))).encode()))


def _without(document: Any, sids: set[str]) -> Any:
    return {
        key: [each for each in value if each.get("sid") not in sids] if isinstance(value, list) else value
        for key, value in document.items()
    }


def _is_list_soon(trap: Trap, exchange: Exchange) -> bool:
    return exchange.method == "GET" and trap.sprung < 3 and not _ONE.search(exchange.path)


def _swap(trap: Trap, exchange: Exchange) -> None:
    """The answers of two requests under way at once are swapped; a lone one gets that of the request before it."""
    swap = trap.swap
    if next(swap.turns):
        swap.second = trap.forward(exchange)
        swap.first_is_there.wait(5)
        swap.second_is_there.set()
        exchange.reply(swap.first or swap.second)
        return
    swap.is_open = True
    before = trap.answers[-1] if trap.answers else Answer(200, b"{}")
    swap.first = trap.forward(exchange)
    swap.first_is_there.set()
    swap.second_is_there.wait(0.2)
    swap.is_open = False
    exchange.reply(swap.second or before)


FAULTS = (
    Fault("429-some", _instead(_error(429, 20429, "Too Many Requests")), 3),
    Fault("429-for-ever", _instead(_error(429, 20429, "Too Many Requests")), _FOR_EVER),
    Fault("500-before", _instead(_error(500, 20500, "Internal Server Error")), _FOR_EVER),
    Fault("500-after", _afterwards(_error(500, 20500, "Internal Server Error"))),
    Fault("reset-before", lambda _trap, exchange: exchange.reset(), _FOR_EVER),
    Fault("reset-after", _reset_after),
    Fault("time-out", lambda _trap, exchange: exchange.hold(), _FOR_EVER),
    Fault("slow-drip", _drip),
    Fault("truncated", _truncate),
    Fault("html-502", _instead(Answer(502, b"<html><body>Bad Gateway</body></html>", _HTML)), _FOR_EVER),
    Fault("wrong-type", _afterwards(Answer(200, b"<?xml version='1.0'?><ok/>", _HTML)), _FOR_EVER),
    Fault("empty-200", _afterwards(Answer(200)), _FOR_EVER),
    Fault("other-shape", _afterwards(Answer(200, b'{"unexpected": [1, {"sid": null}]}')), _FOR_EVER),
    Fault("401", _instead(_error(401, 20003, "Authenticate")), _FOR_EVER, also=lambda *_: True),
    Fault("404-just-made", _not_found, 2),
    Fault("lists-lag", _lag, 3, also=_is_list_soon),
    Fault("swapped", _swap, also=lambda trap, _exchange: trap.swap.is_open and trap.sprung == 1),
)


def candidates(bench: Bench, scenario: Scenario) -> list[Candidate]:
    """Each fault at each request of a scenario."""
    bench.start(scenario.before)
    traced: list[tuple[str, str]] = []

    def trace(_exchange: Exchange) -> bool:
        traced.append(bench.engine.at)
        return False

    with bench.sides.http.listening(trace):
        ran = bench.command(scenario)
    assert not ran.errors, ran
    return [
        Candidate(
            case := f"http/{bench.shape}-{scenario.name}/{at}-{fault.name}",
            (fault.name, verb),
            partial(_run, bench, scenario, case, partial(Trap, _is_number(at), fault)),
            kind,
        )
        for at, (verb, kind) in enumerate(traced, 1)
        for fault in FAULTS
    ]


def _is_number(at: int) -> Callable[[Exchange], bool]:
    return lambda exchange: exchange.index == at


def _run(
    bench: Bench, scenario: Scenario, case: str, set_trap: Callable[[], Trap], follow_ups: tuple[str, ...]
) -> Iterator[Outcome]:
    bench.start(scenario.before)
    trap = set_trap()
    with bench.sides.http.listening(trap):
        ran = bench.command(scenario)
    if trap.sprung:
        yield from bench.after(case, scenario, ran, follow_ups)
    if trap.waited:
        yield Outcome(case, [Problem(case, "hangs", "waited for the whole of an answer that drips")])
