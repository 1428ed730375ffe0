from typing import Annotated

import typer

from trunkline.engine import EngineError, find_or_install
from trunkline.engine.yaml_host import find_or_install_yaml


def engine(
    *,
    yaml: Annotated[
        bool,
        typer.Option("--yaml", help="The folder of what runs programs in YAML instead: put both on PATH."),
    ] = False,
) -> None:
    """Print the folder of a working Pulumi engine; install one first if there is none."""
    find = find_or_install_yaml if yaml else find_or_install
    try:
        folder = find()
    except EngineError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    typer.echo(folder)
