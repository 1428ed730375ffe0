"""Asterisk's history of SIP messages, in each of its forms: what was sent, to whom, and what was answered."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from trunkline.providers.asterisk.ami import Ami
from trunkline.providers.asterisk.history import History, is_free, recorded

from ..support.asterisk import CONTACT, SECRET, USER, asterisk
from ..support.sip_history import EDGE, TITLE, listed, whole

ENTRY = "pjsip show history entry"
OPTIONS = 'pjsip show history where sip.msg.request.method = "OPTIONS"'
INVITES = 'pjsip show history where sip.msg.request.method = "INVITE"'
CALL = 'pjsip show history where sip.msg.call-id = "one@x"'
ASKED = f">OPTIONS {CONTACT} SIP/2.0"
FORBIDDEN = "<SIP/2.0 403 Forbidden"
CALLED = "<INVITE sip:+442071838750@pbx.example SIP/2.0"
LONG = f"sip:{'u' * 32}@{'d' * 63}.pstn.frankfurt.twilio.com:5061;transport=tls"
OTHER = ">OPTIONS sip:other@192.0.2.1 SIP/2.0"


@contextmanager
def _session(commands: Mapping[str, str]) -> Iterator[Ami]:
    with asterisk(commands=commands) as peer:
        ami = Ami("127.0.0.1", peer.port, USER, SECRET, 2)
        with ami.logged_in():
            yield ami


@pytest.mark.parametrize(
    ("uri", "options", "entries"),
    [
        (CONTACT, whole(ASKED, "Call-ID: one@x"), {0: whole(ASKED, "Call-ID: one@x")}),
        (CONTACT, whole(ASKED, "i: one@x"), {0: whole(ASKED, "i: one@x")}),
        (
            CONTACT,
            listed(ASKED, "<OPTIONS sip:us@pbx SIP/2.0", OTHER, f">OPTIONS {CONTACT}.example SIP/2.0"),
            {0: whole(ASKED, "Call-ID: one@x"), 3: whole(f">OPTIONS {CONTACT}.example SIP/2.0", "Call-ID: two@x")},
        ),
        (
            CONTACT,
            listed(OTHER, f">OPTIONS {CONTACT};x=y SIP/2.0", f"<OPTIONS {CONTACT} SIP/2.0"),
            {1: whole(f">OPTIONS {CONTACT};x=y SIP/2.0", "i: one@x", number=1)},
        ),
        (
            LONG,
            listed(OTHER, f">OPTIONS {LONG[:127]}\x7f\x11u SIP/2.0"),  # the list has room for 127 characters of it
            {1: whole(f">OPTIONS {LONG} SIP/2.0", "Call-ID: one@x", number=1)},
        ),
    ],
)
@pytest.mark.parametrize("call", [listed(ASKED, FORBIDDEN), whole(FORBIDDEN, number=1)])
def test_what_was_asked(uri: str, options: str, entries: Mapping[int, str], call: str) -> None:
    commands = {OPTIONS: options, CALL: call} | {f"{ENTRY} {number}": text for number, text in entries.items()}
    with _session(commands) as ami:
        answer = History(ami).asked(uri)[-1]
    assert (answer.is_sent, answer.code, answer.status, answer.address) == (False, 403, "403 Forbidden", EDGE)


@pytest.mark.parametrize("options", [TITLE, listed(OTHER, OTHER), whole(OTHER), listed(f"<OPTIONS {CONTACT} SIP/2.0")])
def test_nothing_was_asked(options: str) -> None:
    with _session({OPTIONS: options}) as ami:
        assert History(ami).asked(CONTACT) == []


@pytest.mark.parametrize("header", ["Call-ID", "i", "I", "call-id"])
@pytest.mark.parametrize("invites", [whole(CALLED), listed(CALLED, f">{CALLED[1:]}")])
def test_a_call_in(invites: str, header: str) -> None:
    received = whole(CALLED, f"{header}: one@x")
    commands = {INVITES: invites, f"{ENTRY} 0": received, CALL: listed(CALLED, ">SIP/2.0 404 Not Found")}
    with _session(commands) as ami:
        (call,) = History(ami).received(lambda host: host == "54.172.60.1")
        assert History(ami).received(lambda _: False) == []
    assert [(each.is_sent, each.is_invite, each.code, each.host) for each in call] == [
        (False, True, 0, "54.172.60.1"),
        (True, False, 404, "54.172.60.1"),
    ]


@pytest.mark.parametrize(
    ("shown", "is_not_in_use"),
    [
        (TITLE, True),
        (listed(ASKED), False),
        (whole(ASKED), False),
        ("No such command 'pjsip show history'", False),
    ],
)
def test_a_history_that_is_in_use_is_left_alone(shown: str, is_not_in_use: bool) -> None:
    with asterisk(commands={"pjsip show history": shown}) as peer:
        ami = Ami("127.0.0.1", peer.port, USER, SECRET, 2)
        with ami.logged_in():
            assert is_free(ami) == is_not_in_use
            with recorded(ami, wanted=False) as kept:
                assert kept is None
    assert [each["Command"] for each in peer.of("Command")] == ["pjsip show history"]
