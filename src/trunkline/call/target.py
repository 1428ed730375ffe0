"""Which endpoint calls, with which caller ID, and what the doctor finds about it."""

from collections.abc import Sequence

from attrs import field, frozen

from trunkline.doctor import codes
from trunkline.doctor.diagnosis import Asked, Diagnosis, diagnose
from trunkline.doctor.errors import DoctorError
from trunkline.doctor.finding import Finding
from trunkline.doctor.view import Line, View

from .errors import CallError

_UNREAD = (
    codes.TWILIO_NOT_CONFIGURED,
    codes.TWILIO_UNREADABLE,
    codes.DATABASE_NOT_CONFIGURED,
    codes.DATABASE_UNREADABLE,
)


@frozen
class Judged:
    """The doctor's side.

    Attributes:
        findings: all of them.
        seen: a view of each database.
        unread: a line for each side that was not read.
    """

    findings: Sequence[Finding] = ()
    seen: Sequence[View] = ()
    unread: tuple[str, ...] = ()

    @property
    def lines(self) -> list[Line]:
        return [line for each in self.seen for line in each.lines]

    def of(self, line: Line | None) -> list[Finding]:
        """The findings about the endpoint, its rows and its trunk; those about other endpoints are left out."""
        if line is None:
            return list(self.findings)
        own = {
            "ps_endpoints": {line.endpoint_id},
            "ps_aors": {*line.aors},
            "ps_auths": {*line.auths},
            "ps_endpoint_id_ips": {*line.identifies},
        }
        others = {str(each.trunk) for each in self.lines if each.trunk and each.trunk != line.trunk}
        return [
            each
            for each in self.findings
            if _is_about(each.subject.rpartition(": ")[2], own) and not each.subject.startswith(tuple(others))
        ]


@frozen
class Target:
    """The endpoint; its line if the doctor could read it; what the doctor says."""

    endpoint_id: str
    line: Line | None
    findings: Sequence[Finding] = field(repr=False)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of its trunk."""
        return self.line.trunk.phone_numbers if self.line and self.line.trunk else ()


def judge(asked: Asked) -> Judged:
    """Run the doctor. A side without settings is left out."""
    try:
        diagnosis: Diagnosis = diagnose(asked)
    except DoctorError as error:
        return Judged(unread=tuple(str(error).splitlines()))
    unread = tuple(each.fact for each in diagnosis.findings if each.code in _UNREAD)
    return Judged([each for each in diagnosis.findings if each.code not in _UNREAD], diagnosis.seen, unread)


def choose(judged: Judged, wanted: str | None) -> Target:
    """The endpoint `wanted`, or the only one that calls a trunk.

    Raises:
        CallError: there are several, or none is known.
    """
    if wanted is not None:
        if not wanted.isprintable() or not wanted.strip() or {*wanted} & {*" ,/@"}:
            raise CallError(f"{wanted!r} is not the id of an endpoint: give the id of a row of ps_endpoints")
        line = next((each for each in judged.lines if each.endpoint_id == wanted), None)
        return Target(wanted, line, judged.of(line))
    lines = {line.endpoint_id: line for line in judged.lines if line.domains}
    if len(lines) == 1:
        (line,) = lines.values()
        return Target(line.endpoint_id, line, judged.of(line))
    if lines:
        raise CallError(f"{len(lines)} endpoints call trunks: {', '.join(lines)}: name one with --endpoint")
    reason = "the database has no endpoint that calls a trunk" if judged.seen else "the database was not read"
    raise CallError(f"{reason}: name the endpoint with --endpoint, as in the dial string PJSIP/<number>@<endpoint>")


def _is_about(subject: str, own: dict[str, set[str]]) -> bool:
    table, dot, rest = subject.partition(".")
    if not dot or not table.startswith("ps_"):
        return True
    return any(rest == id_ or rest.startswith(f"{id_}.") for id_ in own.get(table, ()))
