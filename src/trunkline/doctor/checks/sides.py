"""The sides that could not be read, and a database without an endpoint for Twilio."""

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
    """Reports trunks without an endpoint. `termination` reports endpoints without a trunk."""
    if not view.asterisk or view.lines or view.declared:
        return
    yield codes.NO_ENDPOINT.at(
        view.asterisk.database, "no contact leads to twilio.com, and no identify row has an address of Twilio"
    )
    for trunk in view.trunks:
        yield codes.NO_ENDPOINT_FOR_TRUNK.at(str(trunk), "no contact in ps_aors has its domain")


CHECKS = (unread, alone)
