"""What could not be looked at, and what there is to look at."""

from collections.abc import Iterator

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.snapshot import Unread
from trunkline.doctor.view import View


def unread(view: View) -> Iterator[Finding]:
    for side, subject, not_configured, unreadable in (
        (view.snapshot.twilio, "Twilio", codes.TWILIO_NOT_CONFIGURED, codes.TWILIO_UNREADABLE),
        (view.snapshot.asterisk, "Asterisk", codes.DATABASE_NOT_CONFIGURED, codes.DATABASE_UNREADABLE),
    ):
        if isinstance(side, Unread):
            yield (unreadable if side.configured else not_configured).at(subject, side.reason)


def alone(view: View) -> Iterator[Finding]:
    """Endpoints without a trunk are `termination`'s; the account's trunks are told where no endpoint is."""
    if not view.asterisk or view.lines or view.declared:
        return
    yield codes.NO_ENDPOINT.at(view.asterisk.database, "no contact leads to twilio.com, no identify row to Twilio")
    for trunk in view.trunks:
        yield codes.NO_ENDPOINT_FOR_TRUNK.at(str(trunk), "no contact in ps_aors has its domain")


CHECKS = (unread, alone)
