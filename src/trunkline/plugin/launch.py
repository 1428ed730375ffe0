"""`pulumi-resource-trunkline`."""

import asyncio
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import NoReturn

import grpc.aio
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server

from trunkline.providers import native
from trunkline.providers.logic import show_by
from trunkline.providers.servicer import THREADS

from .servicer import Servicer

REGISTRATIONS = 128
"""Resources of components that wait at once for the engine to make them."""


def main() -> NoReturn:
    """Serve the engine whose address is the last argument, until it ends this process.

    The first line of the output is the port.
    """
    if "--version" in sys.argv[1:]:
        sys.stdout.write(f"{version('trunkline')}\n")
        sys.exit()
    asyncio.run(_serve(sys.argv[-1] if len(sys.argv) > 1 else None))
    os._exit(0)  # a thread may still wait for Twilio


async def _serve(engine: str | None) -> None:
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    servicer = Servicer(version("trunkline"), engine, ThreadPoolExecutor(THREADS))
    show_by(servicer.show)
    native.use()
    loop.set_default_executor(ThreadPoolExecutor(REGISTRATIONS))
    server = grpc.aio.server(options=_GRPC_CHANNEL_OPTIONS)
    add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await ended.wait()
    await server.stop(None)
