"""What `trunkline import` prints: the config itself, or what it wrote and what is left to do."""

from collections.abc import Iterator, Sequence

from trunkline.components.config import set_secret
from trunkline.providers.ownership import stack_of

from . import yaml_text
from .imported import Imported
from .stack import Stack

_AS_FOUND = "no arguments make its rows in Asterisk as they are, so they stand under rowsAsFound"

_OWNED = "it belongs to stack {}, as its friendlyName shows: take it over only if that stack is gone"


def text(imported: Sequence[Imported]) -> str:
    """The config, for a stack's file; comments say what to do about the passwords."""
    notes = [
        *_passwords(imported),
        *(f"trunks.{each.name}: {_AS_FOUND}" for each in imported if each.is_as_found),
        *(f"trunks.{name}: {_OWNED.format(owner)}" for name, owner in _owners(imported)),
    ]
    trunks = {each.name: yaml_text.plain(each.config) for each in imported}
    return "\n".join(
        [*(f"# {note}" for note in notes), yaml_text.write({"config": {"trunkline:trunks": trunks}}).rstrip()]
    )


def written(imported: Sequence[Imported], stack: Stack) -> str:
    """What is now in the stack's file."""
    lines = [f"Written to {stack.file}:"]
    for each in imported:
        lines.append(f"  trunks.{each.name}: {each.domain_name}, Asterisk endpoint {each.endpoint_id!r}")
        if each.is_as_found:
            lines += [f"    {_AS_FOUND};", "    without that key a preview shows what trunkline would make of them"]
    unknown = [f"  {set_secret(path, stack.name)}  # {why}" for each in imported for path, why in each.unknown.items()]
    if unknown:
        lines += ["Set the passwords that are not known:", *unknown]
    return "\n".join([*lines, f"Then see that nothing changes: pulumi preview --stack {stack.name}"])


def _owners(imported: Sequence[Imported]) -> Iterator[tuple[str, str]]:
    """The trunks that have a stack's default name, and those stacks."""
    for each in imported:
        if owner := stack_of(each.config.get("friendlyName")):
            yield each.name, owner


def _passwords(imported: Sequence[Imported]) -> Iterator[str]:
    yield "Each password is set by a command, which asks for it:"
    for each in imported:
        for path in each.secrets:
            yield f"  {set_secret(path)}  (it is in ps_auths)"
        for path, why in each.unknown.items():
            yield f"  {set_secret(path)}  ({why})"
