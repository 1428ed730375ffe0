"""Asks Asterisk about an endpoint's contacts, and lets it ask those again that did not answer."""

import time
from collections.abc import Iterator

from attrs import frozen

from trunkline.providers.asterisk.ami import Ami
from trunkline.providers.asterisk.history import recorded
from trunkline.providers.asterisk.manager import ASKED_SECONDS, NO_RTT, REACHABLE

from .answers import meaning
from .hop import BAD, OK, UNKNOWN, Hop

_MICROSECONDS = 1000
_POLL_SECONDS = 0.2
_SUCCESS = 2


@frozen
class _Contact:
    """A contact: its URI, its status, and its round trip time in microseconds, as Asterisk writes them."""

    uri: str
    status: str
    rtt: str


@frozen
class _Answer:
    """The answer to OPTIONS: its code, 0 if none came; and its X-Twilio-Error header."""

    code: int
    error: str


def hops(ami: Ami, endpoint_id: str, aors: str, *, record: bool) -> Iterator[Hop]:
    """A hop for each contact of the AORs."""
    names = [
        contact
        for aor in filter(None, map(str.strip, aors.split(",")))
        for contact in filter(None, ami.variable(f"PJSIP_AOR({aor},contact)").split(","))
    ]
    for name in names:
        contact, answer = _read(ami, name), None
        if contact.status != REACHABLE:
            contact, answer = _ask_again(ami, endpoint_id, name, record=record)
        yield _hop(contact, answer)
    if not names:
        yield Hop(
            "contact",
            BAD,
            f"Asterisk has no contact for aors {aors or '(not set)'}",
            "set contact in ps_aors to `sip:<username>@<label>.pstn.twilio.com`",
        )


def _read(ami: Ami, name: str) -> _Contact:
    uri, status, rtt = (ami.variable(f"PJSIP_CONTACT({name},{what})") for what in ("uri", "status", "rtt"))
    return _Contact(uri, status, rtt)


def _ask_again(ami: Ami, endpoint_id: str, name: str, *, record: bool) -> tuple[_Contact, _Answer | None]:
    """Asterisk asks each contact once in `qualify_frequency` seconds; what it knows can be old.

    The answer is None if Asterisk keeps no history.
    """
    with recorded(ami, wanted=record) as history:
        ami.command(f"pjsip qualify {endpoint_id}")
        deadline = time.monotonic() + ASKED_SECONDS
        while True:
            contact = _read(ami, name)
            messages = history.asked(contact.uri) if history else []
            answers = [each for each in messages if each.is_answer]
            if contact.status == REACHABLE or answers or time.monotonic() > deadline:
                break
            time.sleep(_POLL_SECONDS)
        if not history:
            return contact, None
        return contact, _Answer(answers[-1].code, history.error(answers[-1])) if answers else _Answer(0, "")


def _hop(contact: _Contact, answer: _Answer | None) -> Hop:
    if contact.status == REACHABLE or (answer and answer.code // 100 == _SUCCESS):
        rtt = contact.rtt
        took = f" in {int(rtt) / _MICROSECONDS:.0f} ms" if rtt not in NO_RTT and rtt.isdigit() else ""
        return Hop("contact", OK, f"{contact.uri} answers OPTIONS{took}")
    if answer and answer.code:
        found = meaning(answer.code, answer.error, is_challenged=False)
        return Hop(
            "contact", BAD, f"{contact.uri} answers OPTIONS with {answer.code}{found.text}", found.remedy, found.codes
        )
    if contact.status == "Unreachable" or answer:
        remedy = "check DNS on Asterisk's machine, and its firewall: ports 5060 and 5061 outbound"
        if not answer:
            remedy = f"{remedy}; compare its address with the trunk's IP access control list"
        return Hop("contact", BAD, f"{contact.uri} does not answer OPTIONS", remedy)
    return Hop("contact", UNKNOWN, f"{contact.uri}: Asterisk asks it no OPTIONS ({contact.status or 'no status'})")
