"""The output of `trunkline import`: the config, or what it has written and what you should do next."""

from collections.abc import Iterator, Sequence

from trunkline.components.config import set_secret
from trunkline.providers.ownership import stack_of

from . import yaml_text
from .imported import Imported
from .stack import Stack

_AS_FOUND = "no arguments derive its rows in Asterisk, so rowsAsFound has them"

OWNED = "its friendly name shows that it belongs to stack {}: import it only if that stack is gone"


def text(imported: Sequence[Imported]) -> str:
    """The config, for a stack's file; comments say what to do about the passwords."""
    notes = [
        *_passwords(imported),
        *(f"trunks.{each.name}: {_AS_FOUND}" for each in imported if each.is_as_found),
        *(f"trunks.{name}: {OWNED.format(owner)}" for name, owner in owners(imported)),
    ]
    trunks = {each.name: yaml_text.plain(each.config) for each in imported}
    return "\n".join(
        [*(f"# {note}" for note in notes), yaml_text.write({"config": {"trunkline:trunks": trunks}}).rstrip()]
    )


def written(imported: Sequence[Imported], stack: Stack) -> str:
    """The report about the stack's file, with the commands to run next."""
    lines = [f"Written to {stack.file}:"]
    for each in imported:
        lines.append(f"  trunks.{each.name}: {each.domain_name}, Asterisk endpoint {each.endpoint_id!r}")
        if each.is_as_found:
            lines += [f"    {_AS_FOUND};", "    without this key, a preview shows how trunkline would write them"]
    unknown = [f"  {set_secret(path, stack.name)}  # {why}" for each in imported for path, why in each.unknown.items()]
    if unknown:
        lines += ["Set the passwords that trunkline could not find:", *unknown]
    return "\n".join([*lines, f"Then check that nothing changes: pulumi preview --stack {stack.name}"])


def owners(imported: Sequence[Imported]) -> Iterator[tuple[str, str]]:
    """(name of a trunk, the stack whose default name it has)."""
    for each in imported:
        if owner := stack_of(each.config.get("friendlyName")):
            yield each.name, owner


def _passwords(imported: Sequence[Imported]) -> Iterator[str]:
    yield "Set each password with its command, which asks for it:"
    for each in imported:
        for path in each.secrets:
            yield f"  {set_secret(path)}  (it is in ps_auths)"
        for path, why in each.unknown.items():
            yield f"  {set_secret(path)}  ({why})"
