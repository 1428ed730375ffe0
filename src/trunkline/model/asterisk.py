"""An endpoint's rows: which columns have an argument, which are derived, and which values each accepts."""

import math
import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Annotated, Any, Literal, Self

from attrs import field, frozen

from . import values
from .kinds import ANYTHING, Kind, MapOf, Optional, Record, Scalar, Schema
from .path import Path, Problem
from .properties import Properties, Role, Secret
from .scalars import AN_ADDRESS, FLAG, SCALAR, TEXT, USERNAME, choice, matched, one_of, whole_number
from .sip_uri import SipUri
from .unknown import is_known

AUTHS, AORS, ENDPOINTS, IDENTIFIES, EXTENSIONS = TABLES = (
    "ps_auths",
    "ps_aors",
    "ps_endpoints",
    "ps_endpoint_id_ips",
    "extensions",
)

AuthType = Literal["userpass", "md5"]
Codec = Literal["ulaw", "alaw"]
"""Asterisk's names of the codecs that Twilio's trunks carry: PCMU and PCMA."""
DtmfMode = Literal["rfc4733", "inband", "info", "auto", "auto_info"]
HEARD: tuple[DtmfMode, ...] = ("rfc4733", "auto", "auto_info")
"""The modes in which Asterisk offers telephone-event, which Twilio detects."""
CONTACT_ACL = ("contact_deny", "contact_permit", "contact_acl")
"""Columns with an ACL for the address in a call's Contact header."""
REQUIRING = ("timers", "100rel")
"""Columns with which Asterisk can require an extension of SIP. Twilio's INVITE offers none."""
OF_BROWSERS = ("webrtc", "use_avpf")
"""Columns for calls from browsers, whose media Twilio's trunks do not carry."""
AUDIO = "max_audio_streams"
"""The column that can leave a call no audio."""
SECRET = frozenset({"password", "md5_cred", "password_digest", "oauth_clientid", "oauth_secret", "refresh_token"})
"""Columns of ps_auths whose values are in no error, log or state as plain text."""
ALGORITHMS = "supported_algorithms_uac"
"""The column of ps_auths with the algorithms by which Asterisk answers."""
Timers = Literal["yes", "no", "required", "forced"]

FASTEST = 15
"""Seconds between two OPTIONS requests, at least."""
SLOWEST = 86400

WIDEST = 16
"""Prefix length of the widest signalling range."""

_LONGEST_ID = 255
_NAME = re.compile(r"[A-Za-z0-9_.+-]+")
_EXTEN = re.compile(r"[A-Za-z0-9_.+*#!\[\]-]+")
_CONTACT = re.compile(r'sip:(?:[^@\s;:<>"]{1,32}@)?[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:;transport=(?:udp|tcp|tls))?')
_PROXY = re.compile(r'[sS][iI][pP][sS]?:(?:[^@\s;,<>^"]+@)?[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:;[^\s;,<>^"]+)*')
_TRANSPORTS = ("tls", "tcp", "udp")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_APPLICATION = re.compile(r"(?P<app>\w+)\((?P<data>.*)\)")
_NAMED_NUMBER = re.compile(rf"[^<]*<{values.E164.pattern}>.*")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_(),]*")


def _text(pattern: re.Pattern[str], words: str) -> Scalar:
    def rule(value: str) -> str | None:
        return None if pattern.fullmatch(value) else f"{value!r} is not valid: {words}"

    return matched(rule, f"This is not valid: {words}.", pattern)


def _is_codecs(value: str) -> str | None:
    unknown = [each for each in value.split(",") if each not in CODECS]
    if not unknown:
        return None
    return f"{', '.join(map(repr, unknown))} is not a codec of Twilio's trunks: {' and '.join(CODECS)} are"


