"""Asterisk's own word on an endpoint's contact, untruncated (`pjsip show contacts` cuts its columns)."""

import time

from .ami import Ami

SECONDS = 8.0


def status(ami: Ami, aor: str) -> str:
    """Reachable, Unreachable, NonQualified, Unknown; empty without a contact."""
    contact = _get(ami, f"PJSIP_AOR({aor},contact)")
    return _get(ami, f"PJSIP_CONTACT({contact},status)") if contact else ""


def wait_until(ami: Ami, aor: str, wanted: str) -> None:
    """Until the contact has that status."""
    end = time.monotonic() + SECONDS
    while status(ami, aor) != wanted:
        assert time.monotonic() < end, f"{aor} is {status(ami, aor)!r} and not {wanted!r}"
        time.sleep(0.05)


def _get(ami: Ami, expression: str) -> str:
    return ami.action("Getvar", Variable=expression).get("Value", "")
