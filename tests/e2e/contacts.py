"""Asterisk's own word on an endpoint's contact, untruncated (`pjsip show contacts` cuts its columns)."""

from .ami import Ami


def status(ami: Ami, aor: str) -> str:
    """Reachable, Unreachable, NonQualified, Unknown; empty where there is no contact."""
    contact = _get(ami, f"PJSIP_AOR({aor},contact)")
    return _get(ami, f"PJSIP_CONTACT({contact},status)") if contact else ""


def _get(ami: Ami, expression: str) -> str:
    return ami.action("Getvar", Variable=expression).get("Value", "")
