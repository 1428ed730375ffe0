"""Asterisk's manager interface that refuses, goes silent, drips or is another server: one line, in time."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from trunkline.providers.asterisk import manager
from trunkline.providers.asterisk.manager import Contact, Manager
from trunkline.providers.errors import NotConfiguredError, RefusedError, TrunklineError, UnreachableError
from trunkline.providers.settings import Settings

from ..support.asterisk import CONTACT, USER, asterisk
from ..support.asterisk import SECRET as PEERS_SECRET
from ..support.sip_history import TITLE, listed, whole

TIMEOUT = 0.3
SLACK = 5.0
SECRET = "Canary-Manager-5f1e"

Answer = Callable[[dict[str, str]], bytes | None]
"""The answer to an action. None closes the connection."""


def _said(response: str, message: str, *output: str) -> Answer:
    lines = [f"Response: {response}", f"Message: {message}", *(f"Output: {line}" for line in output)]
    return lambda action: "\r\n".join([*lines, f"ActionID: {action['ActionID']}", "", ""]).encode()


WELCOME = _said("Success", "Authentication accepted")


@contextmanager
def _asterisk(
    login: Answer = WELCOME,
    command: Answer = WELCOME,
    banner: bytes = b"Asterisk Call Manager/9.0.0\r\n",
    drip: float = 0,
) -> Iterator[Manager]:
    """A server that speaks the manager's protocol as far as a test needs it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=[listener, login, command, banner, drip], daemon=True).start()
        yield Manager("127.0.0.1", listener.getsockname()[1], "trunkline", SECRET, TIMEOUT)


def _serve(listener: socket.socket, login: Answer, command: Answer, banner: bytes, drip: float) -> None:
    with suppress(OSError):
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(banner)
            action: dict[str, str] = {}
            for line in lines:
                key, _, value = line.decode().strip().partition(": ")
                action[key] = value
                if key:
                    continue
                said = (login if action["Action"] == "Login" else command)(action)
                action = {}
                if said is None:
                    return
                for piece in [bytes([byte]) for byte in said] if drip else [said]:
                    connection.sendall(piece)
                    time.sleep(drip)


def _line(asterisk: Manager, kind: type[TrunklineError]) -> str:
    began = time.monotonic()
    with pytest.raises(kind) as failed:
        asterisk.require_transport("tls")
    assert time.monotonic() - began < 2 * TIMEOUT + SLACK
    assert SECRET not in str(failed.value)
    assert len(str(failed.value).splitlines()) == 1
    return str(failed.value)


def test_a_transport_that_is_there() -> None:
    with _asterisk(command=_said("Success", "Command output follows", "transport : tls")) as asterisk:
        asterisk.require_transport("tls")


def test_a_transport_that_is_not_there() -> None:
    with _asterisk(command=_said("Success", "Command output follows", "Unable to find object tls.")) as asterisk:
        assert _line(asterisk, RefusedError).startswith("transport 'tls' is not in pjsip.conf of the Asterisk at 127")


def test_a_wrong_secret() -> None:
    with _asterisk(login=_said("Error", "Authentication failed")) as asterisk:
        assert _line(asterisk, RefusedError) == (
            "the Asterisk at 127.0.0.1 refuses the manager's user 'trunkline': "
            "check TRUNKLINE_AMI_USER (amiUser) and TRUNKLINE_AMI_SECRET (amiSecret) against manager.conf"
        )


def test_a_user_who_may_not_run_commands() -> None:
    with _asterisk(command=_said("Error", "Permission denied")) as asterisk:
        assert _line(asterisk, RefusedError) == (
            "the Asterisk at 127.0.0.1 denies a command to the manager's user 'trunkline': "
            "give it `write = command,call` in manager.conf"
        )


