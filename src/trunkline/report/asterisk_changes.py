"""The changes of an endpoint's rows, in words."""

from collections.abc import Iterator
from typing import Any

from .resource import CREATE, DELETE, REPLACE, UPDATE, Resource
from .text import clean, code, named, several
from .trunk import Delta, endpoint_row, is_shown, rows
from .words import arrow, columns, sign, value

_TABLES = {
    "ps_auths": "auth",
    "ps_aors": "aor",
    "ps_endpoints": "endpoint",
    "ps_endpoint_id_ips": "identify row",
    "extensions": "dialplan row",
}


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
    for table, noun in _TABLES.items():
        if is_shown(endpoint.new.get(table)) and is_shown(old.get(table)):
            yield from _rows(noun, rows(old, table), rows(endpoint.new, table))
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
    row = endpoint_row(inputs)
    settings = [f"{key} {value(row[key])}" for key in ("context", "transport", "allow") if key in row]
    id_ = value(inputs.get("endpoint_id"))
    yield f"{sign(endpoint.op)} endpoint {id_}{': ' if settings else ''}{', '.join(settings)}"
    counted = [
        several(len(found), noun)
        for table, noun in _TABLES.items()
        if (found := rows(inputs, table)) and noun in {"identify row", "dialplan row"}
    ]
    if counted:
        yield f"{sign(endpoint.op)} {', '.join(counted)}"


def _rows(noun: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    delta = Delta.between(old, new)
    for op, ids, there in ((CREATE, delta.added, new), (DELETE, delta.removed, old)):
        if ids:
            yield f"{sign(op)} {named(noun, [_shown(id_, there[id_]) for id_ in ids])}"
    for id_ in delta.kept:
        alone = len(old) == len(new) == 1
        yield from columns(f"{noun}{'' if alone else f' {code(id_)}'}: ", old[id_], new[id_])


def _shown(id_: str, row: dict[str, Any]) -> str:
    """The id of a row; for an identify or dialplan row, also its match or application."""
    about = row.get("match") or row.get("match_request_uri") or row.get("app")
    return f"{id_} ({about})" if about else id_
