"""`trunkline new`."""

from pathlib import Path
from typing import Annotated

import typer

from .language import Language


def new(
    folder: Annotated[Path, typer.Argument(help="A new folder.", metavar="DIR")],
    name: Annotated[str | None, typer.Option(help="The project's name. Default: the folder's.")] = None,
    language: Annotated[Language, typer.Option(help="The language of the program, `python` or `yaml`.")] = (
        Language.PYTHON
    ),
) -> None:
    """Write a project of your own: a program with one trunk.

    In Python, a stack has any number of trunks in its config, and a test and a workflow for pull requests come with it.
    In YAML, the program has one trunk, and `pulumi` needs the plugin: `trunkline plugin install`.

    Exit code: 0; 1 with one line if the folder is not empty or cannot be written.
    """
    from trunkline.new import project  # noqa: PLC0415 - keeps the command line's start quick
    from trunkline.new.errors import NewError  # noqa: PLC0415

    try:
        written = project.write(folder, name, language)
    except NewError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Written: the project {written!r}. Next: cd {folder} && trunkline local up")
