"""`trunkline report`."""

from typing import Annotated

import typer


def report(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="The output of `pulumi preview --json`; - is stdin.")
    ] = "-",
) -> None:
    """Print what a preview changes, as a Markdown comment for a pull request.

    Exit code: 0; 1 if the preview failed, and then the comment gives the reason; 2 if FILE is not a preview.
    """
    from trunkline.report import markdown  # noqa: PLC0415 - keeps the command line's start quick
    from trunkline.report.errors import ReportError  # noqa: PLC0415
    from trunkline.report.preview import read_file  # noqa: PLC0415

    try:
        preview = read_file(file)
    except ReportError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    typer.echo(markdown.comment(preview))
    raise typer.Exit(1 if preview.errors else 0)
