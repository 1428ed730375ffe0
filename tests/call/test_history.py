"""What the SIP messages in Asterisk's history say about a call."""

from collections.abc import Mapping, Sequence

import pytest

from trunkline.call import placing

from ..support.asterisk import Script, asterisk
from ..support.sip_history import EDGE, TITLE, listed
from .conftest import TO, Run
from .test_outcomes import CHANNEL, FAILED, TRIED

INVITES = 'pjsip show history where sip.msg.request.method = "INVITE"'
CALL = 'pjsip show history where sip.msg.call-id = "one@x"'
ENDED = {"Event": "Hangup", "Cause": "21", "Cause-txt": "Call Rejected", **CHANNEL}


def _history(*messages: str, error: str = "") -> dict[str, str]:
    """The commands of an Asterisk whose history has one call."""
    invites = [text for text in messages if "INVITE" in text]
    headers = f"SIP/2.0 403 Forbidden\nCall-ID: one@x\nX-Twilio-Error: {error}\na=crypto:1 secret"
    return {
        "pjsip set history": "PJSIP History",
        "pjsip show history": TITLE,
        INVITES: listed(*invites),
        CALL: listed(*messages),
        "pjsip show history entry": headers,
    }


INVITE = f">INVITE sip:{TO}@grable.pstn.twilio.com SIP/2.0"
TRYING, CHALLENGE = "<SIP/2.0 100 Trying", "<SIP/2.0 407 Proxy Authentication Required"
ACK = f">ACK sip:{TO}@grable.pstn.twilio.com SIP/2.0"
CHALLENGED = (INVITE, TRYING, CHALLENGE, ACK, INVITE, TRYING)

CASES: dict[str, tuple[Script, Mapping[str, str], Sequence[str]]] = {
    "a number": (
        [TRIED, ENDED],
        _history(*CHALLENGED, "<SIP/2.0 403 Forbidden", ACK, error="32202 Authentication failure"),
        ("refused with 403", "(100, 407, 100, 403); Twilio's error 32202: Bad user credentials"),
    ),
    "no number": (
        [TRIED, ENDED],
        _history(*CHALLENGED, "<SIP/2.0 403 Forbidden", ACK),
        ("refused with 403", "Twilio refuses the caller", "32202 Bad user credentials", "32204 'From'"),
    ),
    "escapes": (
        [TRIED, ENDED],
        _history(INVITE, "<SIP/2.0 403 Forbidden", error="\x1b[2J x"),
        ("X-Twilio-Error: [2J x: Twilio refuses the caller",),
    ),
    "a challenge without an answer": (
        [TRIED, ENDED],
        _history(INVITE, TRYING, CHALLENGE, ACK),
        ("refused with 407", "Asterisk did not answer the challenge"),
    ),
    "rang and was cancelled": (
        [TRIED, 1.2, FAILED, ENDED],
        _history(*CHALLENGED, "<SIP/2.0 180 Ringing", "<SIP/2.0 487 Request Terminated", ACK),
        ("the phone rang and was not picked up: the trunk works", "(100, 407, 100, 180, 487)"),
    ),
    "no answer at all": ([TRIED, 1.2, FAILED, ENDED], _history(INVITE), (f"no answer came from {EDGE} within 1.",)),
    "nothing sent": (
        [TRIED, ENDED],
        {**_history(), INVITES: TITLE},
        ("Asterisk sent no INVITE, as a rule because the contact's name does not resolve there",),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_outcome(run: Run, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    script, commands, facts = CASES[case]
    monkeypatch.setattr(placing, "GRACE", 1.0)
    with asterisk(script, commands=commands) as peer:
        ended = run(peer, "--ring", "1")
    assert ended.exit_code == 1
    for fact in facts:
        assert fact in ended.output, ended.output
    assert "32201" not in ended.output
    assert "a=crypto" not in ended.output
