"""`trunkline import`."""

from enum import StrEnum
from typing import Annotated

import typer


class Language(StrEnum):
    """The language of a program."""

    YAML = "yaml"
    PYTHON = "python"
    TYPESCRIPT = "typescript"
    GO = "go"


def import_(
    stack: Annotated[
        str | None,
        typer.Option(help="Write into this stack of the project in this folder.", metavar="S"),
    ] = None,
    trunk: Annotated[
        list[str] | None,
        typer.Option(help="Import only the trunk with this termination domain. Can be repeated.", metavar="DOMAIN"),
    ] = None,
    language: Annotated[
        Language | None,
        typer.Option("--for", help="Print a program in this language instead of a config.", metavar="LANGUAGE"),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Replace trunks in the stack's file, and import trunks of another stack."),
    ] = False,
) -> None:
    """Read existing trunks from Twilio and Asterisk's database, and write the config that adopts them.

    It changes neither side, and the first `pulumi up` with this config does not either. Without --stack it prints the
    config, without passwords. With --stack it writes into the stack's file, with encrypted passwords. With --for it
    prints a whole program: a Pulumi.yaml for yaml, else the file that the language begins with. LANGUAGE is yaml,
    python, typescript or go. The program takes the passwords from its stack's config.

    Exit code: 0; 1 if it imported nothing, or not every trunk that --trunk names.
    """
    from trunkline.importing import programs, report  # noqa: PLC0415 - keeps the command line's start quick
    from trunkline.importing import stack as stacks  # noqa: PLC0415
    from trunkline.importing.errors import ImportingError  # noqa: PLC0415
    from trunkline.importing.examination import examine  # noqa: PLC0415
    from trunkline.providers.settings import Settings  # noqa: PLC0415

    wanted = [domain.lower() for domain in trunk or ()]
    if language and stack:
        typer.echo("--for prints a program, and --stack writes a config: leave out one of the two", err=True)
        raise typer.Exit(1)
    try:
        target = stacks.find(stack) if stack else None
        settings = target.settings if target else Settings.find(lambda _: None)
        examined = examine(settings, target, wanted, force=force)
        if target and examined.imported:
            target.add(examined.imported)
    except ImportingError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    for line in examined.left_out:
        typer.echo(line, err=True)
    if language and examined.imported:
        typer.echo(programs.text(language, examined.imported))
    elif examined.imported:
        typer.echo(report.written(examined.imported, target) if target else report.text(examined.imported))
    whole = {each.domain_name for each in examined.imported} >= {*wanted}
    raise typer.Exit(0 if examined.imported and whole else 1)
