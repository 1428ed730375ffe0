"""A name server for one test: Asterisk's SIP resolver asks DNS (NAPTR, SRV, A) and never reads /etc/hosts."""

import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

A, IN = 1, 1
NO_SUCH_NAME = 3


@contextmanager
def names(address: str, table: Mapping[str, str]) -> Iterator[str]:
    """Answer A queries from `table` (read again for each) at `address`, port 53."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((address, 53))
        server.settimeout(0.2)
        stop = threading.Event()
        thread = threading.Thread(target=_serve, args=(server, table, stop))
        thread.start()
        try:
            yield address
        finally:
            stop.set()
            thread.join()


def _serve(server: socket.socket, table: Mapping[str, str], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            query, sender = server.recvfrom(4096)
        except TimeoutError:
            continue
        server.sendto(answer(query, table), sender)


def answer(query: bytes, table: Mapping[str, str]) -> bytes:
    """The reply to one query of one question."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode())
        at += 1 + query[at]
    kind = struct.unpack_from("!H", query, at + 1)[0]
    name = ".".join(labels).lower()
    address = table.get(name)
    record = b""
    if address is not None and kind == A:
        record = b"\xc0\x0c" + struct.pack("!HHIH", A, IN, 0, 4) + socket.inet_aton(address)
    # Authoritative, recursion available; a name that exists without such a record is an empty answer.
    flags = 0x8580 | (0 if address is not None else NO_SUCH_NAME)
    head = query[:2] + struct.pack("!HHHHH", flags, 1, bool(record), 0, 0)
    return head + query[12 : at + 5] + record
