"""Who may call in: identify rows, the endpoint's ACL, identify_by."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Network, collapse_addresses
from itertools import combinations

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.view import TWILIO_RANGES, Line, View, listed, networks
from trunkline.model.acl import Acl
from trunkline.model.asterisk import ENDPOINTS, IDENTIFIES
from trunkline.model.sip_uri import SipUri

SAFE = frozenset({"ip", "header", "request_uri"})
DEFAULT = ("username", "ip")
PATTERNS = ("match_request_uri", "match_header")


def identify_by(view: View) -> Iterator[Finding]:
    for line in view.lines:
        methods = listed(line.endpoint, "identify_by") or DEFAULT
        unsafe = [method for method in methods if method not in SAFE]
        acl = _acl(line)
        if unsafe and (acl is None or not acl or acl.strangers(_required(line))):
            stated = repr(line.endpoint["identify_by"]) if "identify_by" in line.endpoint else "not set"
            yield codes.SPOOFABLE.at(line.at("identify_by"), stated)
        if "auth" in line.endpoint:
            yield codes.INBOUND_AUTH.at(line.at("auth"), repr(line.endpoint["auth"]))
        if "context" not in line.endpoint:
            yield codes.DEFAULT_CONTEXT.at(line.at("context"), "not set")


def ranges(view: View) -> Iterator[Finding]:
    for line in view.lines:
        subject = f"ps_endpoint_id_ips.{line.endpoint_id}"
        if not line.identifies:
            yield codes.NO_IDENTIFY.at(subject, f"no row for endpoint {line.endpoint_id!r}")
            continue
        required = _required(line)
        matched = [block for row in line.identifies.values() for block in networks(row)[0]]
        for id_, row in line.identifies.items():
            blocks, names = networks(row)
            if names:
                yield codes.NAME_IN_MATCH.at(f"ps_endpoint_id_ips.{id_}", ", ".join(names))
            for block in blocks:
                if not _within(block, [*required, *TWILIO_RANGES]):
                    yield codes.STRANGERS_MATCH.at(f"ps_endpoint_id_ips.{id_}", str(block))
        missing = [] if _patterns(line) else [block for block in required if not _within(block, matched)]
        if missing:
            yield codes.RANGE_MISSING.at(subject, ", ".join(map(str, missing)))
        if left_out := _left_out(line):
            yield codes.RANGES_DECLARED_SHORT.at(subject, ", ".join(map(str, left_out)))


def patterns(view: View) -> Iterator[Finding]:
    """Rows that match by name need the ranges as an ACL, since a row's criteria are alternatives."""
    for line in view.lines:
        acl, required = _acl(line), _required(line)
        if not _patterns(line) or acl is None:
            continue
        if not acl:
            yield codes.PATTERN_WITHOUT_ACL.at(
                line.at("deny"), f"not set, for {', '.join(_patterns(line))}", covers=(line.at("permit"),)
            )
            continue
        if refused := acl.refused(required):
            yield codes.RANGE_MISSING.at(line.at("permit"), ", ".join(map(str, refused)), covers=(line.at("deny"),))
        if strangers := acl.strangers([*required, *TWILIO_RANGES]):
            yield codes.STRANGERS_MATCH.at(
                line.at("deny"), f"{strangers[0]} is permitted, for one", covers=(line.at("permit"),)
            )


def hosts(view: View) -> Iterator[Finding]:
    for line in view.lines:
        if not line.trunk or not _patterns(line) or any("match" in row for row in line.identifies.values()):
            continue
        found = [row["match_request_uri"] for row in line.identifies.values() if "match_request_uri" in row]
        if not found:  # by header only
            continue
        covers = tuple(f"ps_endpoint_id_ips.{id_}.match_request_uri" for id_ in line.identifies)
        for url in line.trunk.origination_urls:
            request = SipUri(url.sip_url).with_user("+442071838750")
            if url.enabled and not any(_matches(pattern, request) for pattern in found):
                yield codes.HOST_NOT_MATCHED.at(f"ps_endpoint_id_ips.{line.endpoint_id}", url.sip_url, covers=covers)


def overlaps(view: View) -> Iterator[Finding]:
    if not view.asterisk:
        return
    ours = {line.endpoint_id for line in view.lines}
    rows = [
        (id_, str(row.get("endpoint")), block)
        for id_, row in sorted(view.asterisk.identifies.items())
        for block in networks(row)[0]
    ]
    told = set()
    for (first, winner, one), (second, loser, other) in combinations(rows, 2):
        if winner != loser and {winner, loser} & ours and one.overlaps(other) and (winner, loser) not in told:
            told.add((winner, loser))
            yield codes.OVERLAP.at(
                f"ps_endpoint_id_ips.{second}",
                f"{other} of {loser!r} is within reach of {first!r}, so {winner!r} has it",
            )


CHECKS = (identify_by, ranges, patterns, hosts, overlaps)


def _required(line: Line) -> list[IPv4Network]:
    """The signalling ranges that the stack declares for the endpoint; without a stack all of Twilio's."""
    if not line.declared:
        return list(TWILIO_RANGES)
    declared = [block for row in line.declared.rows(IDENTIFIES).values() for block in networks(row)[0]]
    if declared:
        return declared
    endpoint = line.declared.rows(ENDPOINTS).get(line.endpoint_id, {})
    return [rule.block for rule in Acl.read(endpoint).permitted] or list(TWILIO_RANGES)


def _left_out(line: Line) -> list[IPv4Network]:
    return [block for block in TWILIO_RANGES if not _within(block, _required(line))]


def _within(block: IPv4Network, blocks: list[IPv4Network]) -> bool:
    return any(block.subnet_of(each) for each in collapse_addresses(blocks))


def _patterns(line: Line) -> list[str]:
    """The rows that match by something other than an address."""
    return [id_ for id_, row in line.identifies.items() if any(column in row for column in PATTERNS)]


def _acl(line: Line) -> Acl | None:
    """The endpoint's ACL, which may be empty; None if it is in acl.conf or cannot be read."""
    acl = Acl.read(line.endpoint)
    return None if "acl" in line.endpoint or acl.unreadable else acl


def _matches(pattern: str, request: str) -> bool:
    """As Asterisk does: a regular expression between slashes, else the URI itself."""
    if len(pattern) > 1 and pattern[0] == pattern[-1] == "/":
        try:
            return bool(re.search(pattern[1:-1], request))
        except re.error:
            return True
    return pattern == request
