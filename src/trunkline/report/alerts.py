"""All alerts for a reviewer, by trunk."""

import re
from collections.abc import Iterator, Sequence

from attrs import evolve

from . import asterisk_alerts, credential_alerts, twilio_alerts
from .alert import CAUTION, NOTE, WARNING, Alert
from .preview import Preview
from .resource import SAME
from .text import code
from .trunk import Delta, Trunk

_TAKEOVER = re.compile(r"(?P<subject>.+?) is taken over: (?P<changes>.+)")
_MOVE = re.compile(
    r"(?P<subject>.+?) is this stack's and moves to (?P<to>\S+): (?P<changes>.+?)\. If the preview also .*"
)
_NUMBER = re.compile(r"phone number (?P<quote>['\"])(?P<name>.*)(?P=quote): (?P<plan>.+)")
_OF_RESOURCE = re.compile(
    r"(?P<subject>(?:trunk|credential list|IP access control list|Asterisk endpoint) "
    r"(?P<quote>['\"])(?:(?!(?P=quote)).)+(?P=quote)): .+"
)
"""A warning of a provider about a resource, such as a limit of Twilio or rows that overlap."""
_LOSS = re.compile(r" is removed(?:;|$)| loses ")
_QUOTED = re.compile(r"'([^']*)'")
_LONG = 500
"""The most characters of a warning."""
_MOVED = "has other settings: if they name another account or database, what exists stays in the former one"
_NAMES = ("domain_name", "endpoint_id", "friendly_name")


def of(preview: Preview, trunks: Sequence[Trunk]) -> list[Alert]:
    """The alerts about the program, about each trunk, and about what is taken over."""
    endpoints = {trunk.name: endpoint for trunk in trunks for endpoint in trunk.all("Endpoint")}
    elsewhere = {
        number: trunk.name for trunk in trunks for number in Delta.of(trunk.find("Trunk"), "phone_numbers").added
    }
    plans = {match["name"]: match["plan"] for notice in preview.notices if (match := _NUMBER.fullmatch(notice))}
    found = [Alert(WARNING, code(warning, _LONG)) for warning in preview.warnings]
    found += _warnings_of_providers(preview, trunks)
    found += [Alert(WARNING, f"provider {code(each)} {_MOVED}") for each in preview.providers]
    for trunk in trunks:
        for alerts in (
            twilio_alerts.of_trunk(trunk, elsewhere),
            twilio_alerts.of_addresses(trunk),
            credential_alerts.of_credentials(trunk, endpoints),
            twilio_alerts.of_numbers(trunk, plans),
            asterisk_alerts.of_endpoint(trunk),
            credential_alerts.of_auth(trunk),
            _generated(trunk),
        ):
            found += [evolve(alert, subject=trunk.name) for alert in alerts]
    return [*found, *_takeovers(preview, trunks)]


def _generated(trunk: Trunk) -> Iterator[Alert]:
    for password in trunk.all("GeneratedPassword"):
        if password.op == SAME or password.old.get("generation") == password.new.get("generation"):
            continue
        if password.new:
            yield Alert(
                NOTE, f"password {code(password.name)} generated: `pulumi up` makes it and keeps it in the state"
            )


def _warnings_of_providers(preview: Preview, trunks: Sequence[Trunk]) -> Iterator[Alert]:
    for notice in preview.notices:
        if match := _OF_RESOURCE.fullmatch(notice):
            yield Alert(WARNING, code(notice, _LONG), _named(match["subject"], trunks))


def _takeovers(preview: Preview, trunks: Sequence[Trunk]) -> Iterator[Alert]:
    for notice in preview.notices:
        if match := _MOVE.fullmatch(notice):
            move = f"{code(match['subject'])} moves to {code(match['to'])}: {code(match['changes'])}"
            yield Alert(NOTE, f"{move}; nothing is deleted", _named(match["subject"], trunks))
        if (match := _TAKEOVER.fullmatch(notice)) and not _NUMBER.fullmatch(notice):
            changes = ", ".join(code(change) for change in match["changes"].split("; "))
            level = CAUTION if _LOSS.search(match["changes"]) else WARNING
            yield Alert(level, f"{code(match['subject'])} is taken over: {changes}", _named(match["subject"], trunks))


def _named(subject: str, trunks: Sequence[Trunk]) -> str:
    """The trunk with a name that `subject` quotes."""
    names = set(_QUOTED.findall(subject))
    return next(
        (
            trunk.name
            for trunk in trunks
            for resource in trunk.resources
            if names & {str(resource.new.get(key)) for key in _NAMES}
        ),
        "",
    )
