"""SIP messages in Asterisk's history, in both of its forms, and what they say about a call."""

from collections.abc import Mapping, Sequence

import pytest

from trunkline.call import placing
from trunkline.call.history import History, is_free, recorded
from trunkline.providers.asterisk.ami import Ami

from .asterisk import SECRET, USER, Script, asterisk
from .conftest import TO, Run
from .test_outcomes import CHANNEL, FAILED, TRIED

TITLE = "No.   Timestamp  (Dir) Address                  SIP Message\n===== ========== ======"
INVITES = 'pjsip show history where sip.msg.request.method = "INVITE"'
CALL = 'pjsip show history where sip.msg.call-id = "one@x"'
EDGE = "54.172.60.1:5061"
ENDED = {"Event": "Hangup", "Cause": "21", "Cause-txt": "Call Rejected", **CHANNEL}


def _listed(*messages: str) -> str:
    """`>INVITE …` was sent, `<SIP/2.0 …` was received."""
    rows = [
        f"{number:05} 1795800715 * {'==>' if text[0] == '>' else '<=='} {EDGE:<24} {text[1:]}"
        for number, text in enumerate(messages)
    ]
    return "\n".join([TITLE, *rows])


def _history(*messages: str, error: str = "") -> dict[str, str]:
    """The commands of an Asterisk whose history has one call."""
    invites = [text for text in messages if "INVITE" in text]
    headers = f"SIP/2.0 403 Forbidden\nCall-ID: one@x\nX-Twilio-Error: {error}\na=crypto:1 secret"
    return {
        "pjsip set history": "PJSIP History",
        "pjsip show history": TITLE,
        INVITES: _listed(*invites),
        CALL: _listed(*messages),
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


WHOLE = f"""<--- History Entry 7 Received from {EDGE} at 1795800740 --->
INVITE sip:+442071838750@pbx.example SIP/2.0
Via: SIP/2.0/TLS 192.0.2.1:5061
Call-ID: one@x
"""


def test_a_single_message_is_shown_whole() -> None:
    commands = {
        INVITES: WHOLE,
        "pjsip show history entry 7": WHOLE,
        CALL: _listed(f"<{WHOLE.splitlines()[1]}", ">SIP/2.0 404 Not Found"),
    }
    with asterisk(commands=commands) as peer:
        ami = Ami("127.0.0.1", peer.port, USER, SECRET, 2)
        with ami.logged_in():
            (call,) = History(ami).received(lambda host: host == "54.172.60.1")
            assert History(ami).received(lambda _: False) == []
    assert [(each.is_sent, each.is_invite, each.code, each.host) for each in call] == [
        (False, True, 0, "54.172.60.1"),
        (True, False, 404, "54.172.60.1"),
    ]


@pytest.mark.parametrize(
    ("shown", "free"),
    [(TITLE, True), (_listed(INVITE), False), (WHOLE, False), ("No such command 'pjsip show history'", False)],
)
def test_a_history_that_is_in_use_is_left_alone(shown: str, free: bool) -> None:
    with asterisk(commands={"pjsip show history": shown}) as peer:
        ami = Ami("127.0.0.1", peer.port, USER, SECRET, 2)
        with ami.logged_in():
            assert is_free(ami) == free
            with recorded(ami, wanted=False) as kept:
                assert kept is None
    assert [each["Command"] for each in peer.of("Command")] == ["pjsip show history"]
