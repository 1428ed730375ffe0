"""Judges whether both sides are as declared. It reads them directly, by SQL, and knows nothing of the product."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import Factory, frozen

from .seen import TABLES, Seen, Things
from .worlds import World, ha1


@frozen
class Verdict:
    """The problems, one line each; all empty if there are none."""

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
            f"{kind} {key} of others' is changed"
            for key, thing in things.items()
            if seen.things[kind].get(key) != thing
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
                column
                for column in rows[row_id].keys() | wanted.keys()
                if rows[row_id].get(column) != wanted.get(column)
            )
            verdict.differs.append(f"{table}: row {row_id!r} differs in {', '.join(columns)}")


def refused_calls(ours: Seen) -> list[str]:
    """The logins of our auth rows that Twilio refuses."""
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
