"""Each way in which a call can end is named: with and without the SIP code, a history, a database or Twilio."""

import os
import signal
import subprocess
import sys
import time

import pytest

from trunkline.call import placing

from ..support.asterisk import Peer, Script, asterisk
from .conftest import HERE, TO, Run

CHANNEL = {"Channel": "PJSIP/twilio-00000001", "Uniqueid": "{name}"}
TRIED = {"Event": "Newchannel", "ChannelState": "0", **CHANNEL}
UP = {"Event": "Newstate", "ChannelState": "6", **CHANNEL}
FAILED = {"Event": "OriginateResponse", "ActionID": "{name}", "Response": "Failure", "Reason": "0"}
HISTORY = {"pjsip show history": "No history entries", "pjsip set history": "PJSIP History"}
OTHER = {
    "Event": "Hangup",
    "Channel": "PJSIP/twilio-00000009",
    "Uniqueid": "another",
    "Cause": "17",
    "TechCause": "486",
}


def _ended(cause: int, text: str = "", code: int = 0) -> dict[str, str]:
    tech = {"TechCause": str(code)} if code else {}
    return {"Event": "Hangup", "Cause": str(cause), "Cause-txt": text, **CHANNEL, **tech}


OUTCOMES: dict[str, tuple[Script, int, tuple[str, ...]]] = {
    "403": (
        [TRIED, OTHER, FAILED, _ended(21, "Call Rejected", 403)],
        1,
        (
            "6 call      FAILED  refused with 403 after 0.",
            "Twilio refuses the caller",
            "Twilio's error can be one of these",
            "32201 Source IP address not in ACL",
            "32202 Bad user credentials",
            "32204 'From' phone number not verified",
        ),
    ),
    "the phone is busy": ([TRIED, _ended(17, "User busy", 486)], 1, ("486", "the phone is busy", "the trunk works")),
    "503 from one of both": (
        [TRIED, _ended(34, "x", 503)],
        1,
        ("503", "or it is Asterisk's own, because it did not reach Twilio"),
    ),
    "488 from one of both": (
        [TRIED, _ended(58, "x", 488)],
        1,
        ("488", "or it is Asterisk's own, because the answer's media did not fit", "32102 Bad SDP"),
    ),
    "a code that is not in the table": ([TRIED, _ended(127, "x", 599)], 1, ("refused with 599",)),
    "an older Asterisk": (
        [TRIED, FAILED, _ended(21, "Call Rejected")],
        1,
        (
            "the SIP code is unknown: Asterisk gives the cause 21 (Call Rejected) only, which it makes of 401 or 403",
            "load res_pjsip_history.so",
        ),
    ),
    "a cause of many codes": (
        [TRIED, _ended(127, "Interworking, unspecified")],
        1,
        ("the SIP code is unknown: Asterisk gives the cause 127 (Interworking, unspecified) only\n",),
    ),
    "no channel": ([FAILED], 1, ("Asterisk sent nothing: it has no contact that it takes for reachable",)),
    "answered": (
        [TRIED, 0.3, UP],
        0,
        ("call      ok      answered after 0.", "ended as planned; 50 packets of audio came, 51 went"),
    ),
    "ended early": (
        [TRIED, UP, _ended(16, "Normal Clearing")],
        0,
        ("end       ?       ended before its time, by the other side or by Asterisk",),
    ),
    "rang out": ([TRIED, 1.2, FAILED, _ended(0, "Unknown")], 1, ("no answer in time, 1 s", "longer --ring")),
    "rang out, with Asterisk's own code": (
        [TRIED, 1.2, FAILED, _ended(19, "User alerting, no answer", 480)],
        1,
        ("no answer in time, 1 s", "longer --ring"),
    ),
}