def _is_frequency(value: float) -> str | None:
    if value == 0 or not values.whole_number(value, FASTEST, SLOWEST):
        return None
    return (
        f"{values.shown(value)} is neither 0 nor a whole number from {FASTEST} to {SLOWEST}: "
        "Twilio asks for OPTIONS no more often than that"
    )


def _is_seconds(value: float) -> str | None:
    fits = 0 <= value < math.inf
    return None if fits else f"{values.shown(value)} is not a number of seconds, 0 or more"


def _is_signalling(value: str) -> str | None:
    try:
        is_wide = IPv4Network(value).prefixlen < WIDEST
    except ValueError:
        is_wide = False
    if is_wide:
        return f"{value!r} lets strangers call in: give a block of /{WIDEST} or smaller"
    return values.network(value)


def called_number(caller_id: str) -> str:
    """The number in `Name <+11234567890>`, or all of the text."""
    found = re.search(r"<([^>]*)>", caller_id)
    return found[1] if found else caller_id


def _is_caller_id(value: str) -> str | None:
    return values.phone_number(called_number(value))


def _is_match(value: str) -> str | None:
    return next(filter(None, (values.network(item.strip()) for item in value.split(","))), None)


def _is_proxy(value: str) -> str | None:
    if _PROXY.fullmatch(value) and is_loose(value):
        return None
    return f"{value!r} is not a SIP URI with ;lr: write sip:host[:port][;transport=udp|tcp|tls];lr"


def refuses_calls(column: str, value: object) -> bool:
    """Whether this value of a column of ps_endpoints asks of a call what Twilio does not offer."""
    if column in REQUIRING:
        return str(value).strip().lower() == "required"
    if column == AUDIO:
        return str(value).strip() in {"0", "0.0"}
    return column in OF_BROWSERS and is_yes(value)


def excludes_md5(algorithms: object) -> bool:
    """Whether a row of ps_auths cannot answer Twilio's challenge, which is by MD5."""
    return "md5" not in str(algorithms).lower().replace(" ", "").split(",")


def is_loose(proxy: str) -> bool:
    """Whether a proxy's URI leaves the request URI as it is; Asterisk does not check that."""
    return "lr" in SipUri(proxy).parameters


def is_yes(value: object) -> bool:
    """Whether it is one of Asterisk's words for yes."""
    return value is True or str(value).strip().lower() in {"yes", "true", "on", "1", "1.0"}


def transport_kind(name: str | None) -> str | None:
    """A transport's kind by its name: `tls`, `tcp` or `udp`. None if only pjsip.conf shows it."""
    return next((kind for kind in _TRANSPORTS if kind in (name or "").lower()), None)


def _is_id(value: str) -> str | None:
    return values.text(value, 40) or NAME.rule(value)


def _is_any_id(value: str) -> str | None:
    return values.text(value, _LONGEST_ID)


CODECS: tuple[str, ...] = ("ulaw", "alaw")
NAME = _text(_NAME, "letters, digits and _ . + - are allowed")
ID = Scalar("a text", (str,), _is_id, shape={"minLength": 1, "maxLength": 40, **NAME.shape})
ANY_ID = Scalar("a text", (str,), _is_any_id, shape={"minLength": 1, "maxLength": _LONGEST_ID})
"""Also an id that was chosen by hand."""
HOST = _text(_HOST, "a host name or an IPv4 address, without port and parameters")
EXTEN = _text(_EXTEN, "a number or a pattern has letters, digits and _ . + * # ! [ ] -")
APPLICATION = _text(_APPLICATION, "write an application as Goto(context,exten,1)")
VARIABLE = _text(_VARIABLE, "a variable's name has letters, digits and _, and does not begin with a digit")
QUALIFY_FREQUENCY = Scalar(
    "a whole number",
    (int, float),
    _is_frequency,
    shape={"type": "integer", "anyOf": [{"minimum": FASTEST}, {"const": 0}], "maximum": SLOWEST},
)
SECONDS = Scalar("a number", (int, float), _is_seconds)
WHOLE_SECONDS = whole_number(0, 2**31 - 1)
CALLER_ID = matched(_is_caller_id, "Use +11234567890 or Name <+11234567890>.", values.E164, _NAMED_NUMBER)
OUTBOUND_PROXY = matched(
    _is_proxy, "This is not a SIP URI, sip:host[:port][;transport=udp|tcp|tls];lr.", _PROXY, words="a SIP URI as a text"
)
_BLOCK = Scalar("a CIDR block as a text", (str,), _is_signalling, shape=AN_ADDRESS)
SIGNALLING = MapOf(NAME, _BLOCK, "a mapping of labels to blocks", least=1)
CODEC = choice(Codec)
DTMF_MODE = choice(DtmfMode)


