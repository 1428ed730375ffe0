"""Asks Asterisk what it sees of an endpoint: its options, its transport, its contacts, its identify rows."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network

from attrs import frozen

from trunkline.model import signalling
from trunkline.providers.asterisk.ami import Ami
from trunkline.providers.asterisk.manager import Manager

from . import contacts
from .errors import CallError
from .hop import BAD, OK, UNKNOWN, Hop

_PARAMETER = re.compile(r"^\s*(\S+) +: ?(.*?)\s*$")
_VERSION = re.compile(r"Asterisk (?:certified/)?([\w.-]+)")
_MATCH = re.compile(r"^\s*Match: (\S+)")
_ASKED = {"read": "read perm", "write": "write perm"}


@frozen
class Seen:
    """An endpoint as Asterisk sees it.

    Attributes:
        endpoint_id: the endpoint's id.
        parameters: {option: value} of the endpoint.
        matches: the criteria of its identify rows.
        hops: one for each thing that was asked.
    """

    endpoint_id: str
    parameters: Mapping[str, str]
    matches: tuple[str, ...]
    hops: tuple[Hop, ...]

    @property
    def context(self) -> str:
        return self.parameters.get("context", "")

    @property
    def from_user(self) -> str:
        return self.parameters.get("from_user", "")


def require_permissions(ami: Ami, manager: Manager, wanted: Mapping[str, tuple[str, ...]]) -> None:
    """Raise `CallError` if the manager's user lacks a class of `wanted`, {read or write: classes}."""
    given = dict(_fields(ami.command(f"manager show user {manager.user}")))
    for kind, classes in wanted.items():
        has = given.get(_ASKED[kind])
        if has is None or "all" in has.split(","):
            continue
        if lacking := [each for each in classes if each not in has.split(",")]:
            raise CallError(
                f"the manager's user {manager.user!r} lacks {', '.join(lacking)} in `{kind}` of manager.conf: "
                f"give it {needs(wanted)}, and reload the manager"
            )


def needs(wanted: Mapping[str, tuple[str, ...]]) -> str:
    """The lines of manager.conf that give it."""
    return " and ".join(f"`{kind} = {','.join(classes)}`" for kind, classes in wanted.items())


def manager_hop(ami: Ami, manager: Manager) -> Hop:
    found = _VERSION.search("\n".join(ami.command("core show version")))
    return Hop("manager", OK, f"Asterisk {found[1] if found else 'of an unknown version'} at {manager.place}")


def look(ami: Ami, manager: Manager, endpoint_id: str, *, in_database: bool, record: bool) -> Seen:
    """Ask Asterisk about the endpoint. With `record`, Asterisk keeps its SIP messages while it asks a contact again.

    Raises:
        CallError: neither Asterisk nor the database has it.
    """
    first, shown = manager_hop(ami, manager), ami.command(f"pjsip show endpoint {endpoint_id}")
    if any("Unable to find" in line for line in shown) or not any(map(_PARAMETER.match, shown)):
        if not in_database:
            raise CallError(
                f"the Asterisk at {manager.host} has no endpoint {endpoint_id!r}: correct --endpoint, or see "
                "`pjsip show endpoints` on its console"
            )
        missing = Hop(
            "endpoint",
            BAD,
            f"{endpoint_id} is in the database, but Asterisk has not loaded it",
            "see Asterisk's log, and whether sorcery.conf and extconfig.conf name ps_endpoints of this database",
        )
        return Seen(endpoint_id, {}, (), (first, missing))
    parameters = _parameters(shown)
    matches = tuple(found[1] for line in _after_header(shown) if (found := _MATCH.match(line)))
    hops = (
        first,
        Hop("endpoint", OK, _endpoint(endpoint_id, parameters)),
        _transport(ami, parameters.get("transport", "")),
        *contacts.hops(ami, endpoint_id, parameters.get("aors", ""), record=record),
        _identify(ami, parameters, matches),
    )
    return Seen(endpoint_id, parameters, matches, hops)


def blocks(matches: tuple[str, ...]) -> list[IPv4Network]:
    """The address blocks among the criteria."""
    found = []
    for each in matches:
        try:
            found.append(IPv4Network(each, strict=False))
        except ValueError:
            continue
    return found


def _endpoint(endpoint_id: str, parameters: Mapping[str, str]) -> str:
    said = {name: parameters.get(name) or "none" for name in ("context", "media_encryption", "allow", "outbound_auth")}
    return ", ".join([endpoint_id, *(f"{name} {value}" for name, value in said.items())])


def _transport(ami: Ami, name: str) -> Hop:
    if not name:
        return Hop("transport", UNKNOWN, "the endpoint names none, so Asterisk chooses one, UDP as a rule")
    protocol = _parameters(ami.command(f"pjsip show transport {name}")).get("protocol")
    if protocol is None:
        return Hop(
            "transport",
            BAD,
            f"{name!r} is not in pjsip.conf, so Asterisk uses UDP",
            "add it there and restart Asterisk, or name another transport in ps_endpoints",
        )
    return Hop("transport", OK, f"{name}, {protocol}")


def _identify(ami: Ami, parameters: Mapping[str, str], matches: tuple[str, ...]) -> Hop:
    order = ", ".join(line.strip() for line in ami.command("pjsip show identifiers")[1:] if line.strip())
    asked = f"Asterisk's order is {order or 'unknown'}; the endpoint's identify_by is {parameters.get('identify_by')}"
    if not matches:
        return Hop("identify", UNKNOWN, f"no identify row leads to the endpoint, so it takes no calls in; {asked}")
    missing = signalling.missing(blocks(matches))
    all_of_twilio = "" if missing else ", all of Twilio's ranges among them"
    return Hop("identify", OK, f"calls in from {', '.join(matches)}{all_of_twilio} are the endpoint's; {asked}")


def _parameters(lines: list[str]) -> dict[str, str]:
    return {found[1]: found[2] for line in lines if (found := _PARAMETER.match(line))}


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, colon, value = line.strip().partition(": ")
        if colon:
            yield name, value.strip()


def _after_header(lines: list[str]) -> list[str]:
    """The lines below the column titles of a table."""
    rule = next((number for number, line in enumerate(lines) if line.strip().startswith("====")), -1)
    return lines[rule + 1 :]
