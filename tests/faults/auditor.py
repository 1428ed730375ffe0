"""Looks at both sides directly, by SQL, and judges whether they are as declared. It knows nothing of the product."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import psycopg2.extras
from attrs import Factory, frozen

from .worlds import World, ha1

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
        reserved: the domains that nobody can have.
    """

    things: dict[str, Things]
    reserved: tuple[str, ...]

    def without(self, others: "Seen") -> "Seen":
        """What is not others'."""
        kept = {
            kind: {key: thing for key, thing in things.items() if key not in others.things[kind]}
            for kind, things in self.things.items()
        }
        return Seen(kept, tuple(each for each in self.reserved if each not in others.reserved))


@frozen
class Verdict:
    """What is not as it should be, a line each; all empty where it is."""

    differs: list[str] = Factory(list)
    orphans: list[str] = Factory(list)
    duplicates: list[str] = Factory(list)
    moved: list[str] = Factory(list)
    disturbed: list[str] = Factory(list)
    refused_calls: list[str] = Factory(list)
    reserved: list[str] = Factory(list)

    def lines(self) -> Iterator[tuple[str, str]]:
        for name in self.__attrs_attrs__:
            for line in getattr(self, name.name):
                yield name.name, line

    @property
    def is_good(self) -> bool:
        return not any(True for _ in self.lines())


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


def judge(seen: Seen, declared: World, others: Seen, before: Seen | None = None) -> Verdict:
    """Whether both sides are `declared` and nothing else, beside what is `others'`.

    Args:
        seen: both sides now.
        declared: what has to be there.
        others: both sides before there was anything of ours.
        before: both sides before something went wrong: what was there and is declared has to keep its SID.
    """
    verdict = Verdict()
    ours = seen.without(others)
    for kind, things in others.things.items():
        verdict.disturbed.extend(
            f"{kind} {key} of others' is changed" for key, thing in things.items() if seen.things[kind].get(key) != thing
        )
    _judge_named(verdict, "trunks", ours, declared.trunks)
    members = {
        "credential_lists": declared.credential_lists,
        "address_lists": declared.address_lists,
    }
    for kind, lists in members.items():
        _judge_named(verdict, kind, ours, {name: {"members": held} for name, held in lists.items()})
    _judge_named(verdict, "numbers", ours, declared.bought)
    for table in TABLES:
        _judge_rows(verdict, table, ours.things[table], declared.rows.get(table, {}))
    verdict.refused_calls.extend(refused_calls(ours))
    verdict.reserved.extend(ours.reserved)
    if before:
        verdict.moved.extend(_moved(ours, before.without(others)))
    return verdict


def _judge_named(verdict: Verdict, kind: str, ours: Seen, declared: Mapping[str, Mapping[str, Any]]) -> None:
    things = list(ours.things[kind].values())
    for name, times in Counter(thing["friendly_name"] for thing in things).items():
        if name not in declared:
            verdict.orphans.append(f"{kind}: {name!r} is not declared")
        elif times > 1:
            verdict.duplicates.append(f"{kind}: {name!r} is there {times} times")
    for name, wanted in declared.items():
        found = [thing for thing in things if thing["friendly_name"] == name]
        if not found:
            verdict.differs.append(f"{kind}: {name!r} is missing")
        for thing in found[:1]:
            _compare(verdict, f"{kind} {name!r}", thing, wanted)


def _compare(verdict: Verdict, name: str, thing: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    for key, value in wanted.items():
        found = thing.get(key)
        if found == value:
            continue
        if isinstance(value, Mapping):
            found = found or {}
            verdict.orphans.extend(f"{name} holds {each!r} undeclared" for each in found.keys() - value.keys())
            wrong = [each for each in value if found.get(each) != value[each]]
            verdict.differs.extend(f"{name}: {each!r} is missing or another" for each in wrong)
        elif isinstance(value, list):
            _compare_lists(verdict, f"{name} {key}", found or [], value)
        else:
            verdict.differs.append(f"{name}: {key} is {found!r}, not {value!r}")


def _compare_lists(verdict: Verdict, name: str, found: list[Any], wanted: list[Any]) -> None:
    first = [each[0] if isinstance(each, list) else each for each in found]
    verdict.duplicates.extend(f"{name}: {each!r} is there twice" for each, times in Counter(first).items() if times > 1)
    declared = [each[0] if isinstance(each, list) else each for each in wanted]
    verdict.orphans.extend(f"{name}: {each!r} is not declared" for each in first if each not in declared)
    verdict.differs.extend(f"{name}: {each!r} is missing" for each in wanted if each not in found)


def _judge_rows(verdict: Verdict, table: str, rows: Things, declared: Mapping[str, Mapping[str, Any]]) -> None:
    verdict.orphans.extend(f"{table}: row {each!r} is not declared" for each in rows.keys() - declared.keys())
    for row_id, wanted in declared.items():
        if row_id not in rows:
            verdict.differs.append(f"{table}: row {row_id!r} is missing")
        elif rows[row_id] != wanted:
            columns = sorted(
                column for column in rows[row_id].keys() | wanted.keys() if rows[row_id].get(column) != wanted.get(column)
            )
            verdict.differs.append(f"{table}: row {row_id!r} differs in {', '.join(columns)}")


def refused_calls(ours: Seen) -> list[str]:
    """What Asterisk sends for each of our auth rows and Twilio does not take."""
    known = {
        username: digest
        for credentials in ours.things["credential_lists"].values()
        for username, digest in credentials["members"].items()
    }
    refused = []
    for row_id, row in ours.things["ps_auths"].items():
        sent = row.get("md5_cred") or ha1(row.get("username", ""), row.get("password", ""))
        if known.get(row.get("username", "")) != sent:
            refused.append(f"ps_auths {row_id!r} sends a credential that Twilio does not know")
    return refused


def _moved(ours: Seen, before: Seen) -> Iterator[str]:
    for kind in ("trunks", "credential_lists", "address_lists", "numbers"):
        now = {thing["friendly_name"]: sid for sid, thing in ours.things[kind].items()}
        for sid, thing in before.things[kind].items():
            name = thing["friendly_name"]
            if name in now and sid not in ours.things[kind]:
                yield f"{kind}: {name!r} was {sid} and is {now[name]}"
