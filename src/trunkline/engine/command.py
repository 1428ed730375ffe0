from typing import Annotated

import typer


def engine(
    *,
    yaml: Annotated[
        bool,
        typer.Option("--yaml", help="The folder of what runs programs in YAML instead: put both on PATH."),
    ] = False,
) -> None:
    """Print the folder of a working Pulumi engine; install one first if there is none."""
    from trunkline.engine import EngineError, find_or_install  # noqa: PLC0415 - keeps the command line's start quick
    from trunkline.engine.yaml_host import find_or_install_yaml  # noqa: PLC0415

    find = find_or_install_yaml if yaml else find_or_install
    try:
        folder = find()
    except EngineError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    typer.echo(folder)
