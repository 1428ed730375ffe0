"""The shape of a set-up, and the usual rows and trunk that each one differs from."""

import copy
from collections.abc import Mapping, Set  # noqa: PYI025
from typing import Any

from attrs import field, frozen

from trunkline.model.acl import write
from trunkline.model.signalling import SIGNALLING_RANGES

PASSWORD = "Grable-Trunk-2024"
DOMAIN = "grable.pstn.twilio.com"
PUBLIC = "206.189.160.179"
"""Asterisk's address."""
HOST = "grable.voip.zoftko.com"
URL, PLAIN_URL = f"sip:{HOST};transport=tls", f"sip:{HOST}"
PATTERN = f"/@{HOST.replace('.', '[.]')}([^A-Za-z0-9.-]|$)/"
"""Of a request for that host."""
NUMBER = "+11234567890"
BLOCKS = list(SIGNALLING_RANGES.values())
TWILIO_ONLY = write(BLOCKS)
"""An ACL of Twilio's ranges."""

ACCOUNT = "AC-OF-THE-TRUNK"
"""For the SID of the trunk's account."""

Columns = Mapping[str, Any]
"""{column: value}; None removes the column."""
Rows = dict[str, dict[str, dict[str, Any]]]
"""{table: {row id: {column: value}}}, with `;` as it is."""

AS_ARGUMENTS, AS_ROWS, WITHOUT_PASSWORD = "arguments", "rows as they are", "rows, without the password"
"""The config that an import makes, if it does not leave the trunk out."""


@frozen
class Twilio:
    """The trunk at Twilio. None in place of members: no such list.

    Attributes:
        usernames: members of its credential list.
        addresses: members of its IP access control list.
        urls: origination URLs, each with its priority.
        further: other fields of the trunk.
    """

    secure: bool = True
    domain: str = DOMAIN
    usernames: tuple[str, ...] | None = ("grable",)
    addresses: tuple[str, ...] | None = (PUBLIC,)
    urls: tuple[tuple[str, int], ...] = ((URL, 10),)
    numbers: tuple[str, ...] = (NUMBER,)
    further: Mapping[str, Any] = field(factory=dict)


PLAIN = Twilio(secure=False, urls=((PLAIN_URL, 10),))
"""A trunk without encryption."""


@frozen
class Cure:
    """How somebody follows a remedy that is not SQL.

    Attributes:
        words: of the remedy.
        sql: the statements.
        twilio: the trunk afterwards; None if it stays as it is.
    """

    words: str
    sql: tuple[str, ...] = ()
    twilio: Twilio | None = None


@frozen
class Calls:
    """The judgement of the real Asterisk. A SIP code, or None if the call passes.

    Attributes:
        out: of a call out; 0 if it ends without a code.
        inward: of a call in.
        stranger: of a call from an address that is not Twilio's; None if Asterisk accepts it.
    """

    out: int | None = None
    inward: int | None = None
    stranger: int | None = 401


@frozen
class SetUp:
    """A set-up.

    Attributes:
        kind: what it is, in a few words.
        rows: Asterisk's rows.
        twilio: Twilio's side.
        finds: the doctor's codes.
        fault: what is wrong with it; empty if it works.
        cures: {code: how its remedy is followed}; a remedy that is SQL is run as it is.
        imported: the config that an import makes, or words of the reason for which it leaves the trunk out.
        calls: what the real Asterisk makes of it; None if it was not tried.
    """

    kind: str
    rows: Rows
    twilio: Twilio = field(factory=Twilio)
    finds: Set[str] = frozenset()
    fault: str = ""
    cures: Mapping[str, Cure] = field(factory=dict)
    imported: str = AS_ROWS
    calls: Calls | None = None


AUTH = {"auth_type": "userpass", "username": "grable", "password": PASSWORD}
AOR = {"contact": f"sip:grable@{DOMAIN}", "max_contacts": 1, "qualify_frequency": 60, "qualify_2xx_only": "yes"}
ENDPOINT = {
    "aors": "twilio",
    "outbound_auth": "twilio",
    "context": "from-twilio",
    "transport": "tls",
    "disallow": "all",
    "allow": "ulaw,alaw",
    "media_encryption": "sdes",
    "identify_by": "ip",
    "direct_media": "no",
}
RANGES = {f"twilio-{edge}": {"endpoint": "twilio", "match": block} for edge, block in SIGNALLING_RANGES.items()}
UDP = {"transport": "udp", "media_encryption": None}
NO_AUTH = {"outbound_auth": None}


def rows(
    endpoint: Columns | None = None,
    aor: Columns | None = None,
    auth: Columns | None = None,
    identify: Mapping[str, Columns] = RANGES,
    more: Mapping[str, Mapping[str, Columns]] | None = None,
) -> Rows:
    """The usual rows with other columns, other identify rows and further rows."""
    found: Rows = {
        "ps_auths": {"twilio": _changed(AUTH, auth)},
        "ps_aors": {"twilio": _changed(AOR, aor)},
        "ps_endpoints": {"twilio": _changed(ENDPOINT, endpoint)},
        "ps_endpoint_id_ips": {id_: dict(row) for id_, row in identify.items()},
    }
    if "outbound_auth" not in found["ps_endpoints"]["twilio"]:
        del found["ps_auths"]["twilio"]
    for table, added in (more or {}).items():
        found.setdefault(table, {}).update({id_: dict(row) for id_, row in added.items()})
    return found


def ranges_of(endpoint: str) -> dict[str, dict[str, str]]:
    return {f"{endpoint}-{edge}": {"endpoint": endpoint, "match": block} for edge, block in SIGNALLING_RANGES.items()}


def like(row: Columns, **columns: Any) -> dict[str, Any]:
    """A row with other columns."""
    return _changed(row, columns)


def _changed(row: Columns, columns: Columns | None) -> dict[str, Any]:
    joined = copy.deepcopy({**row, **(columns or {})})
    return {name: value for name, value in joined.items() if value is not None}


def inserted(table: str, id_: str, columns: Columns) -> str:
    names = ", ".join(f'"{name}"' for name in ("id", *columns))
    values = ", ".join(f"'{value}'" for value in (id_, *columns.values()))
    return f"INSERT INTO {table} ({names}) VALUES ({values})"  # noqa: S608 - our own


def updated(table: str, id_: str = "twilio", **columns: Any) -> str:
    values = ", ".join(f'"{name}" = {"NULL" if value is None else repr(value)}' for name, value in columns.items())
    return f"UPDATE {table} SET {values} WHERE id = '{id_}'"  # noqa: S608 - our own


RESTORED = ("DELETE FROM ps_endpoint_id_ips", *(inserted("ps_endpoint_id_ips", *each) for each in RANGES.items()))
"""Twilio's ranges are the only identify rows."""
