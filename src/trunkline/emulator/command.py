"""`trunkline emulator`."""

from pathlib import Path
from typing import Annotated

import typer


def emulator(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1. 0 means any free port.")] = 8110,
    fd: Annotated[
        int | None, typer.Option(min=0, help="Inherited descriptor of a listening socket, instead of --port.")
    ] = None,
    state: Annotated[Path, typer.Option(help="State file. It is created if it does not exist.")] = Path(
        ".local/emulator.sqlite3"
    ),
    number: Annotated[
        list[str] | None, typer.Option(help="Phone number (E.164) that the account owns. Can be repeated.")
    ] = None,
    region: Annotated[str, typer.Option(help="Twilio region to emulate: us1, au1, ie1 or jp1.")] = "us1",
    tls: Annotated[
        bool,
        typer.Option("--tls", help="HTTPS instead of HTTP. Clients must trust the certificate beside the state file."),
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log a line for each request.")] = False,
) -> None:
    """Run the Twilio emulator for the account in TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN."""
    from trunkline.emulator.server import serve  # noqa: PLC0415 - keeps the command line's start quick

    serve(port, state, number or (), fd=fd, region=region, tls=tls, verbose=verbose)