ACCOUNT_SID = _text(re.compile(r"AC[0-9a-f]{32}"), "the SID of an account is AC and 32 hex digits")
HEADER = "X-Twilio-AccountSid: "
"""The header of an inbound call that names the account, before the account's SID."""


def application(value: str) -> tuple[str, str]:
    """Name and data of `Goto(attendant,start,1)`. Any other text is a name without data."""
    match = _APPLICATION.fullmatch(value)
    return (match["app"], match["data"]) if match else (value, "")


@frozen
class Column:
    """A column that trunkline sets.

    Attributes:
        argument: the argument that has its value, or from which it is derived; None if there is none.
        remedy: what to do instead of setting it as an option, with the names of arguments in braces; None if it may be
            an option.
        kind: the values that Asterisk or Twilio accepts in it, which the schema does not show.
        is_plain: the argument's value is the column's.
    """

    argument: str | None = None
    remedy: str | None = None
    kind: Kind = ANYTHING
    is_plain: bool = False


def _plain(argument: str, kind: Kind = ANYTHING) -> Column:
    return Column(argument, f"set {{{argument}}}", kind, is_plain=True)


def _fed(argument: str, kind: Kind = ANYTHING, remedy: str | None = None) -> Column:
    return Column(argument, remedy or f"set {{{argument}}}", kind)


COLUMNS: Mapping[str, Mapping[str, Column]] = {
    AUTHS: {
        "id": _fed("endpoint_id"),
        "auth_type": _fed("auth_type", choice(AuthType)),
        "username": _fed("username", USERNAME),
        "password": _fed("password"),
        "md5_cred": _fed("password", remedy="set {auth_type} to md5, and {password}"),
        "password_digest": _fed("password", remedy="set {auth_type} to md5, and {password}"),
        "realm": Column(remedy="leave it out: with any realm but Twilio's, Asterisk sends no second INVITE"),
    },
    AORS: {
        "id": _fed("endpoint_id", remedy="set {endpoint_id} or {edges}"),
        "contact": _fed(
            "domain_name",
            _text(_CONTACT, "sip:[<username>@]<domain>, with ;transport=udp, tcp or tls, or without"),
            remedy="set {domain_name}, {username} and {edges}",
        ),
        "max_contacts": Column(remedy="leave it out: each AOR has one contact"),
        "qualify_frequency": _fed("qualify_frequency", QUALIFY_FREQUENCY),
        "qualify_timeout": _fed("qualify_timeout", SECONDS),
        "outbound_proxy": Column(kind=OUTBOUND_PROXY),
    },
    ENDPOINTS: {
        "id": _fed("endpoint_id"),
        "aors": _fed("edges"),
        "auth": Column(remedy="leave it out: Twilio does not answer a challenge"),
        "outbound_auth": _fed("username", remedy="set {username} and {password}"),
        "context": _fed("context", NAME),
        "transport": _fed("transport"),
        "disallow": _fed("codecs"),
        "allow": _fed("codecs", Scalar("a text", (str,), _is_codecs)),
        "media_encryption": _fed("secure"),
        "identify_by": _fed(
            "signalling_ranges", remedy="set {signalling_ranges}: with anything else, strangers can call in"
        ),
        "deny": _fed("signalling_ranges"),
        "permit": _fed("signalling_ranges"),
        "set_var": _fed("set_var"),
        "accountcode": _plain("accountcode"),
        "language": _plain("language"),
        "callerid": _plain("caller_id"),
        "trust_id_inbound": _plain("trust_id_inbound"),
        "send_pai": _plain("send_pai"),
        "from_user": _plain("from_user"),
        "dtmf_mode": _plain("dtmf_mode", DTMF_MODE),
        "direct_media": _plain("direct_media"),
        "rewrite_contact": _plain("rewrite_contact"),
        "rtp_symmetric": _plain("rtp_symmetric"),
        "rtp_timeout": _plain("rtp_timeout", WHOLE_SECONDS),
        "timers": _plain("timers", choice(Timers)),
        "t38_udptl": _plain("t38_udptl"),
        "outbound_proxy": _plain("outbound_proxy", OUTBOUND_PROXY),
    },
    IDENTIFIES: {
        "id": _fed("signalling_ranges", remedy="set {endpoint_id} and {signalling_ranges}"),
        "endpoint": _fed("endpoint_id"),
        "match": _fed("signalling_ranges", Scalar("a text", (str,), _is_match)),
        "match_request_uri": _fed(
            "request_hosts",
            remedy="set {shared_asterisk} of SipTrunkArgs, or {request_hosts} of AsteriskEndpointArgs",
        ),
        "match_header": _fed("account_sid"),
    },
    EXTENSIONS: {"context": _fed("context", NAME), "exten": _fed("extensions", EXTEN), "app": _fed("extensions")},
}
"""{table: {column: what trunkline does with it}}; any other column is an option."""

