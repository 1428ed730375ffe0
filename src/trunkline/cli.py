"""The command line, `trunkline`."""

from typing import Annotated

import typer

from trunkline.call.command import call
from trunkline.doctor.command import doctor
from trunkline.emulator.command import emulator
from trunkline.engine.command import engine
from trunkline.importing.command import import_
from trunkline.local.command import app as local
from trunkline.new.command import new
from trunkline.parity.command import parity
from trunkline.plugin_command.command import app as plugin
from trunkline.recover import recover
from trunkline.report.command import report
from trunkline.schema.command import schema

app = typer.Typer(
    help="A Twilio Elastic SIP trunk and the matching Asterisk rows, as one Pulumi component.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - keeps the command line's start quick

        typer.echo(f"trunkline {version('trunkline')}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


app.command()(call)
app.command()(doctor)
app.command()(emulator)
app.command()(engine)
app.command("import")(import_)
app.command()(new)
app.command()(parity)
app.command()(recover)
app.command()(report)
app.command()(schema)
app.add_typer(local, name="local")
app.add_typer(plugin, name="plugin")
