"""`trunkline report`."""

from typing import Annotated

import typer


def report(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="What `pulumi preview --json` printed; - is stdin.")
    ] = "-",
) -> None:
    """Say what a preview changes, as a comment in Markdown for a pull request.

    Ends with 0, with 1 where the preview failed, which the comment says, and with 2 where FILE is no preview.
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
