"""Many endpoints at once wait for one Asterisk, which has one history of SIP messages for all of them."""

import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress

import pytest
from attrs import define, field

from trunkline.providers.asterisk import manager
from trunkline.providers.asterisk.manager import Contact, Manager
from trunkline.providers.errors import RefusedError

from ..support.manager import actions

THREADS = 64
_PEER = "192.0.2.1:5061"


@define
class Asterisk:
    """Answers OPTIONS to an endpoint's contact with the endpoint's number as its code."""

    history: list[str] = field(factory=list)
    """The numbers of the endpoints that were asked while it was on, since the last `clear`."""
    keeps: bool = False
    sessions: int = 0
    most: int = 0
    lock: threading.Lock = field(factory=threading.Lock)

    def output(self, command: str) -> list[str]:
        with self.lock:
            if command == "pjsip set history clear":
                self.history.clear()
            if command.startswith("pjsip set history o"):
                self.keeps = command.endswith("on")
            if self.keeps and (number := re.fullmatch(r"pjsip qualify office(\d+)", command)):
                self.history.append(number[1])
            if entry := re.fullmatch(r"pjsip show history entry (\d+)", command):
                asked = self.history[int(entry[1])]
                first = f"OPTIONS {_uri(asked)} SIP/2.0"
                return [f"<--- History Entry {entry[1]} Sent to {_PEER} at 1700000000 --->", first, f"Call-ID: {asked}"]
            if "request.method" in command or command == "pjsip show history":
                return [_listed(at, "==>", f"OPTIONS {_uri(each)} SIP/2.0") for at, each in enumerate(self.history)]
            if found := re.search(r"call-id = \"(\d+)\"", command):
                return [_listed(99, "<==", f"SIP/2.0 {found[1]} Answer")] if found[1] in self.history else []
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
        with suppress(OSError), closing(actions(connection)) as asked:
            for action in asked:
                connection.sendall(self._answer(action))
        with self.lock:
            self.sessions -= 1

    def _answer(self, action: dict[str, str]) -> bytes:
        lines = ["Response: Success", "Message: Done", f"ActionID: {action['ActionID']}"]
        if action["Action"] == "Getvar":
            lines.append(f"Value: {self.variable(action['Variable'])}")
        lines += [f"Output: {line}" for line in self.output(action.get("Command", ""))]
        return "\r\n".join([*lines, "", ""]).encode()


def _listed(at: int, way: str, first: str) -> str:
    return f"{at:05d} 1700000000 * {way} {_PEER} {first}"


def _uri(number: int | str) -> str:
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
    assert 1 < asterisk.most < 2 * manager.SESSIONS  # it counts a session until it sees that the client has left
