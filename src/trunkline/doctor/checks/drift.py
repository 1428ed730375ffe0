"""What the stack declares against what is there. It is silent about what another check has told already."""

from collections.abc import Iterator, Mapping
from typing import Any

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.snapshot import Declared, NamedList, Trunk
from trunkline.doctor.view import View
from trunkline.model import twilio
from trunkline.model.asterisk import IDENTIFIES, Row
from trunkline.providers.asterisk.realtime_table import UNDECLARED
from trunkline.providers.asterisk.secrets import SECRET


def trunks(view: View) -> Iterator[Finding]:
    if not view.declared or not view.twilio:
        return
    for sid, inputs in view.declared.trunks.items():
        trunk = view.twilio.trunks.get(sid)
        if not trunk:
            yield codes.GONE.at(f"trunk {inputs.domain_name}", f"{sid} is not in the account")
            continue
        declared = inputs.dump()
        for name, value in trunk.settings.items():
            if name in declared and not _is_same(value, declared[name]):
                yield codes.DIFFERS.at(f"{trunk} {name}", f"{value!r}; the stack declares {declared[name]!r}")
        surplus = sorted(set(trunk.phone_numbers) - set(inputs.phone_numbers))
        if surplus:
            yield codes.DIFFERS.at(f"{trunk} phone_numbers", f"{', '.join(surplus)}, which the stack does not declare")
        yield from _origination_urls(trunk, inputs)


def lists(view: View) -> Iterator[Finding]:
    if not view.declared or not view.twilio:
        return
    for sid, inputs in view.declared.trunks.items():
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
                    yield from _members(view.declared, kind, list_sid, each)


def rows(view: View) -> Iterator[Finding]:
    if not view.declared or not view.asterisk:
        return
    for endpoint_id, inputs in view.declared.endpoints.items():
        for table, found in view.asterisk.owned.get(endpoint_id, {}).items():
            stated = inputs.rows(table)
            for id_ in sorted(stated.keys() | found.keys()):
                if id_ not in found:
                    if table != IDENTIFIES:  # what is missing there, `identification` tells
                        yield codes.GONE.at(f"{table}.{id_}", "no such row")
                elif id_ not in stated:
                    fact = ", ".join(
                        f"{column} {value!r}" for column, value in found[id_].items() if column not in SECRET
                    )
                    yield codes.UNDECLARED_ROW.at(f"{table}.{id_}", fact)
                else:
                    yield from _columns(f"{table}.{id_}", found[id_], stated[id_])


CHECKS = (trunks, lists, rows)


def unsaid(drift: list[Finding], told: list[Finding]) -> list[Finding]:
    """What of `drift` is about no subject of `told`."""
    subjects = {subject for finding in told for subject in (finding.subject, *finding.covers)}
    return [
        finding
        for finding in drift
        if not any(finding.subject == subject or finding.subject.startswith(f"{subject}.") for subject in subjects)
    ]


def _columns(subject: str, found: Row, stated: Row) -> Iterator[Finding]:
    for column in sorted(found.keys() | stated.keys()):
        if found.get(column) != stated.get(column):
            fact = (
                "the secret (not shown) is not the declared one"
                if column in SECRET
                else f"{_shown(found.get(column))}; the stack declares {_shown(stated.get(column))}"
            )
            yield codes.DIFFERS.at(f"{subject}.{column}", fact)


def _shown(value: Any) -> str:
    return "nothing" if value is None else repr(value)


def _is_same(value: Any, stated: Any) -> bool:
    return value == stated or (value in (None, "") and stated in (None, ""))


def _members(declared: Declared, kind: str, sid: str, found: NamedList) -> Iterator[Finding]:
    is_credentials = kind == "credential list"
    lists: Mapping[str, twilio.NamedList] = (
        declared.credential_lists if is_credentials else declared.ip_access_control_lists
    )
    if sid not in lists:  # a list of another stack's, or of nobody's
        return
    stated = {member for member, value in lists[sid].members.items() if value != UNDECLARED}
    subject = f"{kind} {found.friendly_name}"
    for member in sorted(set(found.members) - stated):
        code = codes.UNDECLARED_CREDENTIAL if is_credentials else codes.UNDECLARED_ADDRESS
        yield code.at(f"{subject}.{member}", member)
    if is_credentials:  # a missing address is `addresses`' to tell
        for member in sorted(stated - set(found.members)):
            yield codes.GONE.at(f"{subject}.{member}", "no such credential")


def _origination_urls(trunk: Trunk, inputs: twilio.Trunk) -> Iterator[Finding]:
    stated = inputs.origination_urls
    found = {url.sip_url: url for url in trunk.origination_urls}
    for sip_url in sorted(found.keys() | stated.keys()):
        subject = f"{trunk} origination URLs.{sip_url}"
        if sip_url not in found:
            yield codes.DIFFERS.at(subject, "missing")
        elif sip_url not in stated:
            yield codes.DIFFERS.at(subject, "the stack does not declare it")
        else:
            for name, value in stated[sip_url].dump().items():
                if (there := getattr(found[sip_url], name)) != value:
                    yield codes.DIFFERS.at(subject, f"{name} {there!r}; the stack declares {value!r}")
