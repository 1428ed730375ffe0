"""Who may call in: the identify rows, the endpoint's ACL and identify_by."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network
from itertools import combinations

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.snapshot import Row
from trunkline.doctor.view import Line, View, are_partners, listed, networks
from trunkline.model import values
from trunkline.model.acl import Acl
from trunkline.model.asterisk import CONTACT_ACL, ENDPOINTS, IDENTIFIES, WIDEST
from trunkline.model.identification import matches_text, other_account
from trunkline.model.signalling import (
    INTERCONNECT,
    MEDIA,
    RANGES,
    Criterion,
    covers,
    is_twilio,
    meet,
    missing,
    strange,
)
from trunkline.model.sip_uri import SipUri

SAFE = frozenset({"ip", "header", "request_uri"})
DEFAULT = ("username", "ip")
_ANYBODY = "+442071838750"
PATTERNS = ("match_request_uri", "match_header")
_BY_DEFAULT = " by the default endpoint_identifier_order of pjsip.conf, where addresses come first"


def identify_by(view: View) -> Iterator[Finding]:
    for line in view.lines:
        methods = list(map(str.lower, listed(line.endpoint, "identify_by"))) or DEFAULT
        takes_calls = view.is_for_calls_in(line)
        unsafe = [method for method in methods if method not in SAFE]
        acl = _acl(line)
        if "auth" in line.endpoint and not takes_calls:  # a call in needs the password
            continue
        if unsafe and (acl is None or acl.strangers([*RANGES, *_required(line), *_own(line)])):
            shown = repr(line.endpoint["identify_by"]) if "identify_by" in line.endpoint else "not set"
            yield codes.SPOOFABLE.at(line.at("identify_by"), shown, depends=_acl_columns(line))
        if "auth" in line.endpoint:
            yield codes.INBOUND_AUTH.at(line.at("auth"), repr(line.endpoint["auth"]))
        if takes_calls and "context" not in line.endpoint:
            yield codes.DEFAULT_CONTEXT.at(line.at("context"), "not set")


def matches(view: View) -> Iterator[Finding]:
    """The addresses that each row matches."""
    for line in view.lines:
        required, own, acl = _required(line), _own(line), _acl(line)
        for id_, row in line.identifies.items():
            subject, (blocks, names) = f"ps_endpoint_id_ips.{id_}", networks(row)
            if names:
                yield codes.NAME_IN_MATCH.at(subject, ", ".join(names))
            for block in blocks:
                if not line.declared and (values.is_private_block(str(block)) or covers(own, block)):
                    yield codes.OWN_MATCH.at(subject, str(block))
                elif strange([block], required) and _lets_in(acl, block, required):
                    yield codes.STRANGERS_MATCH.at(subject, str(block))


def ranges(view: View) -> Iterator[Finding]:
    """Whether the rows of all endpoints that take a trunk's calls have all ranges together."""
    for line in view.lines:
        subject, takers = f"ps_endpoint_id_ips.{line.endpoint_id}", view.takers(line)
        if not takers:
            code = codes.NO_IDENTIFY if _gets_calls(line) else codes.NO_CALLS_IN
            yield code.at(subject, f"no row for endpoint {line.endpoint_id!r}", covers=_missing(line))
        if not line.identifies:
            continue
        is_first = line is takers[0]
        matched = [block for each in takers for block in _matched(each)]
        unmatched = [] if any(map(_patterns, takers)) else missing(matched, _required(line))
        if unmatched and (line.declared or is_first):
            rows = tuple(f"ps_endpoint_id_ips.{id_}.match" for id_ in line.identifies)
            fact = ", ".join(map(str, unmatched))
            yield codes.RANGE_MISSING.at(subject, fact, covers=_missing(line), depends=rows)
        if (
            line.declared
            and is_first
            and (left_out := missing([block for each in takers for block in _required(each)]))
        ):
            yield codes.RANGES_DECLARED_SHORT.at(subject, ", ".join(map(str, left_out)))


def patterns(view: View) -> Iterator[Finding]:
    """Rows that match by request URI or header: either one is enough, so they need the ranges in an ACL."""
    for line in view.lines:
        acl, required = _acl(line), _required(line)
        if acl is None or not view.is_for_calls_in(line):
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
        own = _own(line)
        permitted = [*required, *(rule.block for rule in acl.permitted if not strange([rule.block], own))]
        remedy = codes.set_acl(dict.fromkeys(map(str, permitted)))
        if refused := acl.refused(required):
            fact = ", ".join(map(str, refused))
            yield codes.RANGE_MISSING.at(line.at("permit"), fact, remedy=remedy, covers=(line.at("deny"),))
        if _patterns(line) and (strangers := acl.strangers([*required, *RANGES, *own])):
            fact = f"for example {strangers[0]} is permitted"
            yield codes.STRANGERS_MATCH.at(line.at("deny"), fact, remedy=remedy, covers=(line.at("permit"),))


def contact_acl(view: View) -> Iterator[Finding]:
    """Twilio's Contact has the address of a server behind the one that sends the call [? sip-contact]."""
    for line in view.lines:
        found = [column for column in CONTACT_ACL if column in line.endpoint]
        if found:
            covers = tuple(map(line.at, CONTACT_ACL))
            yield codes.CONTACT_ACL.at(line.at(found[0]), ", ".join(found), covers=covers)


