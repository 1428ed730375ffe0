"""Reads both sides and runs the checks."""

from collections.abc import Sequence

from attrs import evolve, frozen

from trunkline.providers.settings import Settings

from . import asterisk_side, twilio_side
from .checks import examine, worst_first
from .errors import DoctorError
from .finding import HINT, Finding
from .snapshot import AsteriskSide, Declared, Snapshot, TwilioSide, Unread
from .view import View, view


@frozen
class Diagnosis:
    """The findings, the worst first, and a view of each database with its trunks."""

    findings: list[Finding]
    seen: list[View]

    @property
    def counted(self) -> list[Finding]:
        """The errors and warnings, for which the exit code is 1."""
        return [finding for finding in self.findings if finding.code.severity != HINT]


Asked = Sequence[tuple[Settings, Declared | None]]
"""[(settings, what the stack declares in their database)]. Without a stack it is one pair, with None."""


def diagnose(asked: Asked) -> Diagnosis:
    """Read both sides of each account, and check them.

    Raises:
        DoctorError: nothing could be read.
    """
    accounts = dict.fromkeys(settings.account for settings, _ in asked)
    diagnosed = [_of_account([each for each in asked if each[0].account == account]) for account in accounts]
    findings = worst_first([finding for each in diagnosed for finding in each.findings])
    return Diagnosis(findings, [seen for each in diagnosed for seen in each.seen])


def _of_account(asked: Asked) -> Diagnosis:
    asterisks = [_asterisk(settings, declared) for settings, declared in asked]
    views = [view(Snapshot(None, asterisk, declared)) for asterisk, (_, declared) in zip(asterisks, asked, strict=True)]
    twilio = _twilio(asked, views)
    sides = [twilio, *asterisks]
    if not any(isinstance(side, TwilioSide | AsteriskSide) for side in sides):
        raise DoctorError("\n".join(side.reason for side in sides if isinstance(side, Unread)))
    snapshots = [Snapshot(twilio, asterisk, declared) for asterisk, (_, declared) in zip(asterisks, asked, strict=True)]
    findings = [
        _placed(finding, snapshot) if len(snapshots) > 1 else finding
        for snapshot in snapshots
        for finding in examine(snapshot)
    ]
    return Diagnosis(worst_first(findings), [view(snapshot) for snapshot in snapshots])


def _asterisk(settings: Settings, declared: Declared | None) -> AsteriskSide | Unread | None:
    return None if declared and not declared.endpoints else asterisk_side.read(settings, declared)


def _twilio(asked: Asked, views: list[View]) -> TwilioSide | Unread | None:
    settings, declared = asked[0]
    if declared and not declared.trunks and not settings.twilio_account_sid:
        return None
    lines = [line for each in views for line in each.lines]
    domains = {uri.domain_name for line in lines for uri in line.uris if uri.domain_name}
    return twilio_side.read(settings, {*domains, *(declared.trunks if declared else ())} if lines or declared else None)


def _placed(finding: Finding, snapshot: Snapshot) -> Finding:
    """The finding with the database's name in its subject: there are several."""
    if isinstance(snapshot.asterisk, AsteriskSide) and finding.subject.startswith(("ps_", "extensions")):
        return evolve(finding, subject=f"{snapshot.asterisk.database}: {finding.subject}")
    return finding
