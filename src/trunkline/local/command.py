"""`trunkline local …`, which the Makefile calls."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from trunkline.engine import EngineError

from . import emulator, locks
from .errors import LocalError
from .folder import LocalFolder
from .stack import LocalStack

app = typer.Typer(help="The local stack: the Twilio emulator, SQLite and the real Pulumi engine.", no_args_is_help=True)


def _on_stack(verb: Callable[[LocalStack], None]) -> None:
    with _in_one_line():
        project = Path.cwd()
        if not (project / "Pulumi.yaml").exists():
            raise LocalError(f"{project} has no Pulumi.yaml: run this in the project's folder")
        folder = LocalFolder(project / ".local")
        with locks.alone(folder):
            verb(LocalStack(project, folder))


@contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        yield
    except (LocalError, EngineError) as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        typer.echo(
            f"{error.filename}: {error.strerror}: give it to this user, or move it away, and run again", err=True
        )
        raise typer.Exit(1) from None


@app.command()
def up() -> None:
    """Bring the trunk up on both sides."""
    _on_stack(LocalStack.up)


@app.command()
def preview() -> None:
    """Show what `up` would change."""
    _on_stack(LocalStack.preview)


@app.command()
def refresh() -> None:
    """Show what was changed by hand on either side."""
    _on_stack(LocalStack.refresh)


@app.command()
def destroy() -> None:
    """Take both sides down; numbers stay with the account."""
    _on_stack(LocalStack.destroy)


@app.command()
def env() -> None:
    """Print what lets a shell run `pulumi` on the local stack: eval "$(trunkline local env)"."""
    _on_stack(
        lambda stack: typer.echo(
            "\n".join(f"export {name}={shlex.quote(value)}" for name, value in stack.environment().items())
        )
    )


@app.command()
def stop() -> None:
    """End the local stack's emulator; what it knows is kept."""
    with _in_one_line():
        stopped = emulator.stop(LocalFolder(Path.cwd() / ".local"))
    typer.echo("The emulator has ended." if stopped else "No emulator was running.")