@pytest.mark.parametrize(
    "server",
    [
        {"banner": b""},
        {"login": lambda _: b""},
        {"command": lambda _: b""},
        {"login": lambda _: None},
        {"command": lambda _: None},
        {"command": lambda _: b"Event: Newchannel\r\n\r\n" * 9},
        {"command": _said("Success", "x" * 200), "drip": 0.02},
        {"command": lambda _: b"x" * 200_000},
        {"command": lambda _: b"Response: \xff\xfe\r\n\r\n"},
        {"banner": b"SSH-2.0-OpenSSH_9.2\r\n", "login": lambda _: b"Protocol mismatch.\r\n"},
    ],
)
def test_no_answer_in_time(server: dict[str, Any]) -> None:
    with _asterisk(**server) as asterisk:
        assert _line(asterisk, UnreachableError) == (
            f"Asterisk's manager interface at 127.0.0.1:{asterisk.port} does not answer: "
            "check TRUNKLINE_AMI_HOST (amiHost), and `enabled` and `bindaddr` in manager.conf"
        )


@pytest.mark.parametrize(
    ("given", "host", "port"),
    [
        ("pbx", "pbx", 5038),
        ("pbx.example:5039", "pbx.example", 5039),
        (" 192.0.2.1\n", "192.0.2.1", 5038),
        ("[2001:db8::1]", "2001:db8::1", 5038),
        ("[::1]:5039", "::1", 5039),
        ("::1", "::1", 5038),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1", 5038),
        ("[fe80::1%eth0]:5038", "fe80::1%eth0", 5038),
        ("asterisk_1:5038", "asterisk_1", 5038),
        ("pbx.example.", "pbx.example.", 5038),
        ("b\u00fcro.example", "b\u00fcro.example", 5038),
    ],
)
def test_where_it_is(given: str, host: str, port: int) -> None:
    found = manager.connect(Settings(ami_host=given, ami_user="u", ami_secret=SECRET))
    assert found
    assert (found.host, found.port) == (host, port)


HOW = "write 192.0.2.1, pbx:5038 or [2001:db8::1]:5038"
HOW_NO_URL = "leave out the scheme, the user and the path of a URL, and write pbx:5038"
HOW_IPV6 = "put an IPv6 address in brackets, and write [2001:db8::1]:5038"


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ("host:abc", HOW),
        ("pbx:0", HOW),
        ("pbx:99999", HOW),
        ("pbx:", HOW),
        ("pbx:\u0665", HOW),
        ("a b", HOW),
        (":5038", HOW),
        (" ", HOW),
        ("300.1.1.1", HOW),
        ("192.0.2", HOW),
        ("a..b", HOW),
        (f"{'a' * 64}.example", HOW),
        ("[192.0.2.1]:5038", HOW),
        ("[::1", HOW_IPV6),
        ("[::1]:5038:5038", HOW_IPV6),
        ("2001:db8::1:5038", HOW_IPV6),
        ("2001:db8:0:0:0:0:0:1:5039", HOW_IPV6),
        (f"admin:{SECRET}@pbx:5038", HOW_NO_URL),
        (f"ami://u:{SECRET}@pbx", HOW_NO_URL),
        ("http://pbx:8088/asterisk/rawman", HOW_NO_URL),
        ("tcp://[::1]:5038", HOW_NO_URL),
        ("pbx:5038/", HOW_NO_URL),
    ],
)
def test_where_it_cannot_be(given: str, remedy: str) -> None:
    for explicit, setting in ((False, "TRUNKLINE_AMI_HOST (amiHost)"), (True, "ami_host")):
        with pytest.raises(NotConfiguredError) as refused:
            manager.connect(Settings(ami_host=given, ami_user="u", ami_secret=SECRET, explicit=explicit))
        assert str(refused.value) == f"{setting} is not host or host:port: {remedy}"


