"""`trunkline schema`."""

from pathlib import Path
from typing import Annotated

import typer


def schema(
    project: Annotated[
        str | None,
        typer.Option(help="The project's name. Default: that of the project in this folder.", metavar="NAME"),
    ] = None,
) -> None:
    """Print the JSON Schema of a stack's file, so that an editor completes and checks the config.

    `trunkline new` writes it to stack.schema.json. After an upgrade, or in a project of your own:
    `trunkline schema > stack.schema.json`, and `# yaml-language-server: $schema=stack.schema.json` as the first line
    of each Pulumi.STACK.yaml.

    Exit code: 0; 1 with one line if there is no project in this folder.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - keeps the command line's start quick
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    from trunkline.schema import text  # noqa: PLC0415

    try:
        name = project or YAML(typ="safe").load(Path("Pulumi.yaml"))["name"]
    except (OSError, YAMLError, UnicodeDecodeError, TypeError, KeyError):
        typer.echo("this folder has no Pulumi.yaml with a name: go to the project's folder, or add --project", err=True)
        raise typer.Exit(1) from None
    typer.echo(text(name), nl=False)
