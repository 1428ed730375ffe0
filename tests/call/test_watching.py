"""`--wait-for-inbound`: who took the call, who was turned away, and from where."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from trunkline.call import watching
from trunkline.cli import app
from trunkline.providers.settings import VARIABLES

from ..support.asterisk import Peer, Script, asterisk

TWILIO, STRANGER = "54.172.60.1", "198.51.100.7"
BEGINS = "pjsip show history"
CALL = {"Channel": "PJSIP/twilio-00000001", "Uniqueid": "1.1"}
RINGS = {
    "Event": "Newchannel",
    "ChannelState": "4",
    "Context": "from-twilio",
    "Exten": "+442071838750",
    "CallerIDNum": "+10987654321",
    **CALL,
}
ANSWERED = {"Event": "Newstate", "ChannelState": "6", **CALL}
ENDED = {"Event": "Hangup", "Cause-txt": "User busy", **CALL}
OUTBOUND = {"Event": "Newchannel", "ChannelState": "0", "Channel": "PJSIP/desk-00000002", "Uniqueid": "2.2"}
LOCAL = {"Event": "Newchannel", "ChannelState": "4", "Channel": "Local/s@x-00000002;1", "Uniqueid": "3.3"}


def _turned_away(event: str, address: str) -> dict[str, str]:
    return {"Event": event, "RemoteAddress": f"IPV4/UDP/{address}/5060", "AccountID": "x"}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)

    def run(peer: Peer, *options: str) -> Result:
        for name, value in peer.environment().items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(app, ["call", "--wait-for-inbound", "--seconds", "1", *options])

    return run


CASES: dict[str, tuple[Script, int, tuple[str, ...]]] = {
    "answered": (
        [OUTBOUND, LOCAL, RINGS, ANSWERED],
        0,
        (
            f"2 inbound   ok      endpoint twilio took the call of +10987654321 from {TWILIO}: ",
            "context from-twilio, exten +442071838750; answered",
        ),
    ),
    "rings on": ([RINGS], 0, ("exten +442071838750; not answered within 3 s",)),
    "ended by the dialplan": ([RINGS, ENDED], 1, ("it ended without an answer: User busy",)),
    "none": ([OUTBOUND, LOCAL], 1, ("no call came within 1 s\n",)),
    "no endpoint": (
        [_turned_away("InvalidAccountID", TWILIO)],
        1,
        (f"a call from {TWILIO} was refused: Asterisk reports InvalidAccountID: no identify row has this address",),
    ),
    "an ACL": ([_turned_away("FailedACL", TWILIO)], 1, ("Asterisk reports FailedACL",)),
    "strangers": (
        [_turned_away("InvalidAccountID", STRANGER), _turned_away("InvalidPassword", STRANGER), RINGS, ANSWERED],
        0,
        ("endpoint twilio took the call",),
    ),
    "strangers only": (
        [_turned_away("InvalidAccountID", f"198.51.100.{number}") for number in range(9)],
        1,
        ("turned away meanwhile, and not Twilio's: InvalidAccountID from 198.51.100.0;",),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_a_call_in(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    script, code, facts = CASES[case]
    monkeypatch.setattr(watching, "_SETTLED", 0.5)
    with asterisk(script, variables={"CHANNEL(pjsip,remote_addr)": f"{TWILIO}:5060"}, begins=BEGINS) as peer:
        ended = run(peer)
    assert ended.exit_code == code, ended.output
    for fact in facts:
        assert fact in ended.output, ended.output
    assert peer.of("Originate") == []
    assert ended.output.count("198.51.100.") <= 5


def test_another_endpoint_than_the_wanted_one(run: Callable[..., Result]) -> None:
    other = RINGS | {"Channel": "PJSIP/another-00000001"}
    address = {"CHANNEL(pjsip,remote_addr)": f"{TWILIO}:5060"}
    with asterisk([other, ANSWERED | {"Channel": other["Channel"]}], variables=address, begins=BEGINS) as peer:
        ended = run(peer, "--endpoint", "twilio")
    assert ended.exit_code == 1
    assert "endpoint another took the call of +10987654321" in ended.output
    assert ", not endpoint twilio" in ended.output


def test_the_call_of_a_desk_phone_is_let_pass(run: Callable[..., Result]) -> None:
    address = {"CHANNEL(pjsip,remote_addr)": "192.0.2.20:5060"}
    with asterisk([RINGS | {"Channel": "PJSIP/desk-00000001"}], variables=address, begins=BEGINS) as peer:
        ended = run(peer)
    assert ended.exit_code == 1
    assert "no call came within 1 s\n" in ended.output


def test_the_permissions_of_a_wait(run: Callable[..., Result]) -> None:
    with asterisk(commands={"manager show user": "read perm: call\nwrite perm: command,call"}) as peer:
        ended = run(peer)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "lacks security in `read` of manager.conf" in ended.stderr
