"""The process: the application on uvicorn, on the loopback interface only."""

import logging
import os
import socket
import sys
from asyncio import BaseTransport
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from trunkline.emulator.app import create_app
from trunkline.emulator.certificate import Certificate, certificate
from trunkline.emulator.errors import StartError


class Protocol(H11Protocol):
    """Gives faults their connection, as `scope["state"]["transport"]`, to drop it."""

    def connection_made(self, transport: BaseTransport) -> None:
        # asyncio does this only for sockets with a protocol number. Without it, an answer waits 40 ms
        # for the client's delayed ACK.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)  # type: ignore[arg-type]


class Server(uvicorn.Server):
    """A uvicorn server that prints when it accepts connections, and ends at a signal with status 0."""

    def __init__(self, app: Starlette, greeting: str = "", tls: Certificate | None = None) -> None:
        config = uvicorn.Config(
            app,
            http=Protocol,
            ws="none",
            lifespan="on",
            log_config=None,
            log_level=logging.CRITICAL,
            access_log=False,
            timeout_graceful_shutdown=1,
            ssl_certfile=tls.certificate if tls else None,
            ssl_keyfile=tls.key if tls else None,
        )
        super().__init__(config)
        self._greeting = greeting

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._greeting:
            print(self._greeting, flush=True)  # noqa: T201 - the caller waits for this line

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.should_exit = True


def serve(
    port: int,
    state: Path,
    numbers: Sequence[str] = (),
    *,
    fd: int | None = None,
    region: str = "us1",
    tls: bool = False,
    verbose: bool = False,
) -> None:
    """Run the emulator until SIGTERM or SIGINT.

    Args:
        port: the port on 127.0.0.1; 0 means any free one. The line that it prints at the start has the port.
        state: the state file. It is created if it does not exist.
        numbers: E.164 numbers for the environment's account.
        fd: the inherited descriptor of a listening socket, instead of `port`.
        region: the Twilio region to emulate.
        tls: answer HTTPS instead of HTTP, with the certificate of `trunkline.emulator.certificate`.
        verbose: log a line for each request to stderr.

    Raises:
        SystemExit: with 1 and one line on stderr, if it cannot start.
    """
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, format="trunkline emulator: %(message)s")
    try:
        listener = socket.socket(fileno=fd) if fd is not None else socket.create_server(("127.0.0.1", port))
    except OSError as error:
        where = f"127.0.0.1:{port}" if fd is None else f"descriptor {fd}"
        sys.exit(f"trunkline emulator: cannot listen on {where}: {os.strerror(error.errno or 0)}")
    with listener:
        try:
            files = certificate(state) if tls else None
            app = create_app(state, numbers=numbers, region=region)
        except StartError as error:
            sys.exit(f"trunkline emulator: {error}")
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        greeting = (
            f"https://{address} (state {state}, certificate {files.certificate})"
            if files
            else f"http://{address} (state {state})"
        )
        Server(app, f"trunkline emulator: {greeting}", files).run(sockets=[listener])
