"""Identify rows that match the same calls as those of another endpoint."""

from collections.abc import Iterator
from ipaddress import IPv4Network

import sqlalchemy as sa

from trunkline.model.asterisk import IDENTIFIES, Row, Rows
from trunkline.model.signalling import OVERLAP, RANGES, Criterion, meet
from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.encoding import decode
from trunkline.providers.ownership import Owner, key, resource_name

_OWN = ("by address", "by pattern")
_OTHER = ("by pattern", "by address")
_PATTERNS = ("match_request_uri", "match_header")


def notice(database: Database, connection: sa.Connection, rows: Rows, *, place: str | None, owner: Owner) -> str | None:
    """The fact if other endpoints of the database, or of the program, match the same calls; else None.

    Args:
        database: the tables.
        connection: to the database.
        rows: the declared identify rows.
        place: the database's name in the keys of a resource's things.
        owner: the resource that has them.
    """
    own = [each for row in rows.values() for each in _criteria(row)]
    held, sought = (
        {key(place, IDENTIFIES, "matched", name) for each in own for name in _names(each, kind)}
        for kind in (_OWN, _OTHER)
    )
    before = owner.hold(held)  # first, so that of two at once one finds the other
    rivals = {name: urn for name, urn in before.items() if name in sought} | owner.rivals(sought)
    names = {resource_name(urn) for urn in rivals.values()}
    endpoints = {row.get("endpoint") for row in rows.values()}
    for row in connection.execute(sa.select(database.table(IDENTIFIES))).mappings():
        read = {column: decode(value, database.dialect) for column, value in row.items() if isinstance(value, str)}
        other = read.get("endpoint", "")
        if other not in endpoints and any(meet(one, each) for each in _criteria(read) for one in own):
            holders = owner.holders([key(place, IDENTIFIES, read["id"])]).values()
            names.add(next(map(resource_name, holders), other))
    return f"{OVERLAP}: it shares them with {', '.join(map(repr, sorted(names)))}" if names else None


def _names(criterion: Criterion, kinds: tuple[str, str]) -> set[str]:
    """The names by which the resources of one run find out that they share calls.

    Args:
        criterion: the row's.
        kinds: a name for a block with Twilio's addresses, and one for a pattern.
    """
    by_address, by_pattern = kinds
    if isinstance(criterion, str):
        return {criterion, by_pattern}
    ranges = {str(each) for each in RANGES if criterion.overlaps(each)}
    return {str(criterion), *ranges, *([by_address] if ranges else [])}


def _criteria(row: Row) -> Iterator[Criterion]:
    for item in str(row.get("match") or "").split(","):
        try:
            yield IPv4Network(item.strip(), strict=False)
        except ValueError:
            continue
    for column in _PATTERNS:
        if isinstance(pattern := row.get(column), str):
            yield pattern
