"""`trunkline local …`, which the Makefile calls."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .errors import LocalError

if TYPE_CHECKING:
    from .stack import LocalStack

SkipCheckpoints = Annotated[
    bool,
    typer.Option(
        "--skip-checkpoints",
        help="Write the state once, at the end: faster for many trunks. If the run is killed, run it again before you "
        "change the program.",
    ),
]

app = typer.Typer(help="The local stack: the Twilio emulator, SQLite and the real Pulumi engine.", no_args_is_help=True)


def _on_stack(verb: "Callable[[LocalStack], None]") -> None:
    from . import locks  # noqa: PLC0415 - keeps the command line's start quick
    from .folder import LocalFolder  # noqa: PLC0415
    from .stack import LocalStack  # noqa: PLC0415

    with _in_one_line():
        project = Path.cwd()
        if not (project / "Pulumi.yaml").exists():
            raise LocalError(f"{project} has no Pulumi.yaml: run the command in the project's folder")
        folder = LocalFolder(project / ".local")
        with locks.alone(folder):
            verb(LocalStack(project, folder))


@contextmanager
def _in_one_line() -> Iterator[None]:
    from trunkline.engine import EngineError  # noqa: PLC0415 - keeps the command line's start quick

    try:
        yield
    except (LocalError, EngineError) as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        typer.echo(
            f"{error.filename}: {error.strerror}: make this user its owner, or move it away, and run again", err=True
        )
        raise typer.Exit(1) from None


@app.command()
def up(*, skip_checkpoints: SkipCheckpoints = False) -> None:
    """Make the trunk on both sides."""
    _on_stack(lambda stack: stack.up(skip_checkpoints=skip_checkpoints))


@app.command()
def preview() -> None:
    """Show what `up` would change."""
    _on_stack(lambda stack: stack.preview())


@app.command()
def refresh() -> None:
    """Show what was changed by hand on either side."""
    _on_stack(lambda stack: stack.refresh())


@app.command()
def destroy(*, skip_checkpoints: SkipCheckpoints = False) -> None:
    """Remove both sides; the account keeps its numbers."""
    _on_stack(lambda stack: stack.destroy(skip_checkpoints=skip_checkpoints))


@app.command()
def env() -> None:
    """Print the variables with which a shell runs `pulumi` on the local stack: eval "$(trunkline local env)"."""
    _on_stack(
        lambda stack: typer.echo(
            "\n".join(f"export {name}={shlex.quote(value)}" for name, value in stack.environment().items())
        )
    )


@app.command()
def stop() -> None:
    """Stop the local stack's emulator. It keeps its data."""
    from . import emulator  # noqa: PLC0415 - keeps the command line's start quick
    from .folder import LocalFolder  # noqa: PLC0415

    with _in_one_line():
        stopped = emulator.stop(LocalFolder(Path.cwd() / ".local"))
    typer.echo("The emulator has stopped." if stopped else "No emulator was running.")
