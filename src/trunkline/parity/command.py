"""`trunkline parity`."""

import json
from functools import partial
from typing import Annotated

import typer

WRITES = """\
In account {account} this makes trunks, origination URLs, credential lists and IP access control lists with names that
begin with trunkline-parity-, and deletes them again. The domains of its trunks are random; they stay reserved for 30
days. It buys no number, and changes nothing that is there. At Twilio it takes a few minutes."""


def parity(
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Also try what needs trunks and lists: make them, and delete them.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --write: do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Try on the account of the environment whether Twilio does what trunkline assumes. It buys nothing.

    Without --write it only reads. With --write it makes trunks and lists with names that begin with trunkline-parity-,
    and deletes them at the end, also after Ctrl-C. It changes nothing that was there. The domains of its trunks are
    random; Twilio keeps them reserved for 30 days.

    Exit code: 0 if all that was tried holds, 1 if something differs or could not be deleted, 2 if a setting is wrong,
    Twilio does not answer, or the run was interrupted.
    """
    from rich.console import Console  # noqa: PLC0415 - keeps the command line's start quick
    from rich.progress import track  # noqa: PLC0415

    from trunkline.parity import report, session  # noqa: PLC0415
    from trunkline.parity.run import DIFFERS  # noqa: PLC0415
    from trunkline.parity.table import ASSUMPTIONS  # noqa: PLC0415
    from trunkline.parity.trial import Trial  # noqa: PLC0415
    from trunkline.providers.errors import TrunklineError  # noqa: PLC0415
    from trunkline.providers.settings import Settings  # noqa: PLC0415

    try:
        trial = Trial(Settings.find(lambda _: None))
        trial.check()
        if write:
            typer.echo(WRITES.format(account=trial.account_sid), err=True)
            if not yes:
                _confirm()
        progress = Console(stderr=True)
        watch = partial(
            track,
            description="Trying",
            total=len(ASSUMPTIONS),
            console=progress,
            transient=True,
            disable=not progress.is_terminal,
        )
        results, left, failure = session.hold(trial, ASSUMPTIONS, write=write, watch=watch)
    except TrunklineError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps(report.document(trial.account_sid, results, left), indent=2))
    else:
        console = Console()
        report.show(trial.account_sid, results, console if console.is_terminal else Console(width=report.WIDTH))
    for line in [*left, *failure]:
        typer.echo(line, err=True)
    raise typer.Exit(2 if failure else 1 if left or any(each.outcome == DIFFERS for each in results) else 0)


def _confirm() -> None:
    try:
        agreed = typer.confirm("Continue?", err=True)
    except typer.Abort:
        agreed = False
    if not agreed:
        typer.echo("Nothing was tried: answer y, or add --yes", err=True)
        raise typer.Exit(2)
