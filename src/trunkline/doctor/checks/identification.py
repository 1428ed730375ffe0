"""Who may call in: the identify rows, the endpoint's ACL and identify_by."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import combinations

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.snapshot import Row
from trunkline.doctor.view import Line, View, listed, networks
from trunkline.model.acl import Acl
from trunkline.model.asterisk import CONTACT_ACL, ENDPOINTS, IDENTIFIES, WIDEST
from trunkline.model.signalling import MEDIA, RANGES, Criterion, meet, missing, strange
from trunkline.model.sip_uri import SipUri

SAFE = frozenset({"ip", "header", "request_uri"})
DEFAULT = ("username", "ip")
PATTERNS = ("match_request_uri", "match_header")
_BY_DEFAULT = " by the default endpoint_identifier_order of pjsip.conf, where addresses come first"


def identify_by(view: View) -> Iterator[Finding]:
    for line in view.lines:
        methods = list(map(str.lower, listed(line.endpoint, "identify_by"))) or DEFAULT
        unsafe = [method for method in methods if method not in SAFE]
        acl = _acl(line)
        if unsafe and (acl is None or not acl or acl.strangers(_required(line))):
            shown = repr(line.endpoint["identify_by"]) if "identify_by" in line.endpoint else "not set"
            yield codes.SPOOFABLE.at(line.at("identify_by"), shown, depends=_acl_columns(line))
        if "auth" in line.endpoint:
            yield codes.INBOUND_AUTH.at(line.at("auth"), repr(line.endpoint["auth"]))
        if "context" not in line.endpoint:
            yield codes.DEFAULT_CONTEXT.at(line.at("context"), "not set")


def ranges(view: View) -> Iterator[Finding]:
    for line in view.lines:
        subject = f"ps_endpoint_id_ips.{line.endpoint_id}"
        if not line.identifies:
            fact = f"no row for endpoint {line.endpoint_id!r}"
            yield codes.NO_IDENTIFY.at(subject, fact, covers=_missing(line))
            continue
        required, acl = _required(line), _acl(line)
        matched = [block for row in line.identifies.values() for block in networks(row)[0]]
        for id_, row in line.identifies.items():
            blocks, names = networks(row)
            if names:
                yield codes.NAME_IN_MATCH.at(f"ps_endpoint_id_ips.{id_}", ", ".join(names))
            for block in blocks:
                if strange([block], required) and _lets_in(acl, block, required):
                    yield codes.STRANGERS_MATCH.at(f"ps_endpoint_id_ips.{id_}", str(block))
        unmatched = [] if _patterns(line) else missing(matched, required)
        if unmatched:
            matches = tuple(f"ps_endpoint_id_ips.{id_}.match" for id_ in line.identifies)
            fact = ", ".join(map(str, unmatched))
            yield codes.RANGE_MISSING.at(subject, fact, covers=_missing(line), depends=matches)
        if left_out := missing(required):
            yield codes.RANGES_DECLARED_SHORT.at(subject, ", ".join(map(str, left_out)))


def patterns(view: View) -> Iterator[Finding]:
    """Rows that match by request URI or header: either one is enough, so they need the ranges in an ACL."""
    for line in view.lines:
        acl, required = _acl(line), _required(line)
        if acl is None:
            continue
        if not acl:
            if _patterns(line):
                yield codes.PATTERN_WITHOUT_ACL.at(
                    line.at("deny"),
                    f"not set; the rows are {', '.join(_patterns(line))}",
                    covers=(line.at("permit"),),
                    depends=tuple(f"ps_endpoint_id_ips.{id_}" for id_ in _patterns(line)),
                )
            continue
        if refused := acl.refused(required):
            yield codes.RANGE_MISSING.at(line.at("permit"), ", ".join(map(str, refused)), covers=(line.at("deny"),))
        if _patterns(line) and (strangers := acl.strangers([*required, *RANGES])):
            yield codes.STRANGERS_MATCH.at(
                line.at("deny"), f"for example {strangers[0]} is permitted", covers=(line.at("permit"),)
            )


def contact_acl(view: View) -> Iterator[Finding]:
    """Twilio's Contact has the address of a server behind the one that sends the call [?]."""
    for line in view.lines:
        found = [column for column in CONTACT_ACL if column in line.endpoint]
        if found:
            covers = tuple(map(line.at, CONTACT_ACL))
            yield codes.CONTACT_ACL.at(line.at(found[0]), ", ".join(found), covers=covers)


