import typer


def engine() -> None:
    """Print the folder of a working Pulumi engine; install one first if there is none."""
    from trunkline.engine import EngineError, find_or_install  # noqa: PLC0415 - keeps the command line's start quick

    try:
        folder = find_or_install()
    except EngineError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    typer.echo(folder)
