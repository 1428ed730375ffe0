import typer

from trunkline.engine import EngineError, find_or_install


def engine() -> None:
    """Print the folder of a working Pulumi engine; install one first if there is none."""
    try:
        folder = find_or_install()
    except EngineError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    typer.echo(folder)
