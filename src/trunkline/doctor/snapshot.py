"""What both sides held when they were read, and what the stack declares. Plain values; nobody is asked any more."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from trunkline.model import asterisk, twilio

Row = Mapping[str, Any]
"""{column: stored value}, without what is empty."""

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
        trunks: {SID: trunk}, those that were looked into.
        numbers: {E.164 number: SID of its trunk, or None}, all of the account's.
    """

    account_sid: str
    domains: frozenset[str]
    trunks: dict[str, Trunk]
    numbers: dict[str, str | None]


@frozen
class AsteriskSide:
    """Realtime tables.

    Attributes:
        database: its name, without user and password.
        dialect: SQLAlchemy's name of it, which stands for Asterisk's driver.
        auths, aors, endpoints, identifies: the rows of ps_auths, ps_aors, ps_endpoints, ps_endpoint_id_ips.
        extensions: {context: extens}; None where this user may not read the table, or there is none.
        columns: {table: its columns}.
        owned: {endpoint id: {table: rows}} of the stack's endpoints, spelled as the stack spells them.
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


@frozen
class Declared:
    """What a stack's state says that the stack made: inputs of the resources, the endpoints of one database.

    Attributes:
        stack: the stack's name.
        trunks, credential_lists, ip_access_control_lists: {SID: inputs}.
        endpoints: {endpoint id: inputs}.
    """

    stack: str
    trunks: Mapping[str, twilio.Trunk]
    credential_lists: Mapping[str, twilio.CredentialList]
    ip_access_control_lists: Mapping[str, twilio.IpAccessControlList]
    endpoints: Mapping[str, asterisk.Endpoint]


@frozen
class Unread:
    """A side that could not be read.

    Attributes:
        configured: whether somebody said where it is.
        reason: one line.
    """

    configured: bool
    reason: str


@frozen
class Snapshot:
    """Each side, why it could not be read, or None where nothing of it is declared; `declared` None is no stack."""

    twilio: TwilioSide | Unread | None
    asterisk: AsteriskSide | Unread | None
    declared: Declared | None = None