PLAIN = {column: each.argument for column, each in COLUMNS[ENDPOINTS].items() if each.is_plain and each.argument}
"""{column of ps_endpoints: the argument that has its value}"""

OPTIONS = {
    "endpoint_options": ENDPOINTS,
    "aor_options": AORS,
    "auth_options": AUTHS,
    "identify_options": IDENTIFIES,
}
"""{argument: the table whose other columns it sets}"""


def is_option(table: str, column: str) -> bool:
    """Whether trunkline leaves the column to the options."""
    return column not in COLUMNS[table] or COLUMNS[table][column].remedy is None


_OPTION = Optional(SCALAR)


@frozen
class Options(Kind):
    """{column that has no argument: value} of a table."""

    table: str
    words: str = "a mapping of columns to values"
    kind: Kind = _OPTION

    def schema(self) -> Schema:
        refused = {column: False for column in COLUMNS[self.table] if not is_option(self.table, column)}
        return {**self._columns.schema(), "properties": refused}

    @property
    def _columns(self) -> MapOf:
        return MapOf(TEXT, self.kind, self.words)

    def _problems(self, value: Any, path: Path) -> Iterator[Problem]:
        yield from self._columns.problems(value, path)
        for column in value if isinstance(value, Mapping) else ():
            if not is_option(self.table, column):
                remedy = path.fill(COLUMNS[self.table][column].remedy or "")
                yield Problem(path.key(column), f"this column of {self.table} is not an option: {remedy}")


Cell = str | int | float | bool | list[str]
"""A value of a column. A column that may have several values has a list of texts."""

Row = Mapping[str, Cell]
"""{column: value}. A dialplan row has its key columns too."""

Rows = Mapping[str, Row]
"""{row id: row}. The id of a row of `extensions` is `<context>/<exten>/<priority>`."""


def _rows_of(table: str) -> Kind:
    columns = {column: each.kind for column, each in COLUMNS[table].items()}
    return MapOf(TEXT, Record(columns, is_closed=False))