@pytest.mark.parametrize("case", OUTCOMES)
def test_an_outcome(run: Run, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    script, code, facts = OUTCOMES[case]
    monkeypatch.setattr(placing, "GRACE", 1.0)
    monkeypatch.setattr(placing, "_AFTER_FAILURE", 0.3)
    with asterisk(script) as peer:
        ended = run(peer, "--ring", "1", "--seconds", "1")
    assert ended.exit_code == code, ended.output
    for fact in facts:
        assert fact in ended.output, ended.output
    assert len(peer.of("Originate")) == 1


@pytest.mark.slow
def test_a_call_of_which_nothing_is_reported(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "GRACE", 0.5)
    with asterisk([TRIED], answers={"Hangup": "No such channel"}) as peer:
        ended = run(peer, "--ring", "1")
    assert ended.exit_code == 1
    assert "call      ?       Asterisk did not say within 2 s what became of the call" in ended.output


def test_the_sides_that_are_not_read(run: Run) -> None:
    with asterisk([TRIED, UP, _ended(16)]) as peer:
        ended = run(peer)
    assert ended.exit_code == 0
    assert "not read: TWILIO_ACCOUNT_SID is not set" in ended.output
    assert "not read: TRUNKLINE_DATABASE_URL is not set" in ended.output
    assert "Asterisk cannot keep its SIP messages meanwhile" in ended.output


@pytest.mark.parametrize(
    ("missing", "sent"),
    [
        ({}, {"Application": "Milliwatt", "Variable": "TIMEOUT(absolute)=40"}),
        ({"core show function": "No function by that name registered."}, {"Application": "Wait", "Data": "6"}),
        (
            {"core show application": "Your application(s) is (are) not registered"},
            {"Application": "Wait", "Data": "6"},
        ),
    ],
)
def test_a_call_ends_by_itself(run: Run, missing: dict[str, str], sent: dict[str, str]) -> None:
    """Asterisk has every limit, in case that this process is killed."""
    with asterisk([TRIED, UP, _ended(16)], commands=missing) as peer:
        run(peer)
    (asked,) = peer.of("Originate")
    assert sent.items() <= asked.items()
    assert asked["Channel"] == f"PJSIP/{TO}@twilio"
    assert (asked["CallerID"], asked["Timeout"], asked["Async"]) == ("<+442071838751>", "30000", "true")


def test_an_answered_call_is_hung_up(run: Run) -> None:
    with asterisk([TRIED, UP]) as peer:
        ended = run(peer, "--seconds", "1")
    assert ended.exit_code == 0
    assert [each["Channel"] for each in peer.of("Hangup")] == ["PJSIP/twilio-00000001"]


def test_a_session_that_breaks_leaves_nothing_behind(run: Run) -> None:
    with asterisk([TRIED, None], commands=HISTORY) as peer:
        ended = run(peer)
    assert ended.exit_code == 2
    assert ended.stderr.startswith(f"Asterisk's manager interface at 127.0.0.1:{peer.port} does not answer")
    _is_cleared(peer)


def _is_cleared(peer: Peer) -> None:
    (placed,), (ended,) = peer.of("Originate"), peer.of("Hangup")
    assert ended["Channel"] in {CHANNEL["Channel"], placed["ChannelId"]}
    commands = [each["Command"] for each in peer.of("Command") if each["Command"].startswith("pjsip set")]
    assert commands == ["pjsip set history on", "pjsip set history off", "pjsip set history clear"]


@pytest.mark.slow
@pytest.mark.parametrize("script", [[TRIED], [], [TRIED, UP]])
def test_an_interrupt_ends_the_call(script: Script) -> None:
    with asterisk(script, commands=HISTORY) as peer:
        command = [sys.executable, "-m", "trunkline", "call", *HERE, "--seconds", "30"]
        process = subprocess.Popen(
            command, env=os.environ | peer.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        while not peer.of("Originate"):
            assert process.poll() is None
            time.sleep(0.05)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=20)
    assert process.returncode not in {0, None}
    assert "Traceback" not in output
    _is_cleared(peer)
