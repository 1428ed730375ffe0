"""`trunkline recover`."""

from contextlib import suppress
from functools import partial
from typing import Annotated

import typer

from trunkline.engine import EngineError, pulumi_command, unfinished
from trunkline.engine.process import say

_SECONDS = 1200.0


def recover(stack: Annotated[str, typer.Option(help="A stack of the project in this folder.", metavar="S")]) -> None:
    """Put a stack in order after a run that was killed, if nobody is at work on it: takes that run's lock away.

    What the run was making is finished, so that the state holds it; how its changes and deletes ended is read from
    both sides. Then `pulumi up` goes on, or `pulumi destroy` takes it all down. After any other run it does nothing.
    """
    pulumi = partial(_pulumi, stack)
    try:
        with suppress(EngineError):  # there is nothing to cancel; a lock that stays is named by what follows
            pulumi("cancel", "--yes")
        unfinished.finish(pulumi, say)
    except EngineError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None


def _pulumi(stack: str, *arguments: str, stdin: str = "") -> str:
    return pulumi_command.run(*arguments, "--stack", stack, stdin=stdin, seconds=_SECONDS)
