"""The differences between what the stack declares and what exists."""

from collections.abc import Iterator, Mapping
from typing import Any

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding, wholes
from trunkline.doctor.snapshot import Declared, NamedList, Trunk
from trunkline.doctor.view import View
from trunkline.model import twilio
from trunkline.model.asterisk import SECRET, Row
from trunkline.providers.asterisk.realtime_table import UNDECLARED
from trunkline.providers.twilio.trunk import METHOD


def trunks(view: View, declared: Declared) -> Iterator[Finding]:
    if not view.twilio:
        return
    for sid, inputs in declared.trunks.items():
        trunk = view.twilio.trunks.get(sid)
        if not trunk:
            remedy = f"{codes.RESTORE}; Twilio can block the domain of a deleted trunk for up to 30 days"
            yield codes.GONE.at(f"trunk {inputs.domain_name}", f"the account has no trunk {sid}", remedy=remedy)
            continue
        wanted = inputs.dump()
        for name, value in trunk.settings.items():
            is_declared = name in wanted or name != METHOD  # Twilio has a default for the method
            if is_declared and not _is_same(value, wanted.get(name)):
                yield codes.DIFFERS.at(f"{trunk} {name}", f"{value!r}; the stack declares {_shown(wanted.get(name))}")
        surplus = sorted(set(trunk.phone_numbers) - set(inputs.phone_numbers))
        if surplus:
            yield codes.DIFFERS.at(f"{trunk} phone_numbers", f"the stack does not declare {', '.join(surplus)}")
        yield from _origination_urls(trunk, inputs)


def lists(view: View, declared: Declared) -> Iterator[Finding]:
    if not view.twilio:
        return
    for sid, inputs in declared.trunks.items():
        trunk = view.twilio.trunks.get(sid)
        if not trunk:
            continue
        for kind, key, found in (
            ("credential list", "credential_lists", trunk.credential_lists),
            ("IP access control list", "ip_access_control_lists", trunk.ip_access_control_lists),
        ):
            for list_sid, each in found.items():
                if list_sid not in getattr(inputs, key):
                    yield codes.UNDECLARED_LIST.at(f"{trunk} {key}.{list_sid}", f"{kind} {each.friendly_name}")
                else:
                    yield from _members(declared, kind, list_sid, each)
            for list_sid in getattr(inputs, key):
                if list_sid not in found:
                    yield codes.UNMAPPED_LIST.at(f"{trunk} {key}.{list_sid}", f"{kind} {list_sid}")


def rows(view: View, declared: Declared) -> Iterator[Finding]:
    if not view.asterisk:
        return
    for endpoint_id, inputs in declared.endpoints.items():
        for table, found in view.asterisk.owned.get(endpoint_id, {}).items():
            wanted = inputs.rows(table)
            for id_ in sorted(wanted.keys() | found.keys()):
                if id_ not in found:
                    yield codes.GONE.at(f"{table}.{id_}", "no such row")
                elif id_ not in wanted:
                    fact = ", ".join(
                        f"{column} {value!r}" for column, value in found[id_].items() if column not in SECRET
                    )
                    yield codes.UNDECLARED_ROW.at(f"{table}.{id_}", fact)
                else:
                    yield from _columns(f"{table}.{id_}", found[id_], wanted[id_])


CHECKS = (trunks, lists, rows)


def unreported(differences: list[Finding], reported: list[Finding]) -> list[Finding]:
    """The differences that no finding of `reported` is about."""
    subjects = {subject for finding in reported for subject in finding.reports}
    return [each for each in differences if subjects.isdisjoint(wholes(each.subject))]


def _columns(subject: str, found: Row, wanted: Row) -> Iterator[Finding]:
    for column in sorted(found.keys() | wanted.keys()):
        if found.get(column) != wanted.get(column):
            fact = (
                "the secret (not shown) is not the declared secret"
                if column in SECRET
                else f"{_shown(found.get(column))}; the stack declares {_shown(wanted.get(column))}"
            )
            yield codes.DIFFERS.at(f"{subject}.{column}", fact)


def _shown(value: Any) -> str:
    return "nothing" if value is None else repr(value)


def _is_same(value: Any, wanted: Any) -> bool:
    return value == wanted or (value in (None, "") and wanted in (None, ""))


def _members(declared: Declared, kind: str, sid: str, found: NamedList) -> Iterator[Finding]:
    is_credentials = kind == "credential list"
    lists: Mapping[str, twilio.NamedList] = (
        declared.credential_lists if is_credentials else declared.ip_access_control_lists
    )
    if sid not in lists:  # the stack has not made this list
        return
    wanted = {member for member, value in lists[sid].members.items() if value != UNDECLARED}
    subject = f"{kind} {found.friendly_name}"
    for member in sorted(set(found.members) - wanted):
        code = codes.UNDECLARED_CREDENTIAL if is_credentials else codes.UNDECLARED_ADDRESS
        yield code.at(f"{subject}.{member}", member)
    for member in sorted(wanted - set(found.members)):
        yield codes.GONE.at(f"{subject}.{member}", f"no such {'credential' if is_credentials else 'address'}")


def _origination_urls(trunk: Trunk, inputs: twilio.Trunk) -> Iterator[Finding]:
    wanted = inputs.origination_urls
    found = {url.sip_url: url for url in trunk.origination_urls}
    for sip_url in sorted(found.keys() | wanted.keys()):
        subject = f"{trunk} origination URLs.{sip_url}"
        if sip_url not in found:
            yield codes.DIFFERS.at(subject, "missing")
        elif sip_url not in wanted:
            yield codes.DIFFERS.at(subject, "the stack does not declare it")
        else:
            for name, value in wanted[sip_url].dump().items():
                if (there := getattr(found[sip_url], name)) != value:
                    yield codes.DIFFERS.at(subject, f"{name} {there!r}; the stack declares {value!r}")
