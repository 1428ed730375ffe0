"""`trunkline import`."""

from typing import Annotated

import typer


def import_(
    stack: Annotated[
        str | None,
        typer.Option(help="Write into this stack of the project in this folder.", metavar="S"),
    ] = None,
    trunk: Annotated[
        list[str] | None,
        typer.Option(help="Import only the trunk with this termination domain. Can be repeated.", metavar="DOMAIN"),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Replace trunks in the stack's file, and import trunks of another stack."),
    ] = False,
) -> None:
    """Read existing trunks from Twilio and Asterisk's database, and write the config that adopts them.

    It changes neither side, and the first `pulumi up` with this config does not either. Without --stack it prints the
    config, without passwords. With --stack it writes into the stack's file, with encrypted passwords.

    Exit code: 0; 1 if it imported nothing, or not every trunk that --trunk names.
    """
    from trunkline.importing import report  # noqa: PLC0415 - keeps the command line's start quick
    from trunkline.importing import stack as stacks  # noqa: PLC0415
    from trunkline.importing.errors import ImportingError  # noqa: PLC0415
    from trunkline.importing.examination import examine  # noqa: PLC0415
    from trunkline.providers.settings import Settings  # noqa: PLC0415

    wanted = [domain.lower() for domain in trunk or ()]
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
    if examined.imported:
        typer.echo(report.written(examined.imported, target) if target else report.text(examined.imported))
    whole = {each.domain_name for each in examined.imported} >= {*wanted}
    raise typer.Exit(0 if examined.imported and whole else 1)
