"""One examination: both sides read, the checks made."""

from attrs import frozen

from trunkline.providers.settings import Settings

from . import asterisk_side, twilio_side
from .checks import examine
from .errors import DoctorError
from .finding import HINT, Finding
from .snapshot import Declared, Snapshot, Unread
from .view import View, view


@frozen
class Diagnosis:
    """The findings, the worst first, and what was looked at."""

    findings: list[Finding]
    seen: View

    @property
    def counted(self) -> list[Finding]:
        """Those for which the exit code is 1."""
        return [finding for finding in self.findings if finding.code.severity != HINT]


def diagnose(settings: Settings, declared: Declared | None = None) -> Diagnosis:
    """Read both sides and examine them.

    Raises:
        DoctorError: neither side could be read.
    """
    asterisk = asterisk_side.read(settings, declared)
    lines = view(Snapshot(Unread(configured=False, reason=""), asterisk, declared)).lines
    domains = {uri.domain_name for line in lines for uri in line.uris if uri.domain_name}
    sids = declared.trunks.keys() if declared else ()
    twilio = twilio_side.read(settings, {*domains, *sids} if lines or declared else None)
    if isinstance(twilio, Unread) and isinstance(asterisk, Unread):
        raise DoctorError(f"{twilio.reason}\n{asterisk.reason}")
    snapshot = Snapshot(twilio, asterisk, declared)
    return Diagnosis(examine(snapshot), view(snapshot))
