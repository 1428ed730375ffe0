"""What the SIP messages in Asterisk's history say about a call."""

from collections.abc import Mapping, Sequence

import pytest

from trunkline.call import placing

from ..support.asterisk import Script, asterisk
from ..support.sip_history import EDGE, TITLE, listed
from .conftest import TO, Run
from .test_outcomes import CHANNEL, FAILED, TRIED, UP

INVITES = 'pjsip show history where sip.msg.request.method = "INVITE"'
CALL = 'pjsip show history where sip.msg.call-id = "one@x"'
ENDED = {"Event": "Hangup", "Cause": "21", "Cause-txt": "Call Rejected", **CHANNEL}
NO_MEDIA = {"Event": "Hangup", "Cause": "58", "Cause-txt": "x", "TechCause": "488", **CHANNEL}


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
CANCEL = f">CANCEL sip:{TO}@grable.pstn.twilio.com SIP/2.0"
BYE = f"BYE sip:{TO}@54.172.60.1 SIP/2.0"
RINGING, EARLY, OK = "<SIP/2.0 180 Ringing", "<SIP/2.0 183 Session Progress", "<SIP/2.0 200 OK"

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
        _history(*CHALLENGED, RINGING, CANCEL, OK, "<SIP/2.0 487 Request Terminated", ACK),
        ("the phone rang and was not picked up: the trunk works", "(100, 407, 100, 180, 487)"),
    ),
    "early media and no answer": (
        [TRIED, 1.2, FAILED, ENDED],
        _history(*CHALLENGED, EARLY, CANCEL, OK),
        (
            "early media came, such as a ringing tone or an announcement, but no answer: the trunk works, 1 s ",
            "(100, 407, 100, 183)\n",
        ),
    ),
    "refused after early media": (
        [TRIED, ENDED],
        _history(*CHALLENGED, EARLY, "<SIP/2.0 404 Not Found", ACK),
        (
            "refused with 404 after 0.",
            "(100, 407, 100, 183, 404): after early media, so as a rule by the phone or its network, not by Twilio\n",
            "call another number\n",
        ),
    ),
    "refused after it rang": (
        [TRIED, ENDED],
        _history(*CHALLENGED, RINGING, "<SIP/2.0 403 Forbidden", ACK),
        ("(100, 407, 100, 180, 403): after it rang, so as a rule by the phone or its network, not by Twilio\n",),
    ),
    "refused by Twilio after early media": (
        [TRIED, ENDED],
        _history(*CHALLENGED, EARLY, "<SIP/2.0 403 Forbidden", ACK, error="32205 No permission"),
        ("(100, 407, 100, 183, 403); Twilio's error 32205: No international permission",),
    ),
    "busy after early media": (
        [TRIED, ENDED],
        _history(*CHALLENGED, EARLY, "<SIP/2.0 486 Busy Here", ACK),
        ("(100, 407, 100, 183, 486): the phone is busy\n", "nothing: the trunk works"),
    ),
    "an answer whose media do not fit": (
        [TRIED, NO_MEDIA],
        _history(*CHALLENGED, OK, ACK, f">{BYE}", OK),
        (
            "(100, 407, 100, 200), but Asterisk ended the call at once with 488 of its own: ",
            "the two sides do not agree about the media\n",
        ),
    ),
    "an answer that Asterisk does not accept": (
        [TRIED, ENDED],
        _history(*CHALLENGED, OK, ACK, f">{BYE}", OK),
        ("(100, 407, 100, 200), but Asterisk ended the call at once\n", "see Asterisk's log"),
    ),
    "Asterisk ends it": (
        [TRIED, UP, ENDED],
        _history(*CHALLENGED, OK, ACK, f">{BYE}", OK),
        ("call      ok      answered after 0.", "end       FAILED  Asterisk itself ended it before its time\n"),
    ),
    "no answer at all": ([TRIED, 1.2, FAILED, ENDED], _history(INVITE), (f"no answer came from {EDGE} within 1.",)),
    "nothing sent": (
        [TRIED, ENDED],
        {**_history(), INVITES: TITLE},
        ("Asterisk sent no INVITE, as a rule because the contact's name does not resolve there",),
    ),
}


@pytest.mark.slow
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
    assert "32102" not in ended.output
    assert "a=crypto" not in ended.output


def test_the_other_side_ends_it(run: Run) -> None:
    with asterisk(
        [TRIED, UP, ENDED], commands=_history(INVITE, RINGING, OK, ACK, f"<{BYE}", ">SIP/2.0 200 OK")
    ) as peer:
        ended = run(peer)
    assert ended.exit_code == 0
    assert " (180, 200)\n" in ended.output
    assert "end       ok      the other side ended it\n" in ended.output
