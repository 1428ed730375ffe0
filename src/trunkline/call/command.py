"""`trunkline call`."""

from typing import Annotated

import typer


def call(
    *,
    to: Annotated[
        str | None,
        typer.Option(help="The number to call, such as +442071838750. There is no default.", metavar="NUMBER"),
    ] = None,
    wait_for_inbound: Annotated[
        bool, typer.Option("--wait-for-inbound", help="Place no call; watch for one that comes in.")
    ] = False,
    endpoint: Annotated[
        str | None,
        typer.Option(help="The endpoint that calls. Needed if several do, or if no database is read.", metavar="ID"),
    ] = None,
    caller: Annotated[
        str | None,
        typer.Option("--from", help="The caller ID. Without it, the first number of the trunk.", metavar="NUMBER"),
    ] = None,
    stack: Annotated[
        str | None,
        typer.Option(
            help="A stack of the project in this folder. Use its settings, and what it declares.", metavar="S"
        ),
    ] = None,
    ring: Annotated[int, typer.Option(help="How long it may ring, in seconds.", min=1, max=120, metavar="N")] = 30,
    seconds: Annotated[
        int | None,
        typer.Option(
            help="How long the call lasts after the answer (default 5), or how long to wait for one (default 60).",
            min=1,
            max=600,
            metavar="N",
        ),
    ] = None,
    no_history: Annotated[
        bool,
        typer.Option(
            "--no-history",
            help="Do not let Asterisk keep its SIP messages meanwhile. Twilio's error number stays unknown then.",
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before the call.")] = False,
) -> None:
    """Prove a trunk by one call, and say at which hop it fails and why.

    Through Asterisk's manager interface it places one call that ends by itself, and it may cost money. It changes
    neither side.

    Exit code: 0 if the call was answered, or one came in; 1 if not; 2 if no call was placed or awaited.
    """
    from trunkline.call import running  # noqa: PLC0415 - keeps the command line's start quick
    from trunkline.call.errors import CallError  # noqa: PLC0415

    try:
        number = running.number(to, waits=wait_for_inbound)
        sides = running.read(stack)
        if wait_for_inbound:
            is_proven = running.wait(sides, endpoint, seconds or 60, history=not no_history)
        else:
            limits = running.Limits(ring, seconds or 5)
            is_proven = running.call(sides, number, endpoint, caller, limits, history=not no_history, yes=yes)
    except CallError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    raise typer.Exit(0 if is_proven else 1)
