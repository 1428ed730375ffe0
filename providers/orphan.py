"""A process that the engine has started ends when the engine is gone.

An engine that is killed leaves its providers behind: it starts them through a shell, so they are not its children, and
nothing ends them. What was queued would go on being done while the next run is at work. A language host that is killed
leaves its program behind, for whose end the engine then waits.
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

    A request that is on its way cannot be called back; none is made after it. Each resource converges when it is
    run again. The engine's address is the last argument of the command line; without one this does nothing.
    """
    address = sys.argv[-1]
    if re.fullmatch(r"[\d.]+:\d+", address):
        _Watch(grpc.insecure_channel(address, options=_OPTIONS))


@cache
def end_with_language_host() -> None:
    """End this process, if it is a program that a language host has started, as soon as that is gone."""
    if any(word.endswith("pulumi-language-python-exec") for word in sys.orig_argv):
        threading.Thread(target=_end_without, args=(os.getppid(),), daemon=True).start()


def _end_without(parent: int) -> None:
    while os.getppid() == parent != 1:
        time.sleep(0.2)
    os._exit(1)


class _Watch:
    """Holds a connection, which the kernel closes when the engine ends, however it ends."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._channel = channel
        self._connected = False
        channel.subscribe(self._look, try_to_connect=True)

    def _look(self, state: grpc.ChannelConnectivity) -> None:
        if state is grpc.ChannelConnectivity.READY:
            self._connected = True
        elif state is grpc.ChannelConnectivity.TRANSIENT_FAILURE or self._connected:
            os._exit(1)