def hosts(view: View) -> Iterator[Finding]:
    for line in view.lines:
        if not line.trunk or not _patterns(line) or any("match" in row for row in line.identifies.values()):
            continue
        found = [row["match_request_uri"] for row in line.identifies.values() if "match_request_uri" in row]
        if not found:  # by header only
            continue
        covers = tuple(f"ps_endpoint_id_ips.{id_}.match_request_uri" for id_ in line.identifies) + _missing(line)
        for url in line.trunk.origination_urls:
            request = SipUri(url.sip_url).with_user("+442071838750")
            if url.enabled and not any(_matches(pattern, request) for pattern in found):
                yield codes.HOST_NOT_MATCHED.at(
                    f"ps_endpoint_id_ips.{line.endpoint_id}",
                    url.sip_url,
                    covers=covers,
                    depends=(f"{line.trunk} origination URLs.{url.sip_url}",),
                )


def overlaps(view: View) -> Iterator[Finding]:
    if not view.asterisk:
        return
    ours = {line.endpoint_id for line in view.lines}
    rows = [
        (id_, str(row.get("endpoint")), criterion)
        for id_, row in sorted(view.asterisk.identifies.items())
        for criterion in _criteria(row)
    ]
    rows.sort(key=lambda each: isinstance(each[2], str))  # as Asterisk does by default
    reported = set()
    for (first, winner, one), (second, loser, other) in combinations(rows, 2):
        if winner != loser and {winner, loser} & ours and (winner, loser) not in reported and meet(one, other):
            reported.add((winner, loser))
            order = _BY_DEFAULT if isinstance(one, str) != isinstance(other, str) else ""
            yield codes.OVERLAP.at(
                f"ps_endpoint_id_ips.{second}",
                f"endpoint {loser!r} has {other}, but row {first!r} gives its calls to endpoint {winner!r}{order}",
            )


CHECKS = (identify_by, ranges, patterns, contact_acl, hosts, overlaps)


def _required(line: Line) -> list[IPv4Network]:
    """The signalling ranges that the stack declares for the endpoint; without a stack, all of Twilio's."""
    if not line.declared:
        return list(RANGES)
    found = [block for row in line.declared.rows(IDENTIFIES).values() for block in networks(row)[0]]
    if blocks := [block for block in found if block.prefixlen >= WIDEST]:
        return blocks
    endpoint = line.declared.rows(ENDPOINTS).get(line.endpoint_id, {})
    return [rule.block for rule in Acl.read(endpoint).permitted] or list(RANGES)


def _missing(line: Line) -> tuple[str, ...]:
    """The subjects of the identify rows that the stack declares and that do not exist."""
    wanted = line.declared.rows(IDENTIFIES) if line.declared else {}
    return tuple(f"ps_endpoint_id_ips.{id_}" for id_ in wanted.keys() - line.identifies.keys())


def _lets_in(acl: Acl | None, block: IPv4Network, required: list[IPv4Network]) -> bool:
    """Whether the ACL certainly permits an address of the block that is not Twilio's."""
    return acl is not None and bool(acl.strangers([*RANGES, MEDIA, *required], block))


def _acl_columns(line: Line) -> tuple[str, ...]:
    return line.at("deny"), line.at("permit")


def _criteria(row: Row) -> list[Criterion]:
    return [*networks(row)[0], *(str(row[column]) for column in PATTERNS if column in row)]


def _patterns(line: Line) -> list[str]:
    """The rows that match by request URI or header."""
    return [id_ for id_, row in line.identifies.items() if any(column in row for column in PATTERNS)]


def _acl(line: Line) -> Acl | None:
    """The endpoint's ACL, which may be empty; None if it is in acl.conf or cannot be read."""
    acl = Acl.read(line.endpoint)
    return None if "acl" in line.endpoint or acl.unreadable else acl


def _matches(pattern: str, request: str) -> bool:
    """As Asterisk matches: a text between slashes is a regular expression, any other is the whole URI."""
    if len(pattern) > 1 and pattern[0] == pattern[-1] == "/":
        try:
            return bool(re.search(pattern[1:-1], request))
        except re.error:
            return True
    return pattern == request
