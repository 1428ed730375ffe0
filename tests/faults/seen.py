"""Both sides as they are, read directly by SQL: the emulator's state file and the realtime tables."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import psycopg2.extras
from attrs import frozen

TABLES = ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips", "extensions")

_TRUNK = (
    "domain_name",
    "secure",
    "cnam_lookup_enabled",
    "transfer_mode",
    "transfer_caller_id",
    "recording_mode",
    "recording_trim",
)

Things = dict[str, dict[str, Any]]
"""{SID, or row id: what it is}"""


@frozen
class Seen:
    """Both sides at one moment.

    Attributes:
        things: {kind: {SID or row id: what it is}}; each has a `friendly_name` where Twilio gives it one.
        reserved: the blocked domains.
    """

    things: dict[str, Things]
    reserved: tuple[str, ...]

    def without(self, others: "Seen") -> "Seen":
        """The things that are the stack's own."""
        kept = {
            kind: {key: thing for key, thing in things.items() if key not in others.things[kind]}
            for kind, things in self.things.items()
        }
        return Seen(kept, tuple(each for each in self.reserved if each not in others.reserved))


def look(state: Path, database: str) -> Seen:
    """Both sides as they are: the emulator's state file, and a libpq connection string."""
    with closing(sqlite3.connect(state, timeout=30)) as twilio:
        twilio.row_factory = sqlite3.Row
        things, reserved = _twilio(twilio)
    connection = psycopg2.connect(database)
    with closing(connection), connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - own names
            rows = [{key: value for key, value in row.items() if value is not None} for row in cursor.fetchall()]
            things[table] = {_row_id(table, row): row for row in rows}
    return Seen(things, reserved)


def _twilio(db: sqlite3.Connection) -> tuple[dict[str, Things], tuple[str, ...]]:
    def rows(statement: str, *values: str) -> list[Any]:
        return db.execute(statement, values).fetchall()

    trunks = {
        row["sid"]: {name: row[name] for name in ("friendly_name", *_TRUNK)}
        | {
            "credential_lists": _names(db, "credential_list", row["sid"]),
            "address_lists": _names(db, "ip_access_control_list", row["sid"]),
            "origination_urls": sorted(
                list(each)
                for each in rows(
                    "SELECT sip_url, friendly_name, priority, weight, enabled FROM origination_urls"
                    " WHERE trunk_sid = ?",
                    row["sid"],
                )
            ),
            "phone_numbers": sorted(
                each[0]
                for each in rows("SELECT phone_number FROM incoming_phone_numbers WHERE trunk_sid = ?", row["sid"])
            ),
        }
        for row in rows("SELECT * FROM trunks")
    }
    credentials = {
        row["sid"]: {
            "friendly_name": row["friendly_name"],
            "members": dict(
                tuple(each)
                for each in rows("SELECT username, ha1 FROM credentials WHERE credential_list_sid = ?", row["sid"])
            ),
        }
        for row in rows("SELECT * FROM credential_lists")
    }
    addresses = {
        row["sid"]: {
            "friendly_name": row["friendly_name"],
            "members": {
                f"{each['ip_address']}/{each['cidr_prefix_length']}": each["friendly_name"]
                for each in rows("SELECT * FROM ip_addresses WHERE ip_access_control_list_sid = ?", row["sid"])
            },
        }
        for row in rows("SELECT * FROM ip_access_control_lists")
    }
    numbers = {
        row["sid"]: {name: row[name] for name in ("friendly_name", "phone_number", "emergency_status")}
        for row in rows("SELECT * FROM incoming_phone_numbers")
    }
    reserved = tuple(row["domain_name"] for row in rows("SELECT * FROM reserved_domains WHERE NOT owner_may_reuse"))
    kinds = {"trunks": trunks, "credential_lists": credentials, "address_lists": addresses, "numbers": numbers}
    return kinds, reserved


def _names(db: sqlite3.Connection, kind: str, trunk: str) -> list[str]:
    found = db.execute(
        f"SELECT list.friendly_name FROM trunk_{kind}s AS one JOIN {kind}s AS list ON list.sid = one.{kind}_sid"  # noqa: S608 - own names
        " WHERE one.trunk_sid = ?",
        (trunk,),
    )
    return sorted(row[0] for row in found)


def _row_id(table: str, row: dict[str, Any]) -> str:
    """The row's id, taken out of it; a row of extensions is known by its place in the dialplan."""
    row_id = str(row.pop("id"))
    return f"{row['context']}/{row['exten']}/{row['priority']}" if table == "extensions" else row_id
