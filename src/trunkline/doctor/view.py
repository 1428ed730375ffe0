"""Joins the two sides: each endpoint that calls through Twilio is a line, with the trunk that it calls."""

from collections import defaultdict
from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network
from typing import Any

from attrs import evolve, frozen

from trunkline.model.asterisk import AORS, Endpoint, domains, is_yes
from trunkline.model.signalling import RANGES
from trunkline.model.sip_uri import SipUri
from trunkline.providers.asterisk.encoding import decode

from .snapshot import AsteriskSide, Declared, Row, Rows, Snapshot, Trunk, TwilioSide


@frozen
class Line:
    """An endpoint with its rows and its trunk. The values are texts, decoded as Asterisk decodes them.

    Attributes:
        endpoint_id: its id.
        endpoint: its row.
        aors: {id: row}, in the order of `aors`; a missing row is None.
        auths: the same for `outbound_auth`.
        identifies: {id: row} of its identify rows.
        domains: the termination domains that its contacts lead to, and those that the stack declares for it.
        trunk: the trunk that its contacts lead to. If they lead to none, the only trunk of the other lines, or None.
        declared: the inputs of the stack's resource, or None.
    """

    endpoint_id: str
    endpoint: Row
    aors: dict[str, Row | None]
    auths: dict[str, Row | None]
    identifies: Rows
    domains: frozenset[str]
    trunk: Trunk | None
    declared: Endpoint | None

    @property
    def contacts(self) -> dict[str, list[SipUri]]:
        """{AOR id: its contacts}, also those that are not SIP URIs."""
        return {id_: list(map(SipUri, listed(row, "contact"))) for id_, row in self.aors.items() if row is not None}

    @property
    def proxies(self) -> list[SipUri]:
        """The proxies on the way to Twilio."""
        rows = (self.endpoint, *filter(None, self.aors.values()))
        return [SipUri(row["outbound_proxy"]) for row in rows if "outbound_proxy" in row]

    @property
    def uris(self) -> list[SipUri]:
        return [uri for contacts in self.contacts.values() for uri in contacts if uri.is_uri]

    def at(self, column: str = "") -> str:
        """The subject of a finding about the endpoint's row, or about one of its columns."""
        return f"ps_endpoints.{self.endpoint_id}{'.' if column else ''}{column}"


@frozen
class View:
    """Both sides for the checks. A side that could not be read is None."""

    twilio: TwilioSide | None
    asterisk: AsteriskSide | None
    declared: Declared | None
    lines: tuple[Line, ...]
    snapshot: Snapshot

    @property
    def trunks(self) -> tuple[Trunk, ...]:
        """The trunks of the stack and those that the lines call; if there are none, all trunks of the account."""
        return tuple(self.twilio.trunks.values()) if self.twilio else ()

    def partners(self, line: Line) -> list[Line]:
        """The lines that serve a trunk of the line, itself among them. One without a trunk serves each of them."""
        return [each for each in self.lines if are_partners(each, line)]

    def takers(self, line: Line) -> list[Line]:
        """The lines with identify rows, maybe itself, that take the calls of the line's trunk into its context."""
        context = line.endpoint.get("context")
        return [
            each
            for each in self.lines
            if each.identifies and (each.endpoint.get("context") == context or are_partners(each, line))
        ]

    def is_for_calls_in(self, line: Line) -> bool:
        """Whether the line has to take calls: it has identify rows, or no other one takes its trunk's calls."""
        return bool(line.identifies) or not self.takers(line)

    def columns(self, table: str) -> frozenset[str]:
        """The columns that the connected schema has in `table`."""
        return self.asterisk.columns.get(table, frozenset()) if self.asterisk else frozenset()


def view(snapshot: Snapshot) -> View:
    twilio = snapshot.twilio if isinstance(snapshot.twilio, TwilioSide) else None
    asterisk = snapshot.asterisk if isinstance(snapshot.asterisk, AsteriskSide) else None
    lines = _joined(_lines(twilio, asterisk, snapshot.declared)) if asterisk else ()
    return View(twilio, asterisk, snapshot.declared, lines, snapshot)


