"""A TCP proxy that a test has go silent, cut its connections, be slow, or keep an answer back."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER on, 0 s: closing sends a RST."""


class TcpProxy:
    """Passes bytes between its clients and one server, until it gets another order.

    Args:
        server: host and port, or the path of a Unix socket.

    Attributes:
        port: where it listens, on 127.0.0.1.
        seen: what clients have sent, in pieces as it came.
        silent: swallow what either side says; connections stay open, and new ones are taken.
        delay: seconds before each piece of an answer is passed on.
        drip: seconds after each single byte of an answer; 0 passes it on whole.
        last_words: pass on what a client sends up to the piece that has these bytes, then nothing that is answered;
            where TLS hides them, empty bytes are the next piece.
        cuts: with `last_words`, reset the client's connection when the answer is there.
    """

    def __init__(self, server: tuple[str, int] | str) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        self.seen: list[bytes] = []
        self.silent = False
        self.delay = self.drip = 0.0
        self.last_words: bytes | None = None
        self.cuts = False
        self._keeps_answers = False
        _start(self._accept)

    def cut(self) -> None:
        """Reset the connections that there are; new ones are served."""
        with self._lock:
            cut, self._open = self._open, []
        for each in cut:
            _reset(each)

    def close(self) -> None:
        """Take no more connections, and reset those that there are."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                try:
                    server = self._dial()
                except OSError:
                    _reset(client)
                    continue
                with self._lock:
                    self._open += [client, server]
                _start(self._pass, client, server)
                _start(self._pass, server, client)

    def _dial(self) -> socket.socket:
        if not isinstance(self._server, str):
            return socket.create_connection(self._server)
        server = socket.socket(socket.AF_UNIX)
        server.connect(self._server)
        return server

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        asks = source.family == socket.AF_INET and source.getsockname()[1] == self.port
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                if asks:
                    self.seen.append(piece)
                    if self.last_words is not None and self.last_words in piece:
                        self._keeps_answers, self.last_words = True, None
                elif self._keeps_answers:
                    if self.cuts:
                        self._keeps_answers = False
                        _reset(target)
                        return
                    continue
                if not self.silent:
                    self._hand_on(piece, target, slowly=not asks)
            if not self.silent and not self._keeps_answers:
                target.shutdown(socket.SHUT_RDWR)

    def _hand_on(self, piece: bytes, target: socket.socket, *, slowly: bool) -> None:
        if slowly and self.delay:
            time.sleep(self.delay)
        if not slowly or not self.drip:
            target.sendall(piece)
            return
        for byte in piece:
            target.sendall(bytes([byte]))
            time.sleep(self.drip)


@contextmanager
def running(server: tuple[str, int] | str) -> Iterator[TcpProxy]:
    """A proxy before `server`: host and port, or the path of a Unix socket."""
    proxy = TcpProxy(server)
    try:
        yield proxy
    finally:
        proxy.close()


def _start(function: Callable[..., None], *args: object) -> None:
    threading.Thread(target=function, args=args, daemon=True).start()


def _reset(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        connection.shutdown(socket.SHUT_RD)  # ends the wait of the thread that reads from it
    connection.close()
