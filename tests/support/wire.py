"""A server on a bare socket: it answers with any bytes, at any pace, or hangs up."""

import contextlib
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

from attrs import field, frozen


class End(Enum):
    """How a connection ends before its time."""

    CLOSE = "close"
    RESET = "reset"


Step = bytes | float | End
"""Bytes to send, seconds to wait, or the end of the connection."""


@frozen
class Request:
    """The received bytes.

    Attributes:
        method: GET, POST or DELETE.
        path: with its query.
        head: the header lines, with the request line.
        body: the form.
        connection: number of the connection that it came by, from 0.
    """

    method: str
    path: str
    head: bytes
    body: bytes
    connection: int


Script = Callable[[Request], Iterable[Step]]
"""The steps for a request. If no step ends the connection, it waits for the next request."""


@frozen
class Wire:
    """A running server.

    Attributes:
        url: where it listens.
        requests: what came in so far.
    """

    url: str
    requests: list[Request] = field(factory=list)


def reply(status: int, body: bytes | str = b"", *headers: str) -> bytes:
    """A whole HTTP answer; `headers`, if given, replace Content-Type and Content-Length."""
    data = body.encode() if isinstance(body, str) else body
    lines = headers or ("Content-Type: application/json", f"Content-Length: {len(data)}")
    return "\r\n".join((f"HTTP/1.1 {status} Whatever", *lines, "", "")).encode() + data


def document(status: int, value: Any) -> bytes:
    """An answer of JSON."""
    return reply(status, json.dumps(value))


@contextmanager
def answering(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Wire]:
    """Serve on a free port of 127.0.0.1, each connection in a thread."""
    over = threading.Event()
    connections: list[socket.socket] = []
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        wire = Wire(f"http{'s' if tls else ''}://127.0.0.1:{listener.getsockname()[1]}")

        def serve(accepted: socket.socket, number: int) -> None:
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with (
                contextlib.suppress(OSError),
                tls.wrap_socket(accepted, server_side=True) if tls else accepted as connection,
            ):
                while request := _read(connection, number):
                    wire.requests.append(request)
                    if not _play(connection, script(request), over):
                        return

        def accept() -> None:
            while not over.is_set():
                with contextlib.suppress(OSError):
                    connections.append(listener.accept()[0])
                    threads.append(threading.Thread(target=serve, args=(connections[-1], len(threads))))
                    threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield wire
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for connection in connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()


def _read(connection: socket.socket, number: int) -> Request | None:
    """The next request, or None when the other side has hung up."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := connection.recv(2**16)):
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.partition(b":")[2]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += connection.recv(2**16)
    method, path, _ = head.decode("latin-1").split(" ", 2)
    return Request(method, path, head, body, number)


def _play(connection: socket.socket, steps: Iterable[Step], over: threading.Event) -> bool:
    """Follow the script. Returns whether the connection stays open."""
    for step in steps:
        if isinstance(step, bytes):
            connection.sendall(step)
        elif isinstance(step, float):
            if over.wait(step):
                return False
        else:
            if step is End.RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
    return True
