"""Ends a process when the engine that started it is gone.

If the engine is killed, nothing ends its providers: it starts them through a shell, so they are not its children. They
would go on with queued work during the next run. If a language host is killed, its program goes on, and the engine
waits for it.
"""

import os
import re
import sys
import threading
import time
from functools import cache

import grpc

_OPTIONS = [("grpc.enable_http_proxy", 0), ("grpc.client_idle_timeout_ms", 2**31 - 1)]


@cache
def end_with_engine() -> None:
    """End this process as soon as the engine that started it does not answer any more: within half a second.

    A request that was sent cannot be stopped, but no other one follows it. Each resource converges in the next run. The
    engine's address is the last argument of the command line. Without one, this does nothing.
    """
    address = sys.argv[-1]
    if re.fullmatch(r"[\d.]+:\d+", address):
        _Watch(grpc.insecure_channel(address, options=_OPTIONS))


@cache
def end_with_language_host() -> None:
    """End this process as soon as the language host that started it is gone. Other processes are left alone."""
    if any(word.endswith("pulumi-language-python-exec") for word in sys.orig_argv):
        threading.Thread(target=_end_without, args=(os.getppid(),), daemon=True).start()


def _end_without(parent: int) -> None:
    while os.getppid() == parent != 1:
        time.sleep(0.2)
    os._exit(1)


class _Watch:
    """Keeps a connection to the engine. The kernel closes it when the engine ends, even if it is killed."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._channel = channel
        self._connected = False
        channel.subscribe(self._look, try_to_connect=True)

    def _look(self, state: grpc.ChannelConnectivity) -> None:
        if state is grpc.ChannelConnectivity.READY:
            self._connected = True
        elif state is grpc.ChannelConnectivity.TRANSIENT_FAILURE or self._connected:
            os._exit(1)
