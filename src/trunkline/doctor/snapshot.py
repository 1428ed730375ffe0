"""Plain values without connections: both sides at one moment, and the declarations of the stack."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from trunkline.model import asterisk, twilio

Row = Mapping[str, Any]
"""{column: stored value}, without empty values."""

Rows = dict[str, Row]
"""{row id: row}"""


@frozen
class OriginationUrl:
    sip_url: str
    priority: int
    weight: int
    enabled: bool
    friendly_name: str


@frozen
class NamedList:
    """A credential list with its usernames, or an IP access control list with its blocks."""

    friendly_name: str
    members: tuple[str, ...]


@frozen
class Trunk:
    """A trunk.

    Attributes:
        sid: `TK` and 32 hex digits.
        settings: {field: value}, `domain_name`, `secure` and `recording` among them.
        credential_lists: {SID: list}.
        ip_access_control_lists: {SID: list}.
        origination_urls: in Twilio's order.
        phone_numbers: E.164.
    """

    sid: str
    settings: Mapping[str, Any]
    credential_lists: dict[str, NamedList]
    ip_access_control_lists: dict[str, NamedList]
    origination_urls: tuple[OriginationUrl, ...]
    phone_numbers: tuple[str, ...]

    @property
    def domain_name(self) -> str:
        return str(self.settings["domain_name"] or "").lower()

    @property
    def secure(self) -> bool:
        return bool(self.settings["secure"])

    @property
    def usernames(self) -> set[str]:
        return {username for each in self.credential_lists.values() for username in each.members}

    def __str__(self) -> str:
        return f"trunk {self.domain_name or self.sid}"


@frozen
class TwilioSide:
    """An account.

    Attributes:
        account_sid: `AC` and 32 hex digits.
        domains: the termination domains of all its trunks.
        trunks: {SID: trunk}, only those that were read in full.
        numbers: {E.164 number: SID of its trunk, or None}, all numbers of the account; None if a restricted API key may
            not list them.
    """

    account_sid: str
    domains: frozenset[str]
    trunks: dict[str, Trunk]
    numbers: dict[str, str | None] | None


@frozen
class AsteriskSide:
    """Realtime tables.

    Attributes:
        database: its name, without user and password.
        dialect: SQLAlchemy's name of its kind. Asterisk's driver follows from it.
        auths, aors, endpoints, identifies: the rows of ps_auths, ps_aors, ps_endpoints, ps_endpoint_id_ips.
        extensions: {context: extens}; None if there is no such table, or this user may not read it.
        columns: {table: its columns}.
        registrations: {id in ps_registrations: server's URI}, decoded.
        owned: {endpoint id: {table: rows}} of the stack's endpoints, with values written as in the stack.
    """

    database: str
    dialect: str
    auths: Rows
    aors: Rows
    endpoints: Rows
    identifies: Rows
    extensions: dict[str, frozenset[str]] | None
    columns: Mapping[str, frozenset[str]]
    owned: Mapping[str, Mapping[str, asterisk.Rows]] = field(factory=dict)
    registrations: Mapping[str, str] = field(factory=dict)


@frozen
class Declared:
    """The declarations of a stack, from its state: the inputs of its resources, with the endpoints of one database.

    Attributes:
        stack: the stack's name.
        trunks, credential_lists, ip_access_control_lists: {SID: inputs}.
        endpoints: {endpoint id: inputs}.
        in_config: whether the trunks are in the stack's config, with camelCase keys, not in a program.
    """

    stack: str
    trunks: Mapping[str, twilio.Trunk]
    credential_lists: Mapping[str, twilio.CredentialList]
    ip_access_control_lists: Mapping[str, twilio.IpAccessControlList]
    endpoints: Mapping[str, asterisk.Endpoint]
    in_config: bool = False

    def endpoint(self, id_: str) -> asterisk.Endpoint | None:
        """The inputs of the resource that has the endpoint, with the identify rows of this endpoint only."""
        inputs = next((each for each in self.endpoints.values() if id_ in each.rows(asterisk.ENDPOINTS)), None)
        if inputs is None or len(inputs.rows(asterisk.ENDPOINTS)) == 1:
            return inputs or self.endpoints.get(id_)
        rows = inputs.rows(asterisk.IDENTIFIES)
        own = {row_id: row for row_id, row in rows.items() if row.get("endpoint") == id_}
        return inputs.with_tables({**inputs.tables, asterisk.IDENTIFIES: own})


@frozen
class Unread:
    """A side that could not be read.

    Attributes:
        configured: whether the settings name the account or the database.
        reason: one line.
    """

    configured: bool
    reason: str


@frozen
class Snapshot:
    """Both sides and what the stack declares.

    Attributes:
        twilio, asterisk: the side; why it could not be read; or None if the stack declares nothing there.
        declared: None without a stack.
    """

    twilio: TwilioSide | Unread | None
    asterisk: AsteriskSide | Unread | None
    declared: Declared | None = None