def listed(row: Row, column: str) -> list[str]:
    """The items of a comma-separated column."""
    return [item.strip() for item in str(row.get(column, "")).split(",") if item.strip()]


def is_on(row: Row, column: str, *, default: bool) -> bool:
    """A boolean column, in any of the words that Asterisk accepts."""
    stored = str(row.get(column, ""))
    return is_yes(stored) if stored else default


def seconds(row: Row, column: str) -> int:
    """A column with a number. SQLite can have any text there, which counts as 0."""
    try:
        return int(row.get(column, 0))
    except ValueError:
        return 0


def networks(row: Row) -> tuple[list[IPv4Network], list[str]]:
    """The IPv4 blocks that an identify row matches, and the items of `match` that are not addresses."""
    blocks, others = [], []
    for item in listed(row, "match"):
        try:
            block = ip_network(item, strict=False)
        except ValueError:
            others.append(item)
        else:
            blocks += [block] if isinstance(block, IPv4Network) else []  # Twilio calls from IPv4 only
    return blocks, others


def meaning(stored: Any, dialect: str) -> str:
    """The intended meaning of a stored value, as text, even if Asterisk stops reading at a plain `;`.

    In pjsip.conf a backslash is before it.
    """
    text = str(stored)
    return text if dialect == "sqlite" else decode(text.replace("\\;", ";").replace(";", "^3B"), dialect)


def _lines(twilio: TwilioSide | None, asterisk: AsteriskSide, declared: Declared | None) -> Iterator[Line]:
    auths, aors, endpoints, identifies = (
        {id_: _decoded(row, asterisk.dialect) for id_, row in rows.items()}
        for rows in (asterisk.auths, asterisk.aors, asterisk.endpoints, asterisk.identifies)
    )
    trunks = {trunk.domain_name: trunk for trunk in twilio.trunks.values()} if twilio else {}
    rows_of = defaultdict[Any, Rows](dict)
    for row_id, row in sorted(identifies.items()):
        rows_of[row.get("endpoint")][row_id] = row
    for id_, endpoint in sorted(endpoints.items()):
        line = Line(
            id_,
            endpoint,
            {aor: aors.get(aor) for aor in listed(endpoint, "aors")},
            {auth: auths.get(auth) for auth in listed(endpoint, "outbound_auth")},
            rows_of[id_],
            frozenset(),
            None,
            declared.endpoint(id_) if declared else None,
        )
        if _is_ours(line, declared):
            names = [uri.domain_name for uri in line.uris] + domains(line.declared.rows(AORS) if line.declared else {})
            trunk = next((trunks[name] for name in names if name in trunks), None)
            yield evolve(line, trunk=trunk, domains=frozenset(filter(None, names)))


def _joined(found: Iterator[Line]) -> tuple[Line, ...]:
    """The lines without those to SIP domains beside a trunk. Lines for calls in only have the trunk of the others."""
    lines = list(found)
    if any(line.domains for line in lines):
        lines = [
            line for line in lines if line.declared or not line.uris or not all(uri.is_sip_domain for uri in line.uris)
        ]
    trunks = {line.trunk.sid: line.trunk for line in lines if line.trunk}
    only = next(iter(trunks.values())) if len(trunks) == 1 else None
    return tuple(line if line.trunk or line.domains else evolve(line, trunk=only) for line in lines)


def are_partners(one: Line, other: Line) -> bool:
    """Whether both serve one trunk. A line without a trunk serves each of them."""
    return bool(one.domains & other.domains) or not one.domains or not other.domains


def _decoded(row: Row, dialect: str) -> Row:
    return {column: meaning(stored, dialect) for column, stored in row.items()}


def _is_ours(line: Line, declared: Declared | None) -> bool:
    if declared:
        return line.declared is not None
    blocks = [block for row in line.identifies.values() for block in networks(row)[0]]
    return any(uri.is_twilio for uri in line.uris) or any(
        block.subnet_of(theirs) for block in blocks for theirs in RANGES
    )
