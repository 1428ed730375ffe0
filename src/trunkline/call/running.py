"""Runs a call, or the wait for one, and prints what is found on the way."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import IPv4Network

import typer
from attrs import frozen

from trunkline.doctor import stack as stacks
from trunkline.doctor.diagnosis import Asked
from trunkline.doctor.errors import DoctorError
from trunkline.importing import stack as importing
from trunkline.importing.errors import ImportingError
from trunkline.model import values
from trunkline.model.asterisk import IDENTIFIES
from trunkline.providers.asterisk import manager as managers
from trunkline.providers.asterisk.ami import Ami
from trunkline.providers.asterisk.history import is_free, recorded
from trunkline.providers.asterisk.manager import Manager
from trunkline.providers.errors import TrunklineError
from trunkline.providers.settings import Settings

from . import arriving, asking, placing, printing
from .errors import CallError
from .explaining import explain
from .hop import BAD, Hop
from .target import Judged, choose, judge
from .watching import Watch

TO_CALL = {"read": ("call",), "write": ("command", "call", "originate")}
TO_WAIT = {"read": ("call", "security"), "write": ("command", "call")}
"""{read or write in manager.conf: the classes that the manager's user needs}"""


@frozen
class Limits:
    """Seconds that a call may ring, and that it lasts after the answer."""

    ring: int
    seconds: int


@frozen
class Sides:
    """The manager, and what the doctor reads."""

    manager: Manager
    asked: Asked


def read(stack: str | None) -> Sides:
    """The settings: the environment's, then the stack's.

    Raises:
        CallError: no manager interface is given, or there is no such stack.
    """
    try:
        settings = importing.find(stack).settings if stack else Settings.find(lambda _: None)
        return Sides(managers.require(settings), stacks.read(stack) if stack else [(settings, None)])
    except (TrunklineError, DoctorError, ImportingError) as error:
        raise CallError(str(error)) from None


def number(to: str | None, *, waits: bool) -> str:
    """The number to call; empty for a wait.

    Raises:
        CallError: there is none, or a wait has one.
    """
    if waits and to:
        raise CallError("--to and --wait-for-inbound exclude each other: give one of them")
    if not waits and not to:
        raise CallError("no number is given: add --to +442071838750, or --wait-for-inbound")
    return to or ""


def call(
    sides: Sides, to: str, endpoint: str | None, caller: str | None, limits: Limits, *, history: bool, yes: bool
) -> bool:
    """Place the call. Returns whether it was answered, and not ended by Asterisk before its time."""
    for number in filter(None, (to, caller)):
        if problem := values.phone_number(number):
            raise CallError(problem)
    judged = judge(sides.asked)
    target = choose(judged, endpoint)
    with _session(sides.manager, TO_CALL) as ami:
        is_kept = history and is_free(ami)
        in_database = target.line is not None
        seen = asking.look(ami, sides.manager, target.endpoint_id, in_database=in_database, record=is_kept)
        printing.hops(seen.hops)
        if not seen.parameters:
            printing.unread(judged)
            printing.findings("the doctor says", target.findings)
            return False
        from_ = seen.from_user or caller or next(iter(target.numbers), "")
        if not from_:
            raise CallError("no caller ID is known, and Twilio refuses a call without one: add --from +442071838750")
        plan = placing.Plan(target.endpoint_id, to, from_, limits.ring, limits.seconds, placing.can_play(ami))
        printing.plan(plan, judged, is_from_user=bool(seen.from_user))
        printing.history(wanted=history, is_kept=is_kept)
        if not yes and not printing.is_agreed():
            raise CallError("no call was placed")
        with recorded(ami, wanted=is_kept) as kept:
            outcome = placing.place(ami, plan, kept)
    explanation = explain(outcome, target.findings, seen.hops)
    printing.hops(explanation.hops, len(seen.hops))
    if explanation.possible:
        printing.possible(explanation.possible)
    printing.findings("the doctor explains it", explanation.causes)
    printing.findings("the doctor also says", explanation.others)
    return outcome.is_answered and all(hop.state != BAD for hop in explanation.hops)


def wait(sides: Sides, endpoint: str | None, seconds: int, *, history: bool) -> bool:
    """Wait for a call in. Returns whether the endpoint, or any if none is given, took one."""
    judged = judge(sides.asked)
    target = choose(judged, endpoint) if endpoint else None
    with _session(sides.manager, TO_WAIT) as ami:
        is_kept = history and is_free(ami)
        hops: tuple[Hop, ...] = (asking.manager_hop(ami, sides.manager),)
        if target:
            in_database = target.line is not None
            hops = asking.look(ami, sides.manager, target.endpoint_id, in_database=in_database, record=is_kept).hops
        printing.hops(hops)
        printing.unread(judged)
        printing.history(wanted=history, is_kept=is_kept)
        with recorded(ami, wanted=is_kept) as kept:
            endpoints = {line.endpoint_id for line in judged.lines} | {each.endpoint_id for each in (target,) if each}
            watch = Watch(ami, kept, _expected(judged), frozenset(endpoints))
            typer.echo(f"Call one of the trunk's numbers now: this waits for {seconds} s.")
            found = watch.one_call(seconds)
    hop = arriving.hop(found, watch, target, seconds)
    printing.hops((hop,), len(hops))
    if hop.state == BAD:
        findings = target.findings if target else judged.findings
        printing.findings("the doctor says", [each for each in findings if each.code.code[:3] in {"TL3", "TL4", "TL5"}])
    return hop.state != BAD


@contextmanager
def _session(manager: Manager, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[Ami]:
    try:
        with manager.session(asking.needs(wanted)) as ami:
            asking.require_permissions(ami, manager, wanted)
            yield ami
    except TrunklineError as error:
        raise CallError(str(error)) from None


def _expected(judged: Judged) -> list[IPv4Network]:
    """The addresses from which the trunks' calls come, as the rows and the stack have them; Twilio's are known."""
    matches = [str(row.get("match", "")) for line in judged.lines for row in line.identifies.values()]
    for line in judged.lines:
        declared = line.declared.rows(IDENTIFIES) if line.declared else {}
        matches += [str(row.get("match", "")) for row in declared.values()]
    return asking.blocks(tuple(item.strip() for each in matches for item in each.split(",")))
