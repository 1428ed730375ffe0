"""Whose calls an identify row takes: Asterisk gives a call to the first row that matches, of whichever endpoint."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any

import sqlalchemy as sa

from trunkline.providers.asterisk.encoding import decode

PATTERN = "match_request_uri"


def contested(
    connection: sa.Connection, identify: sa.Table, endpoint_id: str, declared: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str, str, str]]:
    """Rows of the endpoint that match what a row of another one matches.

    Args:
        connection: in any transaction.
        identify: the table ps_endpoint_id_ips.
        endpoint_id: the endpoint.
        declared: {row id: row}, its rows.

    Yields:
        the row's id, what it matches, the id of the other row, and its endpoint; the first for each endpoint.
    """
    columns = [identify.c[name] for name in ("id", "endpoint", "match", PATTERN) if name in identify.c]
    others = connection.execute(sa.select(*columns).where(identify.c.endpoint != endpoint_id)).mappings().all()
    found = set[str]()
    for other in others:
        stored = {name: decode(str(value), connection.dialect.name) for name, value in other.items() if value}
        for id_, row in declared.items():
            shared = _shared(row, stored)
            if shared and stored["endpoint"] not in found:
                found.add(stored["endpoint"])
                yield id_, shared, stored["id"], stored["endpoint"]


def _shared(row: Mapping[str, Any], other: Mapping[str, str]) -> str | None:
    """What both match, in the words of the one."""
    if PATTERN in other and row.get(PATTERN) == other[PATTERN]:
        return str(row[PATTERN])
    blocks = _networks(other.get("match"))
    return next((str(each) for each in _networks(row.get("match")) if any(map(each.overlaps, blocks))), None)


def _networks(match: Any) -> list[IPv4Network]:
    """The blocks in a column `match`; a name in it is left out."""
    found = []
    for item in match.split(",") if isinstance(match, str) else ():
        try:
            found.append(IPv4Network(item.strip(), strict=False))
        except ValueError:
            continue
    return found
