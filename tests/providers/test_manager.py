"""Asterisk's manager interface that refuses, goes silent, drips or is another server: one line, in time."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from trunkline.providers.asterisk import manager
from trunkline.providers.asterisk.manager import Manager
from trunkline.providers.errors import NotConfiguredError, RefusedError, TrunklineError, UnreachableError
from trunkline.providers.settings import Settings

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
