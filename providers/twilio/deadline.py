"""Connections with one timeout for the whole request. Urllib3 has one for each address, each read and write."""

import socket
import threading
import time
from concurrent.futures import Future
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

IDLE_SECONDS = 30.0
"""A connection that was idle for longer is opened again: a router may have dropped it silently."""

_LEAST = 0.001
"""Seconds. To a socket, a timeout of 0 means something else."""


class _Progress(threading.local):
    """How far this thread's request came.

    Attributes:
        may_be_sent: whether the other side may have seen it; None if it reached no connection of this module.
    """

    may_be_sent: bool | None = None


progress = _Progress()


class _TimedReader(RawIOBase):
    """Reads from a socket within the timeout that the socket had when the reader was made."""

    def __init__(self, raw: Any, sock: socket.socket) -> None:
        self._raw, self._sock = raw, sock
        self._until = time.monotonic() + (sock.gettimeout() or 0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        read: int | None = self._raw.readinto(buffer)
        return read

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = BufferedReader(_TimedReader(self.fp.detach(), sock))


class _Connection(HTTPConnection):
    response_class = _Response

    def _new_conn(self) -> socket.socket:
        """Resolve the name and try its addresses, each with its share of the time that is left."""
        until = time.monotonic() + (self.timeout or 0)
        failure = OSError("no address")
        try:
            addresses = _addresses(self._dns_host, self.port, self.timeout or 0)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "the name was not resolved in time") from error
        for number, address in enumerate(addresses):
            share = (until - time.monotonic()) / (len(addresses) - number)
            try:
                sock = create_connection(address, max(share, _LEAST), socket_options=self.socket_options)
            except OSError as error:
                failure = error
            else:
                sock.settimeout(max(until - time.monotonic(), _LEAST))
                return sock
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, "no address answered in time") from failure
        raise NewConnectionError(self, str(failure)) from failure

    def connect(self) -> None:
        progress.may_be_sent = False
        super().connect()
        progress.may_be_sent = True

    def request(self, *args: Any, **options: Any) -> None:
        self._asked = time.monotonic()
        progress.may_be_sent = not self.is_closed
        super().request(*args, **options)

    @property
    def is_connected(self) -> bool:
        return super().is_connected and time.monotonic() - self._asked < IDLE_SECONDS


class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class Adapter(HTTPAdapter):
    """An adapter for sessions of requests, with urllib3's `Timeout(total=…)`. A SOCKS proxy ignores that."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        _hold(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        if isinstance(manager, ProxyManager):
            _hold(manager)
        return manager


def _hold(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


def _addresses(host: str, port: int | None, seconds: float) -> list[tuple[str, int]]:
    """Resolve in a thread: the resolver has its own timeout, or none."""
    found: Future[list[tuple[str, int]]] = Future()

    def resolve() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.set_result([(str(address[0]), int(address[1])) for *_, address in infos])
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            found.set_exception(error)

    threading.Thread(target=resolve, daemon=True).start()
    return found.result(seconds)
