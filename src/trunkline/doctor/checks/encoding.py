"""Whether the columns are written as Asterisk's database driver needs them."""

import re
from collections.abc import Iterator
from typing import Any

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.snapshot import AsteriskSide, Row
from trunkline.doctor.view import Line, View
from trunkline.model.asterisk import SECRET
from trunkline.model.sip_uri import SipUri
from trunkline.providers.asterisk.columns import SEVERAL

_ENCODED = re.compile(r"\^(?:3B|5E)", re.IGNORECASE)


def encoding(view: View) -> Iterator[Finding]:
    """Reads the stored values; those of a `Line` are decoded."""
    if not view.asterisk:
        return
    for line, table, id_, row in _stored(view.asterisk, view.lines):
        for column, stored in row.items():
            if not isinstance(stored, str) or column in SEVERAL:
                continue
            subject, shown = f"{table}.{id_}.{column}", "the secret (not shown)" if column in SECRET else stored
            if view.asterisk.dialect == "sqlite":
                if _is_encoded(column, stored) and stored != _declared(line, table, id_, column):
                    yield codes.FOREIGN_ENCODING.at(subject, f"{shown} has ^3B or ^5E")
            elif ";" in stored:
                yield codes.RAW_SEMICOLON.at(subject, f"{shown} has a ';'")


def _is_encoded(column: str, stored: str) -> bool:
    """In a URI such characters are encoded ones, in a password most probably. In other texts they can be intended."""
    if column not in {"contact", "outbound_proxy", "password"}:
        return False
    return bool(_ENCODED.search(SipUri(stored).address if column == "contact" else stored))


def _declared(line: Line, table: str, id_: str, column: str) -> Any:
    """The value that the stack declares for the column."""
    return line.declared.rows(table).get(id_, {}).get(column) if line.declared else None


def _stored(side: AsteriskSide, lines: tuple[Line, ...]) -> Iterator[tuple[Line, str, str, Row]]:
    for line in lines:
        for table, rows, ids in (
            ("ps_endpoints", side.endpoints, [line.endpoint_id]),
            ("ps_aors", side.aors, line.aors),
            ("ps_auths", side.auths, line.auths),
            ("ps_endpoint_id_ips", side.identifies, line.identifies),
        ):
            yield from ((line, table, id_, rows[id_]) for id_ in ids if id_ in rows)


CHECKS = (encoding,)
