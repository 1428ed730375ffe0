"""Says what an outcome means: the answer, Twilio's error number, and the doctor's findings that fit."""

from collections.abc import Sequence

from attrs import frozen

from trunkline.doctor.finding import HINT, Code, Finding

from .answers import ERRORS, ERRORS_URL, NO_WAY, OF_CAUSE, SIP, Answer, number_of
from .hop import BAD, OK, UNKNOWN, Hop
from .placing import Outcome

_UNKNOWN = Answer("Twilio refuses the call", "see the error in the console's debugger")
_RINGING = frozenset({180, 183})


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


def explain(outcome: Outcome, findings: Sequence[Finding]) -> Explanation:
    if outcome.is_answered:
        return Explanation((_answered(outcome), _ended(outcome)), others=_counted(findings))
    if not outcome.is_reported:
        fact = f"Asterisk did not say within {outcome.took:.0f} s what became of the call"
        return _with(Hop("call", UNKNOWN, fact, "see `core show channels` and the log there"), findings, ())
    if fact := _unreached(outcome):
        return _no_way(outcome, findings, fact)
    if outcome.rang_out and (not outcome.messages or not any(code in SIP for code in outcome.answers)):
        return _rang_out(outcome, findings)
    return _refused(outcome, findings)


def _unreached(outcome: Outcome) -> str:
    """Why the call did not reach Twilio, or that Twilio did not react; empty if it did, or if that is not known."""
    if not outcome.has_channel:
        return "Asterisk sent nothing: it has no contact that it takes for reachable"
    if outcome.messages is None or outcome.answers:
        return ""
    if not any(message.is_sent for message in outcome.messages):
        return "Asterisk sent no INVITE: the contact's name does not resolve there"
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


def _no_way(outcome: Outcome, findings: Sequence[Finding], fact: str) -> Explanation:
    """The call did not reach Twilio, or Twilio did not react."""
    local = f"; {outcome.code} is Asterisk's own" if outcome.code else ""
    remedy = "check the contact above, DNS on Asterisk's machine, and its firewall: ports 5060 and 5061 outbound"
    return _with(Hop("call", BAD, f"{fact}{local}", remedy), findings, NO_WAY)


def _rang_out(outcome: Outcome, findings: Sequence[Finding]) -> Explanation:
    if _RINGING & {*outcome.answers}:
        fact, remedy = "the phone rang and was not picked up: the trunk works", "call a phone that somebody picks up"
    else:
        fact, remedy = "no answer in time", "call again with a longer --ring"
    return _with(Hop("call", BAD, f"{fact}, {outcome.took:.0f} s{_course(outcome)}", remedy), findings, ())


def _refused(outcome: Outcome, findings: Sequence[Finding]) -> Explanation:
    if not outcome.code:
        return _without_code(outcome, findings)
    answer, number = SIP.get(outcome.code, _UNKNOWN), number_of(outcome.error)
    fact = f"refused with {outcome.code} after {outcome.took:.1f} s{_course(outcome)}"
    error = ERRORS.get(number) if number else None
    if error:
        hop = Hop("call", BAD, f"{fact}; Twilio's error {number}: {error.title} ({ERRORS_URL}/{number})", error.remedy)
        return _with(hop, findings, error.findings)
    if outcome.error:
        hop = Hop("call", BAD, f"{fact}; X-Twilio-Error: {outcome.error}; {answer.meaning}", answer.remedy)
        return _with(hop, findings, _codes(answer, outcome))
    possible = tuple(f"{each} {ERRORS[each].title}: {ERRORS[each].remedy}" for each in _errors(answer, outcome))
    hop = Hop("call", BAD, f"{fact}: {answer.meaning}", answer.remedy)
    return _with(hop, findings, _codes(answer, outcome), possible)


def _without_code(outcome: Outcome, findings: Sequence[Finding]) -> Explanation:
    cause, text = outcome.cause
    candidates = OF_CAUSE.get(cause, ())
    maybe = f", which it makes of {' or '.join(map(str, candidates))}" if candidates else ""
    fact = f"refused; the SIP code is unknown: Asterisk gives the cause {cause} ({text}) only{maybe}"
    wanted = [code for each in candidates if each in SIP for code in _codes(SIP[each], outcome)]
    remedy = "load res_pjsip_history.so in Asterisk and call again, or see the error in the console's debugger"
    return _with(Hop("call", BAD, fact, remedy), findings, tuple(wanted))


def _errors(answer: Answer, outcome: Outcome) -> list[int]:
    """The error numbers that the answer can have, before or after a challenge."""
    known = outcome.is_challenged
    return [each for each in answer.errors if known is None or ERRORS[each].after_challenge in {None, known}]


def _codes(answer: Answer, outcome: Outcome) -> tuple[Code, ...]:
    return (*answer.findings, *(code for each in _errors(answer, outcome) for code in ERRORS[each].findings))


def _course(outcome: Outcome) -> str:
    """The answers on the way, such as ` (100, 407, 100, 403)`."""
    return f" ({', '.join(map(str, outcome.answers))})" if outcome.answers else ""


def _with(hop: Hop, findings: Sequence[Finding], wanted: Sequence[Code], possible: tuple[str, ...] = ()) -> Explanation:
    causes = tuple(finding for finding in findings if finding.code in wanted)
    return Explanation((hop,), possible, causes, tuple(each for each in _counted(findings) if each not in causes))


def _counted(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.code.severity != HINT)
