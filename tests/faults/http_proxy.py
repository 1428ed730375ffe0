"""An HTTP proxy between a provider and the emulator, which counts requests and can spoil each of them."""

import http.client
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from attrs import define, field, frozen

_DROPPED = frozenset({"transfer-encoding", "content-length", "connection", "date", "server"})
PIECES = 40
"""In which an answer drips."""

_RESET = struct.pack("ii", 1, 0)
"""For SO_LINGER: close with a reset instead of an end."""


@frozen
class Answer:
    """An answer as the client is to get it; `length` is what the header claims, default the body's own."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    length: int | None = None


@define(eq=False)
class Exchange:
    """One request, and what can become of it."""

    index: int
    """The n-th request since `HttpProxy.listening` began, from 1."""
    method: str
    path: str
    _handler: "_Handler"
    _body: bytes
    _headers: dict[str, str]

    def forward(self) -> Answer:
        """Have the emulator do it."""
        return self._handler.ask(self.method, self.path, self._body, self._headers)

    def reply(self, answer: Answer) -> None:
        self._handler.answer(answer)

    def drip(self, answer: Answer, seconds: float, at_the_end: Callable[[], None]) -> None:
        """Send the body in small pieces, for so many seconds, and call back before the last of them."""
        self._handler.answer(answer, seconds, at_the_end)

    def reset(self) -> None:
        """Close the connection without an answer."""
        self._handler.reset()

    def hold(self) -> None:
        """Never answer; returns once the client or the proxy has given up."""
        self._handler.wait_for_the_end()


Treatment = Callable[[Exchange], bool]
"""Deals with an exchange, or answers False to let it pass."""


class HttpProxy:
    """Listens on a free port of 127.0.0.1 and passes requests to `port`."""

    def __init__(self, port: int) -> None:
        self.upstream = port
        self.seen: list[tuple[str, str]] = []
        self.treatment: Treatment = _pass
        self.lock = threading.Lock()
        self.connections: set[socket.socket] = set()
        self._server = _Server(("127.0.0.1", 0), self)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def listening(self, treatment: Treatment | None = None) -> Iterator[list[tuple[str, str]]]:
        """Count from 1 and treat each request so; the (method, path) of those that came."""
        self.seen, self.treatment = [], treatment or _pass
        try:
            yield self.seen
        finally:
            self.treatment = _pass
            self.end_connections()

    def end_connections(self) -> None:
        """Close what clients have left open; a request that is held is never forwarded."""
        with self.lock:
            for connection in self.connections:
                _shut(connection)

    def close(self) -> None:
        self._server.shutdown()
        self.end_connections()
        self._server.server_close()


def _pass(_exchange: Exchange) -> bool:
    return False


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], proxy: HttpProxy) -> None:
        self.proxy = proxy
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is no fault."""


@define(eq=False, init=False, slots=False)
class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    _asked: http.client.HTTPConnection | None = field(default=None)

    def setup(self) -> None:
        super().setup()
        self._asked = None
        with self.server.proxy.lock:
            self.server.proxy.connections.add(self.connection)

    def finish(self) -> None:
        with self.server.proxy.lock:
            self.server.proxy.connections.discard(self.connection)
        if self._asked:
            self._asked.close()
        super().finish()

    def _exchange(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        proxy = self.server.proxy
        with proxy.lock:
            proxy.seen.append((self.command, self.path.partition("?")[0]))
            exchange = Exchange(len(proxy.seen), self.command, self.path, self, body, dict(self.headers))
        if not proxy.treatment(exchange):
            exchange.reply(exchange.forward())

    do_GET = do_POST = do_DELETE = _exchange  # noqa: N815 - the names that http.server looks for

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        self._asked = self._asked or http.client.HTTPConnection("127.0.0.1", self.server.proxy.upstream, timeout=30)
        self._asked.request(method, path, body, headers)
        answered = self._asked.getresponse()
        kept = tuple((name, value) for name, value in answered.getheaders() if name.lower() not in _DROPPED)
        return Answer(answered.status, answered.read(), kept)

    def answer(self, answer: Answer, seconds: float = 0, at_the_end: Callable[[], None] = lambda: None) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        length = len(answer.body) if answer.length is None else answer.length
        if answer.status != http.client.NO_CONTENT:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        piece = -(-len(answer.body) // PIECES) if seconds else len(answer.body)
        for at in range(0, len(answer.body), piece or 1):
            time.sleep(seconds / PIECES)
            if at + piece >= len(answer.body):
                at_the_end()
            self.wfile.write(answer.body[at : at + piece])
        if length != len(answer.body):
            self.close_connection = True

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.close_connection = True
        self.wfile.close()
        self.rfile.close()
        self.connection.close()

    def wait_for_the_end(self) -> None:
        self.close_connection = True
        self.connection.settimeout(60)
        try:
            self.connection.recv(1)
        except OSError:
            return

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Say nothing."""
