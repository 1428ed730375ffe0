"""What the stack declares against what is there. It is silent about what another check has told already."""

from collections.abc import Iterator
from typing import Any

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.snapshot import Declared, NamedList, Trunk
from trunkline.doctor.view import View
from trunkline.providers.asterisk.realtime_table import IDENTIFY, UNDECLARED
from trunkline.providers.asterisk.secrets import SECRET

_URL_SETTINGS = ("friendly_name", "priority", "weight", "enabled")


def trunks(view: View) -> Iterator[Finding]:
    if not view.declared or not view.twilio:
        return
    for sid, inputs in view.declared.trunks.items():
        trunk = view.twilio.trunks.get(sid)
        if not trunk:
            yield codes.GONE.at(f"trunk {inputs.get('domain_name')}", f"{sid} is not in the account")
            continue
        for name, value in trunk.settings.items():
            if name in inputs and not _is_same(value, inputs[name]):
                yield codes.DIFFERS.at(f"{trunk} {name}", f"{value!r}; the stack declares {inputs[name]!r}")
        surplus = sorted(set(trunk.phone_numbers) - set(inputs.get("phone_numbers") or ()))
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
                if list_sid not in inputs.get(key, ()):
                    yield codes.UNDECLARED_LIST.at(f"{trunk} {key}.{list_sid}", f"{kind} {each.friendly_name}")
                else:
                    yield from _members(view.declared, kind, list_sid, each)


def rows(view: View) -> Iterator[Finding]:
    if not view.declared or not view.asterisk:
        return
    for endpoint_id, inputs in view.declared.endpoints.items():
        for table, found in view.asterisk.owned.get(endpoint_id, {}).items():
            stated = inputs.get(table) or {}
            for id_ in sorted(stated.keys() | found.keys()):
                if id_ not in found:
                    if table != IDENTIFY:  # what is missing there, `identification` tells
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


def _columns(subject: str, found: dict[str, Any], stated: dict[str, Any]) -> Iterator[Finding]:
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
    inputs = (declared.credential_lists if is_credentials else declared.ip_access_control_lists).get(sid)
    if inputs is None:  # a list of another stack's, or of nobody's
        return
    members = inputs.get("credentials" if is_credentials else "ip_addresses") or {}
    stated = {member for member, value in members.items() if value != UNDECLARED}
    subject = f"{kind} {found.friendly_name}"
    for member in sorted(set(found.members) - stated):
        code = codes.UNDECLARED_CREDENTIAL if is_credentials else codes.UNDECLARED_ADDRESS
        yield code.at(f"{subject}.{member}", member)
    if is_credentials:  # a missing address is `addresses`' to tell
        for member in sorted(stated - set(found.members)):
            yield codes.GONE.at(f"{subject}.{member}", "no such credential")


def _origination_urls(trunk: Trunk, inputs: dict[str, Any]) -> Iterator[Finding]:
    stated = inputs.get("origination_urls") or {}
    found = {url.sip_url: url for url in trunk.origination_urls}
    for sip_url in sorted(found.keys() | stated.keys()):
        subject = f"{trunk} origination URLs.{sip_url}"
        if sip_url not in found:
            yield codes.DIFFERS.at(subject, "missing")
        elif sip_url not in stated:
            yield codes.DIFFERS.at(subject, "the stack does not declare it")
        else:
            differing = [name for name in _URL_SETTINGS if getattr(found[sip_url], name) != stated[sip_url].get(name)]
            for name in differing:
                fact = f"{name} {getattr(found[sip_url], name)!r}; the stack declares {stated[sip_url].get(name)!r}"
                yield codes.DIFFERS.at(subject, fact)
