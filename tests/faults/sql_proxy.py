"""A proxy for PostgreSQL's protocol, which counts statements and can spoil each of them.

psycopg2 uses simple queries: a message `Q` with the statement's text, answered up to `ReadyForQuery`. COMMIT is one.
"""

import ctypes
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from attrs import define

_SSL, _GSS, _CANCEL = 80877103, 80877104, 80877102
_NEEDS_ANSWER = frozenset({3, 5, 10, 11})
"""Authentication requests that the client has to answer."""
_SO_ATTACH_FILTER = 26
_RESET = struct.pack("ii", 1, 0)


@define(eq=False)
class Statement:
    """One statement, and what can become of it."""

    index: int
    """The n-th since `SqlProxy.listening` began, from 1."""
    text: str
    _session: "_Session"
    _raw: bytes

    @property
    def pid(self) -> int:
        """The id of the server's process with this session."""
        return self._session.pid

    def forward(self) -> bytes:
        """Have the server carry it out; its whole answer."""
        return self._session.ask(self._raw)

    def instead(self, text: str) -> bytes:
        """Have the server carry out another statement; its whole answer."""
        return self._session.ask(_query(text))

    def reply(self, answer: bytes) -> None:
        self._session.client.sendall(answer)

    def cut(self) -> None:
        """Close both connections without an answer."""
        self._session.close()

    def fall_silent(self) -> None:
        """Lose each of the client's packets from now on, as a firewall that forgot the connection does."""
        self._session.lose_packets()


Treatment = Callable[[Statement], bool]
"""Deals with a statement, or answers False to let it pass."""


class SqlProxy:
    """Listens on a free port of 127.0.0.1 and passes sessions to a server's socket, a path."""

    def __init__(self, server: str) -> None:
        self._server = server
        self.seen: list[str] = []
        self.treatment: Treatment = _pass
        self.lock = threading.Lock()
        self.sessions: set[_Session] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @contextmanager
    def listening(self, treatment: Treatment | None = None) -> Iterator[list[str]]:
        """Count from 1 and treat each statement so; the statements that came."""
        self.seen, self.treatment = [], treatment or _pass
        try:
            yield self.seen
        finally:
            self.treatment = _pass
            self.end_sessions()

    def end_sessions(self) -> None:
        with self.lock:
            for session in self.sessions:
                session.close()

    def close(self) -> None:
        self._listener.close()
        self.end_sessions()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        session = _Session(self, client, server)
        with self.lock:
            self.sessions.add(session)
        try:
            server.connect(self._server)
            session.run()
        except (OSError, EOFError):
            pass
        finally:
            with self.lock:
                self.sessions.discard(session)
            session.close()


def _pass(_statement: Statement) -> bool:
    return False


class _Session:
    def __init__(self, proxy: SqlProxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy = proxy
        self.client = client
        self._server = server
        self._from_client: BinaryIO = client.makefile("rb")
        self._from_server: BinaryIO = server.makefile("rb")
        self.pid = 0

    def run(self) -> None:
        self._begin()
        while True:
            raw = _message(self._from_client)
            if raw[:1] != b"Q":
                self._server.sendall(raw)
                if raw[:1] == b"X":
                    return
                continue
            with self._proxy.lock:
                text = raw[5:-1].decode(errors="replace")
                self._proxy.seen.append(text)
                statement = Statement(len(self._proxy.seen), text, self, raw)
            if not self._proxy.treatment(statement):
                statement.reply(statement.forward())

    def ask(self, raw: bytes) -> bytes:
        self._server.sendall(raw)
        answer = b""
        while True:
            try:
                message = _message(self._from_server)
            except (EOFError, OSError):
                self.client.sendall(answer)
                raise
            answer += message
            if message[:1] == b"Z":
                return answer

    def close(self) -> None:
        with suppress(OSError):
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        for each in (self._server, self.client):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def lose_packets(self) -> None:
        """Attach a filter of one instruction, "take 0 bytes", to the client's side."""
        instruction = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))
        program = struct.pack("HxxxxxxP", 1, ctypes.addressof(instruction))
        self.client.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)

    def _begin(self) -> None:
        """The start of a session, up to the first `ReadyForQuery`."""
        while True:
            (length,) = struct.unpack("!i", _read(self._from_client, 4))
            rest = _read(self._from_client, length - 4)
            (code,) = struct.unpack("!i", rest[:4])
            if code not in {_SSL, _GSS}:
                break
            self.client.sendall(b"N")
        self._server.sendall(struct.pack("!i", length) + rest)
        if code == _CANCEL:
            raise EOFError
        while (kind := self._relay_one()) != b"Z":
            if kind == b"?":
                self._server.sendall(_message(self._from_client))

    def _relay_one(self) -> bytes:
        """Its kind; `?` for one that the client has to answer."""
        message = _message(self._from_server)
        self.client.sendall(message)
        if message[:1] == b"K":
            (self.pid,) = struct.unpack("!i", message[5:9])
        if message[:1] == b"R" and struct.unpack("!i", message[5:9])[0] in _NEEDS_ANSWER:
            return b"?"
        return message[:1]


def _query(text: str) -> bytes:
    body = text.encode() + b"\0"
    return b"Q" + struct.pack("!i", len(body) + 4) + body


def _message(source: BinaryIO) -> bytes:
    head = _read(source, 5)
    return head + _read(source, struct.unpack("!i", head[1:])[0] - 4)


def _read(source: BinaryIO, count: int) -> bytes:
    data = source.read(count)
    if len(data) < count:
        raise EOFError
    return data
