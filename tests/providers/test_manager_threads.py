"""Many endpoints at once wait for one Asterisk, which has one history of SIP messages for all of them."""

import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from attrs import define, field

from trunkline.providers.asterisk import manager
from trunkline.providers.asterisk.manager import Contact, Manager
from trunkline.providers.errors import RefusedError

THREADS = 64


@define
class Asterisk:
    """Answers OPTIONS to an endpoint's contact with the endpoint's number as its code."""

    history: dict[str, str] = field(factory=dict)
    """{contact: Call-ID} of the OPTIONS since the last `clear`."""
    sessions: int = 0
    most: int = 0
    lock: threading.Lock = field(factory=threading.Lock)

    def output(self, command: str) -> list[str]:
        with self.lock:
            if command == "pjsip set history clear":
                self.history.clear()
            if number := re.fullmatch(r"pjsip qualify office(\d+)", command):
                self.history[_uri(int(number[1]))] = f"call-{number[1]}"
            if "request.method" in command:
                return [
                    line for uri, id_ in self.history.items() for line in (f"OPTIONS {uri} SIP/2.0", f"Call-ID: {id_}")
                ]
            if found := re.search(r"call-id = \"call-(\d+)\"", command):
                return [f"SIP/2.0 {found[1]} Answer"] if f"call-{found[1]}" in self.history.values() else []
        return []

    def variable(self, expression: str) -> str:
        aor = re.fullmatch(r"PJSIP_AOR\((\w+),contact\)", expression)
        return aor[1] if aor else {"status": "Unreachable", "rtt": "N/A"}[expression.partition(",")[2].strip(")")]

    @contextmanager
    def running(self) -> Iterator[Manager]:
        with socket.create_server(("127.0.0.1", 0), backlog=THREADS) as listener:
            threading.Thread(target=self._accept, args=[listener], daemon=True).start()
            yield Manager("127.0.0.1", listener.getsockname()[1], "trunkline", "secret")
            listener.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=[listener.accept()[0]], daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with self.lock:
            self.sessions += 1
            self.most = max(self.most, self.sessions)
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            connection.sendall(b"Asterisk Call Manager/9.0.0\r\n")
            action: dict[str, str] = {}
            for line in lines:
                key, _, value = line.decode().strip().partition(": ")
                action[key] = value
                if not key:
                    if action["Action"] == "Logoff":
                        with self.lock:
                            self.sessions -= 1
                    connection.sendall(self._answer(action))
                    action = {}

    def _answer(self, action: dict[str, str]) -> bytes:
        lines = ["Response: Success", "Message: Done", f"ActionID: {action['ActionID']}"]
        if action["Action"] == "Getvar":
            lines.append(f"Value: {self.variable(action['Variable'])}")
        lines += [f"Output: {line}" for line in self.output(action.get("Command", ""))]
        return "\r\n".join([*lines, "", ""]).encode()


def _uri(number: int) -> str:
    return f"sip:office{number}@example.com"


def test_each_has_its_own_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manager, "READY_SECONDS", 0.1)
    monkeypatch.setattr(manager, "ASKED_SECONDS", 0.05)
    monkeypatch.setattr(manager, "_AT_ONCE_SECONDS", 0.01)
    asterisk = Asterisk()

    def reason(number: int) -> str:
        with pytest.raises(RefusedError) as failed:
            running.wait_until_reachable(f"office{number}", [Contact(f"office{number}", _uri(number), "tls")])
        return str(failed.value)

    with asterisk.running() as running, ThreadPoolExecutor(THREADS) as pool:
        lines = list(pool.map(reason, range(400, 400 + THREADS)))
    for number, line in enumerate(lines, start=400):
        assert f"the contact {_uri(number)} is not reachable from" in line
        assert f": it answers {number} Answer: " in line
    assert 1 < asterisk.most <= manager.SESSIONS