@pytest.mark.allow_hosts(["127.0.0.0/8", "::1"])
def test_where_nothing_answers() -> None:
    """An IPv6 address is in brackets, and the setting has the name that the user knows."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as closed:
        port = closed.getsockname()[1]
    given = Settings(ami_host=f"[::1]:{port}", ami_user="u", ami_secret=SECRET, explicit=True)
    asterisk = manager.connect(given)
    assert asterisk
    assert _line(asterisk, UnreachableError) == (
        f"Asterisk's manager interface at [::1]:{port} does not answer: "
        "check ami_host, and `enabled` and `bindaddr` in manager.conf"
    )


KEPT = {"pjsip reload": "ok", "pjsip qualify": "ok", "pjsip set history": "PJSIP History", "pjsip show history": TITLE}
OPTIONS = 'pjsip show history where sip.msg.request.method = "OPTIONS"'
CALL = 'pjsip show history where sip.msg.call-id = "one@x"'
ASKED, FORBIDDEN = f">OPTIONS {CONTACT} SIP/2.0", "<SIP/2.0 403 Forbidden"
SENT = {"pjsip show history entry 0": whole(ASKED, "Call-ID: one@x"), OPTIONS: listed(ASKED, ASKED), CALL: whole(ASKED)}
NOT_ALLOWED = "it answers 403 Forbidden: is the address that Asterisk calls from in asterisk_addresses?"
NOT_SENT = (
    "Asterisk sends it no OPTIONS, as a rule because its name does not resolve there: "
    "check the DNS of Asterisk's machine (not /etc/hosts)"
)
NOT_KEPT = "to see why, load res_pjsip_history.so there, or turn its history off and clear it"


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        (SENT | {CALL: listed(ASKED, FORBIDDEN)}, NOT_ALLOWED),
        (SENT | {CALL: whole(FORBIDDEN, number=1)}, NOT_ALLOWED),
        (SENT | {OPTIONS: whole(ASKED, "Call-ID: one@x"), CALL: listed(ASKED, FORBIDDEN)}, NOT_ALLOWED),
        (SENT | {OPTIONS: whole(ASKED, "i: one@x"), CALL: listed(ASKED, FORBIDDEN)}, NOT_ALLOWED),
        (
            SENT | {CALL: listed(ASKED, "<SIP/2.0 404 Not\x1b[2J Found")},
            "it answers 404 Not[2J Found: is the domain a trunk's termination domain?",
        ),
        (SENT | {CALL: listed(ASKED, "<SIP/2.0 200 OK")}, "it answers 200 OK only now"),
        (SENT, "no answer in time: check the firewall of Asterisk's machine, ports 5060 and 5061 outbound"),
        (
            {OPTIONS: TITLE},
            NOT_SENT,
        ),
        ({"pjsip show history": "No such command 'pjsip show history'"}, NOT_KEPT),
        ({"pjsip show history": whole("<SIP/2.0 200 OK")}, NOT_KEPT),
    ],
)
def test_why_a_contact_is_not_reachable(
    monkeypatch: pytest.MonkeyPatch, commands: Mapping[str, str], reason: str
) -> None:
    """In each form of Asterisk's history of SIP messages. Afterwards it is as before."""
    monkeypatch.setattr(manager, "READY_SECONDS", 0.1)
    monkeypatch.setattr(manager, "ASKED_SECONDS", 0.1)
    status = {"PJSIP_CONTACT(twilio@@6ed81610eb,status)": "Unreachable"}
    with asterisk(commands={**KEPT, **commands}, variables=status) as peer:
        seen = Manager("127.0.0.1", peer.port, USER, PEERS_SECRET)
        with pytest.raises(RefusedError) as refused:
            seen.wait_until_reachable("twilio", [Contact("twilio", CONTACT, "tls")])
    assert str(refused.value) == (
        f"the contact {CONTACT} is not reachable from the Asterisk at 127.0.0.1: {reason}; "
        "the rows are kept: correct that and run again"
    )
    changes = [each["Command"] for each in peer.of("Command") if each["Command"].startswith("pjsip set history")]
    assert changes == ([] if reason == NOT_KEPT else [f"pjsip set history {each}" for each in ("on", "off", "clear")])