@frozen(kw_only=True)
class Sealed(Properties):
    """The credentials that a seal makes the only ones.

    Attributes:
        credentials: {username: password} at Twilio.
        credential_list_sid: the list that the endpoint seals itself; None if a `CredentialListSeal` does.
    """

    credentials: Annotated[Mapping[str, str], Secret()] = field(repr=False)
    credential_list_sid: str | None = None


@frozen(kw_only=True)
class Endpoint(Properties):
    """An endpoint with its rows. It owns each row whole.

    Attributes:
        endpoint_id: its id.
        ps_auths: {row id: {column: value}}. With `auth_type` md5 a row has the `password` here, and the table only has
            its digest.
        ps_aors: {row id: {column: value}}.
        ps_endpoints: {row id: {column: value}}.
        ps_endpoint_id_ips: {row id: {column: value}}.
        extensions: {`<context>/<exten>/<priority>`: {column: value}}.
        as_found: the rows were made by hand. Only the database judges their values.
        adopt: take over rows with these ids.
        sealed: set if a password changes by way of a stand-by.
        unsealed: the list's output. Another value starts the seal.
        friendly_name: the trunk's. If another stack has taken the trunk over, it has the rows too.
    """

    endpoint_id: Annotated[str, ID, Role.FIXED]
    ps_auths: Annotated[Rows | None, _rows_of(AUTHS), Secret(SECRET)] = field(default=None, repr=False)
    ps_aors: Annotated[Rows | None, _rows_of(AORS)] = None
    ps_endpoints: Annotated[Rows | None, _rows_of(ENDPOINTS)] = None
    ps_endpoint_id_ips: Annotated[Rows | None, _rows_of(IDENTIFIES)] = None
    extensions: Annotated[Rows | None, _rows_of(EXTENSIONS)] = None
    as_found: Annotated[bool | None, FLAG, Role.LATER, Role.CHOICE] = None
    adopt: Annotated[bool, Role.CHOICE] = False
    sealed: Annotated[Sealed | None, Role.CHOICE] = None
    unsealed: Annotated[str | None, Role.LATER, Role.CHOICE] = None
    friendly_name: Annotated[str | None, Role.LATER] = None

    @classmethod
    def problems(cls, properties: Mapping[str, Any]) -> Iterator[Problem]:
        is_as_found = properties.get("as_found") is True
        for each in super().problems(properties):
            if not (is_as_found and _is_in_a_row(each.path)):
                yield each

    @property
    def tables(self) -> dict[str, Rows]:
        """{table: its rows} of the declared tables. A table or a row that is not known yet is empty."""
        return {name: known_rows(rows) for name in TABLES if (rows := getattr(self, name)) is not None}

    def rows(self, table: str) -> Rows:
        """The rows of a table, as in `tables`."""
        return self.tables.get(table, {})

    def may_have(self, table: str, id_: str) -> bool:
        """Whether the table, or this row of it, is not known yet."""
        rows = getattr(self, table)
        return not is_known(rows) or not is_known(rows.get(id_))

    def with_tables(self, tables: Mapping[str, Rows]) -> Self:
        """The same with these tables only."""
        return self.with_fields({name: tables.get(name) for name in TABLES})


def _is_in_a_row(property_: Path) -> bool:
    """Whether it is a value of a row, or the endpoint's id."""
    return property_ == Path().field("endpoint_id") or len(property_.steps) == len(("table", "row", "column"))


def known_rows(rows: Rows) -> Rows:
    """The rows. A row that is not known yet has no columns."""
    return {id_: row if is_known(row) else {} for id_, row in rows.items()} if is_known(rows) else {}


def domains(aors: Rows) -> list[str]:
    """The termination domains that the contacts lead to, without an edge."""
    contacts = [contact for row in aors.values() if isinstance(contact := row.get("contact"), str)]
    return [domain for contact in contacts if (domain := SipUri(contact).domain_name)]


ROWS = MapOf(one_of(*TABLES), MapOf(TEXT, MapOf(TEXT, ANYTHING)))
"""{table: {row id: {column: value}}}"""
