"""Says what an outcome means: the answer, Twilio's error number, and the doctor's findings that fit."""

from collections.abc import Sequence

from attrs import frozen

from trunkline.doctor.finding import HINT, Finding

from .answers import ERRORS, NO_WAY, OF_CAUSE, meaning, possible
from .hop import BAD, OK, UNKNOWN, Hop
from .placing import Outcome

_RINGING = frozenset({180, 183})
_CANCELLED = frozenset({0, 487})
_MAYBE_OWN = frozenset({408, 503})


@frozen
class Explanation:
    """Why a call ended so.

    Attributes:
        hops: the answer, and the end of an answered call.
        possible: a line for each error number that it can be, if Twilio's own is not known.
        causes: the doctor's findings that explain it.
        others: its other errors and warnings.
    """

    hops: tuple[Hop, ...]
    possible: tuple[str, ...] = ()
    causes: tuple[Finding, ...] = ()
    others: tuple[Finding, ...] = ()


def explain(outcome: Outcome, findings: Sequence[Finding], before: Sequence[Hop]) -> Explanation:
    """Explain it; `before` are the hops that Asterisk was asked about."""
    if outcome.is_answered:
        return Explanation((_answered(outcome), _ended(outcome)), others=_counted(findings))
    if not outcome.is_reported:
        fact = f"Asterisk did not say within {outcome.took:.0f} s what became of the call"
        return _with(Hop("call", UNKNOWN, fact, "see `core show channels` and the log there"), findings)
    if fact := _unreached(outcome):
        return _no_way(outcome, findings, fact, before)
    if outcome.rang_out and outcome.code in _CANCELLED:
        return _rang_out(outcome, findings)
    return _refused(outcome, findings)


def _unreached(outcome: Outcome) -> str:
    """Why the call did not reach Twilio, or that Twilio did not react; empty if it did, or if that is not known."""
    if not outcome.has_channel:
        return "Asterisk sent nothing: it has no contact that it takes for reachable"
    if outcome.messages is None or outcome.answers:
        return ""
    if not any(message.is_sent for message in outcome.messages):
        return "Asterisk sent no INVITE, as a rule because the contact's name does not resolve there"
    return f"no answer came from {outcome.messages[-1].address} within {outcome.took:.1f} s"


def _answered(outcome: Outcome) -> Hop:
    return Hop("call", OK, f"answered after {outcome.took:.1f} s{_course(outcome)}")


def _ended(outcome: Outcome) -> Hop:
    who = "the other side ended it" if outcome.by_far_end else "ended as planned"
    if outcome.received is None:
        return Hop("end", OK, who)
    counts = f"{who}; {outcome.received} packets of audio came, {outcome.sent} went"
    if outcome.received:
        return Hop("end", OK, counts)
    return Hop(
        "end",
        UNKNOWN,
        f"{counts}: the other side was not heard",
        "check the firewall for UDP from 168.86.128.0/18, and external_media_address of the transport behind NAT",
    )


def _no_way(outcome: Outcome, findings: Sequence[Finding], fact: str, before: Sequence[Hop]) -> Explanation:
    """The call did not reach Twilio, or Twilio did not react."""
    local = f"; {outcome.code} is Asterisk's own" if outcome.code else ""
    failed = [hop for hop in before if hop.state == BAD]
    if failed:
        remedy = f"correct what failed above: {', '.join(hop.name for hop in failed)}"
    else:
        remedy = "check DNS on Asterisk's machine, and its firewall: ports 5060 and 5061 outbound"
    wanted = (*NO_WAY, *(code for hop in failed for code in hop.codes))
    return _with(Hop("call", BAD, f"{fact}{local}", remedy, wanted), findings)


def _rang_out(outcome: Outcome, findings: Sequence[Finding]) -> Explanation:
    if _RINGING & {*outcome.answers}:
        fact, remedy = "the phone rang and was not picked up: the trunk works", "call a phone that somebody picks up"
    else:
        fact, remedy = "no answer in time", "call again with a longer --ring"
    return _with(Hop("call", BAD, f"{fact}, {outcome.took:.0f} s{_course(outcome)}", remedy), findings)


def _refused(outcome: Outcome, findings: Sequence[Finding]) -> Explanation:
    if not outcome.code:
        return _without_code(outcome, findings)
    known = outcome.is_challenged
    found = meaning(outcome.code, outcome.error, is_challenged=known)
    own = outcome.messages is None and outcome.code in _MAYBE_OWN
    either = "; or it is Asterisk's own, because it did not reach Twilio" if own else ""
    fact = f"refused with {outcome.code} after {outcome.took:.1f} s{_course(outcome)}{found.text}{either}"
    numbers = [] if outcome.error else possible(outcome.code, is_challenged=known)
    lines = tuple(f"{each} {ERRORS[each].title}: {ERRORS[each].remedy}" for each in numbers)
    return _with(Hop("call", BAD, fact, found.remedy, found.codes), findings, lines)


def _without_code(outcome: Outcome, findings: Sequence[Finding]) -> Explanation:
    cause, text = outcome.cause
    candidates = OF_CAUSE.get(cause, ())
    maybe = f", which it makes of {' or '.join(map(str, candidates))}" if candidates else ""
    fact = f"refused; the SIP code is unknown: Asterisk gives the cause {cause} ({text}) only{maybe}"
    wanted = tuple(code for each in candidates for code in meaning(each, "", is_challenged=None).codes)
    remedy = "load res_pjsip_history.so in Asterisk and call again, or see the error in the console's debugger"
    return _with(Hop("call", BAD, fact, remedy, wanted), findings)


def _course(outcome: Outcome) -> str:
    """The answers on the way, such as ` (100, 407, 100, 403)`."""
    return f" ({', '.join(map(str, outcome.answers))})" if outcome.answers else ""


def _with(hop: Hop, findings: Sequence[Finding], lines: tuple[str, ...] = ()) -> Explanation:
    causes = tuple(finding for finding in findings if finding.code in hop.codes)
    return Explanation((hop,), lines, causes, tuple(each for each in _counted(findings) if each not in causes))


def _counted(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.code.severity != HINT)
