"""`trunkline doctor`."""

import json
from typing import Annotated

import typer


def doctor(
    stack: Annotated[
        str | None,
        typer.Option(
            help="A stack of the project in this folder. Use its settings, and compare with what it declares.",
            metavar="S",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Report what is wrong with the trunks on both sides, and what to do. It changes nothing.

    Exit code: 0 without errors and warnings, 1 with one, 2 if nothing could be checked.
    """
    from rich.console import Console  # noqa: PLC0415 - keeps the command line's start quick

    from trunkline.doctor import report  # noqa: PLC0415
    from trunkline.doctor.diagnosis import diagnose  # noqa: PLC0415
    from trunkline.doctor.errors import DoctorError  # noqa: PLC0415
    from trunkline.doctor.stack import read  # noqa: PLC0415
    from trunkline.providers.settings import Settings  # noqa: PLC0415

    try:
        diagnosis = diagnose(read(stack) if stack else [(Settings.find(lambda _: None), None)])
    except DoctorError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps(report.document(diagnosis), indent=2))
    else:
        console = Console()
        report.show(diagnosis, console if console.is_terminal else Console(width=report.WIDTH))
    raise typer.Exit(1 if diagnosis.counted else 0)
