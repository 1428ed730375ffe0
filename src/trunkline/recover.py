"""`trunkline recover`."""

from contextlib import suppress
from typing import Annotated

import typer

_SECONDS = 1200.0


def recover(stack: Annotated[str, typer.Option(help="A stack of the project in this folder.", metavar="S")]) -> None:
    """Put a stack in order after a killed run. It removes that run's lock, so no other run may be at work.

    It finishes what the run was creating, so that the state has it. It reads from both sides how changes and deletes
    ended. After it, `pulumi up` continues, or `pulumi destroy` removes everything. After any other run it does nothing.
    """
    from trunkline.engine import EngineError, checkpoints, pulumi_command, unfinished  # noqa: PLC0415 - keeps the start quick
    from trunkline.engine.process import say  # noqa: PLC0415

    def pulumi(*arguments: str, stdin: str = "") -> str:
        return pulumi_command.run(*arguments, "--stack", stack, stdin=stdin, seconds=_SECONDS)

    checkpoints.repair_own(stack)
    try:
        with suppress(EngineError):  # if there is nothing to cancel; a lock that stays makes the next step fail
            pulumi("cancel", "--yes")
        unfinished.finish(pulumi, say)
    except EngineError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
