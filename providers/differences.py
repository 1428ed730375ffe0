"""Describes what an adoption changes: a preview shows only that a resource is created."""

from collections.abc import Iterator
from typing import Any, TypeVar

from trunkline.model.properties import Properties, Role
from trunkline.model.unknown import is_known

SECRET = frozenset({"credentials", "password", "md5_cred"})
"""Keys whose values are not shown. The values in `credentials` are passwords."""

T = TypeVar("T", bound=Properties)


def takeover(subject: str, found: T | None, declared: T, *, to: str | None = None, nothing: str = "") -> list[str]:
    """One line: `subject` is taken over, and what changes from `found` to `declared`.

    Args:
        subject: the thing that exists.
        found: its properties; None if it was deleted meanwhile.
        declared: the inputs. A value that is not known yet is left out.
        to: the resource to which it moves, if it is this stack's already.
        nothing: added if nothing changes.
    """
    changed = "; ".join(changes(found, declared)) or f"nothing changes{nothing}"
    if to:
        deletion = "If the preview also deletes it, only the old entry is dropped"
        return [f"{subject} is this stack's and moves to {to}: {changed}. {deletion}"]
    return [f"{subject} is taken over: {changed}"]


def changes(found: T | None, declared: T) -> list[str]:
    """A phrase for each change from `found` to `declared`, and for each field or member that is not known yet."""
    skipped = {name for role in (Role.OUTPUT, Role.HINT, Role.CHOICE) for name in declared.named(role)}
    dumps = ({} if each is None else each.dump() for each in (found, declared))
    return list(_changes("", *({name: value for name, value in each.items() if name not in skipped} for each in dumps)))


def _changes(path: str, found: Any, declared: Any) -> Iterator[str]:
    if not is_known(declared):
        if is_known(found):
            yield f"{path} is known after the update"
    elif isinstance(found, dict) and isinstance(declared, dict):
        for key in sorted(found.keys() | declared.keys()):
            below = f"{path}.{key}" if path else key
            if key not in declared:
                yield f"{below} is removed"
            elif key not in found and is_known(declared[key]):
                yield f"{below} is added"
            else:
                yield from _changes(below, found.get(key), declared[key])
    elif isinstance(found, list) and isinstance(declared, list):
        known = list(filter(is_known, declared))
        is_whole = len(known) == len(declared)
        yield from (f"{path} loses {each}" for each in found if each not in known and is_whole)
        yield from (f"{path} gains {each}" for each in known if each not in found)
        if not is_whole:
            yield f"{path} is known after the update"
    elif isinstance(declared, str | int | float) and found != declared:
        hidden = SECRET & set(path.split("."))
        yield f"{path} is set" if hidden else f"{path} {found!r} -> {declared!r}"
