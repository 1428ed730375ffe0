"""`trunkline plugin …`."""

import typer

app = typer.Typer(
    help="The plugin that serves programs in YAML, TypeScript, Go and other languages.", no_args_is_help=True
)


@app.callback()
def plugin() -> None:
    """The commands have a name, also while there is one only."""


@app.command()
def install() -> None:
    """Install the plugin on this machine, for programs in YAML, TypeScript, Go and other languages.

    `pulumi` then runs the plugin of this environment, which it does not need on PATH. Install it again after you have
    moved the environment or upgraded trunkline. `pulumi plugin rm resource trunkline` removes it. Python programs do
    not need it.

    Exit code: 0; 1 with one line if Pulumi cannot install it.
    """
    import sys  # noqa: PLC0415 - keeps the command line's start quick
    from importlib.metadata import version  # noqa: PLC0415

    from trunkline.engine import EngineError  # noqa: PLC0415

    from . import installing  # noqa: PLC0415

    try:
        is_new = installing.install(installing.home())
    except EngineError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    done = "Installed" if is_new else "Installed already"
    typer.echo(f"{done}: the plugin trunkline {version('trunkline')} in {installing.home()}. It runs {sys.executable}.")
