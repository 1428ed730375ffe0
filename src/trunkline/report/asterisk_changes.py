"""The changes of an endpoint's rows, in words."""

from collections.abc import Iterator
from typing import Any

from trunkline.model.asterisk import Row, Rows
from trunkline.model.unknown import is_known

from .resource import CREATE, DELETE, REPLACE, UPDATE, Resource
from .text import clean, code, named, several
from .trunk import Delta, endpoint_row
from .trunk import endpoint as loaded
from .words import arrow, columns, sign, value

_TABLES = {
    "ps_auths": "auth",
    "ps_aors": "aor",
    "ps_endpoints": "endpoint",
    "ps_endpoint_id_ips": "identify row",
    "extensions": "dialplan row",
}
_NAMED = frozenset({"identify row", "dialplan row"})
"""Rows that are always named: by their ids one sees what they match."""


def of_endpoint(endpoint: Resource) -> Iterator[str]:
    """A line for each change; for an endpoint that is created or deleted, one line for all its rows."""
    if endpoint.op in {CREATE, DELETE}:
        yield from _whole(endpoint)
        return
    old = endpoint.old
    if endpoint.op == REPLACE:
        ids = old.get("endpoint_id"), endpoint.new.get("endpoint_id")
        yield f"{sign(UPDATE)} endpoint {arrow(*ids)}, with all its rows"
        old = renamed(old, *map(str, ids))
    before, after = loaded(old), loaded(endpoint.new)
    for table, noun in _TABLES.items():
        if is_known(getattr(before, table)) and is_known(getattr(after, table)):
            yield from _rows(noun, before.rows(table), after.rows(table))
        if rotated := {path[-1] for path in endpoint.rotated if path[0] == table}:
            yield f"{sign(UPDATE)} {noun}: {', '.join(map(clean, sorted(rotated - {table} or {'a secret'})))}"


def renamed(value: Any, old: str, new: str) -> Any:
    """The rows with the new endpoint's id, so that only other changes differ."""
    if isinstance(value, dict):
        return {renamed(key, old, new): renamed(below, old, new) for key, below in value.items()}
    if isinstance(value, str) and (value == old or value.startswith(f"{old}-")):
        return new + value.removeprefix(old)
    return value


def _whole(endpoint: Resource) -> Iterator[str]:
    inputs = endpoint.new or endpoint.old
    record = loaded(inputs)
    row = endpoint_row(record)
    settings = [f"{key} {value(row[key])}" for key in ("context", "transport", "allow") if key in row]
    id_ = value(inputs.get("endpoint_id"))
    yield f"{sign(endpoint.op)} endpoint {id_}{': ' if settings else ''}{', '.join(settings)}"
    counted = [
        several(len(found), noun) for table, noun in _TABLES.items() if (found := record.rows(table)) and noun in _NAMED
    ]
    if counted:
        yield f"{sign(endpoint.op)} {', '.join(counted)}"


def _rows(noun: str, old: Rows, new: Rows) -> Iterator[str]:
    delta = Delta.between(old, new)
    for op, ids, there in ((CREATE, delta.added, new), (DELETE, delta.removed, old)):
        if ids:
            yield f"{sign(op)} {named(noun, [_shown(id_, there[id_]) for id_ in ids])}"
    for id_ in delta.kept:
        alone = len(old) == len(new) == 1 and noun not in _NAMED
        yield from columns(f"{noun}{'' if alone else f' {code(id_)}'}: ", old[id_], new[id_])


def _shown(id_: str, row: Row) -> str:
    """The id of a row; for an identify or dialplan row, also its match or application."""
    about = row.get("match") or row.get("match_request_uri") or row.get("match_header") or row.get("app")
    return f"{id_} ({about})" if about else id_
