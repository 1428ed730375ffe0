"""Says what an outcome means: the answer, Twilio's error number, and the doctor's findings that fit."""

from collections.abc import Sequence

from attrs import evolve, frozen

from trunkline.doctor import codes
from trunkline.doctor.finding import HINT, Finding

from .answers import ERRORS, NO_WAY, OF_CAUSE, SIP, meaning, possible
from .hop import BAD, OK, UNKNOWN, Hop
from .placing import Outcome

_RINGS, _EARLY_MEDIA = 180, 183
_CANCELLED = frozenset({0, 487})
_OF_PHONE = frozenset({480, 486, 487, 600, 603})
_NO_MEDIA = 488
_NOT_REACHED = "it did not reach Twilio"
_MAYBE_OWN = {408: _NOT_REACHED, 503: _NOT_REACHED, _NO_MEDIA: "the answer's media did not fit"}
"""{SIP code that can be Asterisk's own: because of what}"""


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
        end = _ended(outcome)
        return evolve(_with(end, findings), hops=(_answered(outcome), end))
    if not outcome.is_reported:
        fact = f"Asterisk did not say within {outcome.took:.0f} s what became of the call"
        return _with(Hop("call", UNKNOWN, fact, "see `core show channels` and the log there"), findings)
    if fact := _unreached(outcome):
        return _no_way(outcome, findings, fact, before)
    if outcome.is_dropped:
        return _dropped(outcome, findings)
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
    if outcome.is_early:
        return _ended_early(outcome)
    if outcome.received is None:
        return Hop("end", OK, "ended as planned")
    counts = f"ended as planned; {outcome.received} packets of audio came, {outcome.sent} went"
    if outcome.received:
        return Hop("end", OK, counts)
    return Hop(
        "end",
        UNKNOWN,
        f"{counts}: the other side was not heard",
        "check the firewall for UDP from 168.86.128.0/18, and external_media_address of the transport behind NAT",
    )


def _ended_early(outcome: Outcome) -> Hop:
    if outcome.by_asterisk is None:
        fact = "ended before its time, by the other side or by Asterisk"
        return Hop("end", UNKNOWN, fact, "see Asterisk's log", (codes.REQUIRED_EXTENSION,))
    if not outcome.by_asterisk:
        return Hop("end", OK, "the other side ended it")
    remedy = "see its log, and timers and rtp_timeout in ps_endpoints"
    return Hop("end", BAD, "Asterisk itself ended it before its time", remedy, (codes.REQUIRED_EXTENSION,))


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


def _dropped(outcome: Outcome, findings: Sequence[Finding]) -> Explanation:
    own = f" with {outcome.code} of its own" if outcome.code else ""
    fact = f"answered after {outcome.took:.1f} s{_course(outcome)}, but Asterisk ended the call at once{own}"
    if outcome.code != _NO_MEDIA:
        return _with(Hop("call", BAD, fact, "see Asterisk's log"), findings)
    found = SIP[_NO_MEDIA]
    return _with(Hop("call", BAD, f"{fact}: {found.meaning}", found.remedy, found.findings), findings)


def _rang_out(outcome: Outcome, findings: Sequence[Finding]) -> Explanation:
    if _RINGS in outcome.answers:
        fact, remedy = "the phone rang and was not picked up: the trunk works", "call a phone that somebody picks up"
    elif _EARLY_MEDIA in outcome.answers:
        fact = "early media came, such as a ringing tone or an announcement, but no answer: the trunk works"
        remedy = "call the number by a phone and listen, or call another number"
    else:
        fact, remedy = "no answer in time", "call again with a longer --ring"
    return _with(Hop("call", BAD, f"{fact}, {outcome.took:.0f} s{_course(outcome)}", remedy), findings)


def _refused(outcome: Outcome, findings: Sequence[Finding]) -> Explanation:
    if not outcome.code:
        return _without_code(outcome, findings)
    if _is_behind_twilio(outcome):
        return _refused_behind_twilio(outcome, findings)
    known = outcome.is_challenged
    found = meaning(outcome.code, outcome.error, is_challenged=known)
    why = _MAYBE_OWN.get(outcome.code) if outcome.messages is None else None
    either = f"; or it is Asterisk's own, because {why}" if why else ""
    fact = f"refused with {outcome.code} after {outcome.took:.1f} s{_course(outcome)}{found.text}{either}"
    numbers = [] if outcome.error else possible(outcome.code, is_challenged=known)
    lines = tuple(f"{each} {ERRORS[each].title}: {ERRORS[each].remedy}" for each in numbers)
    return _with(Hop("call", BAD, fact, found.remedy, found.codes), findings, lines)


def _is_behind_twilio(outcome: Outcome) -> bool:
    """Whether the phone or its network refused: Twilio has passed the call on, and gives no error of its own."""
    has_progress = bool({_RINGS, _EARLY_MEDIA} & {*outcome.answers})
    return has_progress and not outcome.error and outcome.code not in _OF_PHONE


def _refused_behind_twilio(outcome: Outcome, findings: Sequence[Finding]) -> Explanation:
    how = "it rang" if _RINGS in outcome.answers else "early media"
    fact = (
        f"refused with {outcome.code} after {outcome.took:.1f} s{_course(outcome)}: "
        f"after {how}, so as a rule by the phone or its network, not by Twilio"
    )
    return _with(Hop("call", BAD, fact, "call another number"), findings)


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