def hosts(view: View) -> Iterator[Finding]:
    for line in view.lines:
        rows = [row for each in view.takers(line) for row in each.identifies.values()]
        if not line.trunk or not _patterns(line) or any("match" in row for row in rows):
            continue
        found = [row["match_request_uri"] for row in rows if "match_request_uri" in row]
        if not found:  # by header only
            continue
        covers = tuple(f"ps_endpoint_id_ips.{id_}.match_request_uri" for id_ in line.identifies) + _missing(line)
        for url in line.trunk.origination_urls:
            request = SipUri(url.sip_url).with_user(_ANYBODY)
            if url.enabled and not any(matches_text(pattern, request) for pattern in found):
                yield codes.HOST_NOT_MATCHED.at(
                    f"ps_endpoint_id_ips.{line.endpoint_id}",
                    url.sip_url,
                    covers=covers,
                    depends=(f"{line.trunk} origination URLs.{url.sip_url}",),
                )


def accounts(view: View) -> Iterator[Finding]:
    """Twilio's calls name their account in a header."""
    for line in view.lines:
        rows = {id_: row for each in view.takers(line) for id_, row in each.identifies.items()}
        if not view.twilio or not line.trunk:
            continue
        if found := other_account(rows, view.twilio.account_sid):
            id_, fact = found
            yield codes.OTHER_ACCOUNT_MATCHED.at(
                f"ps_endpoint_id_ips.{id_}.match_header",
                fact,
                depends=(f"ps_endpoint_id_ips.{id_}", *_missing(line)),
            )


def overlaps(view: View) -> Iterator[Finding]:
    if not view.asterisk:
        return
    lines = {line.endpoint_id: line for line in view.lines}
    urls = [SipUri(url.sip_url).with_user(_ANYBODY) for trunk in view.trunks for url in trunk.origination_urls]
    rows = [
        (id_, str(row.get("endpoint")), criterion, _matched_urls(criterion, urls))
        for id_, row in sorted(view.asterisk.identifies.items())
        for criterion in _criteria(row)
    ]
    rows.sort(key=lambda each: isinstance(each[2], str))  # as Asterisk does by default
    reported = set()
    for (first, winner, one, its_urls), (second, loser, other, other_urls) in combinations(rows, 2):
        if winner == loser or not (winner in lines or loser in lines) or (winner, loser) in reported:
            continue
        if its_urls.isdisjoint(other_urls) and not meet(one, other):
            continue
        if not ({winner, loser} <= lines.keys() and _is_one(lines[winner], lines[loser])):
            reported.add((winner, loser))
            order = _BY_DEFAULT if isinstance(one, str) != isinstance(other, str) else ""
            yield codes.OVERLAP.at(
                f"ps_endpoint_id_ips.{second}",
                f"endpoint {loser!r} has {other}, but row {first!r} gives its calls to endpoint {winner!r}{order}",
            )


CHECKS = (identify_by, matches, ranges, patterns, contact_acl, hosts, accounts, overlaps)


def _required(line: Line) -> list[IPv4Network]:
    """The ranges that the stack declares for the endpoint; without a stack, all of Twilio's.

    If a proxy calls Asterisk, or Twilio does over Interconnect, they are those that the rows have.
    """
    if not line.declared:
        matched = _matched(line)
        known = [*_own(line), *values.UNREACHABLE]
        is_behind_proxy = not any(map(is_twilio, matched)) and all(covers(known, block) for block in matched)
        is_private = any(uri.edge in INTERCONNECT for uri in line.uris)
        return matched if matched and (is_behind_proxy or is_private) else list(RANGES)
    found = [block for row in line.declared.rows(IDENTIFIES).values() for block in networks(row)[0]]
    if blocks := [block for block in found if block.prefixlen >= WIDEST]:
        return blocks
    endpoint = line.declared.rows(ENDPOINTS).get(line.endpoint_id, {})
    return [rule.block for rule in Acl.read(endpoint).permitted] or list(RANGES)


def _matched(line: Line) -> list[IPv4Network]:
    """The blocks of the identify rows."""
    return [block for row in line.identifies.values() for block in networks(row)[0]]


def _own(line: Line) -> list[IPv4Network]:
    """Addresses of one's own hosts, such as a proxy's: Asterisk or the trunk sends calls to them, or allows them."""
    urls = [SipUri(url.sip_url) for url in line.trunk.origination_urls] if line.trunk else []
    hosts = [uri.host for uri in (*line.uris, *line.proxies, *urls)]
    lists = line.trunk.ip_access_control_lists.values() if line.trunk else ()
    members = [block for each in lists for block in each.members if not values.network(block)]
    return [*networks({"match": ",".join([*hosts, *members])})[0]]


def _gets_calls(line: Line) -> bool:
    """Whether the line's trunk has a number or an origination URL; True if it is not known."""
    return not line.trunk or bool(line.trunk.phone_numbers) or any(url.enabled for url in line.trunk.origination_urls)


def _is_one(line: Line, other: Line) -> bool:
    """Whether both serve one trunk, and handle a call in the same way."""
    handling = [
        (each.endpoint.get("context"), str(each.endpoint.get("media_encryption", "no")).lower())
        for each in (line, other)
    ]
    return handling[0] == handling[1] and are_partners(line, other)


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


def _matched_urls(criterion: Criterion, urls: Iterable[str]) -> set[str]:
    """The URLs that a pattern matches."""
    return {url for url in urls if matches_text(criterion, url)} if isinstance(criterion, str) else set()


def _patterns(line: Line) -> list[str]:
    """The rows that match by request URI or header."""
    return [id_ for id_, row in line.identifies.items() if any(column in row for column in PATTERNS)]


def _acl(line: Line) -> Acl | None:
    """The endpoint's ACL, which may be empty; None if it is in acl.conf or cannot be read."""
    acl = Acl.read(line.endpoint)
    return None if "acl" in line.endpoint or acl.unreadable else acl
