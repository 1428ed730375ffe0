"""Derives the rows of an endpoint, its auth, AORs, identify and dialplan rows from the arguments."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pulumi

from trunkline.model import acl, asterisk
from trunkline.model.asterisk import AORS, AUTHS, COLUMNS, ENDPOINTS, EXTENSIONS, IDENTIFIES, SECRET, TABLES, Cell

from .asterisk_endpoint_args import AsteriskEndpointArgs
from .outputs import lift, settled

Row = dict[str, pulumi.Input[Cell] | list[pulumi.Input[str]]]
"""{column: value}"""

Rows = dict[str, pulumi.Input[Row]]
"""{row id: row}"""

COLUMN_WORDS = {
    f"{table}.{column}": each.argument
    for table, columns in COLUMNS.items()
    for column, each in columns.items()
    if each.argument
} | {f"{table}.*": argument for argument, table in asterisk.OPTIONS.items()}
"""{property: argument} of a row's columns; `*` is any other column"""


class EndpointRows:
    """The rows of one endpoint.

    If an argument from which row ids derive is late, the whole table is late. Any other value is late alone.

    Attributes:
        endpoint_id: the id.
        dial_string: the argument of `Dial()`, `PJSIP/${EXTEN}@<endpoint_id>`.
        tables: {table: its rows}; None for a table without any.
    """

    endpoint_id: pulumi.Input[str]
    dial_string: pulumi.Input[str]
    tables: dict[str, pulumi.Input[Rows] | None]

    def __init__(self, name: str, args: AsteriskEndpointArgs) -> None:
        self._args = args
        self.endpoint_id = name if args.endpoint_id is None else args.endpoint_id
        self.dial_string = lift("PJSIP/${{EXTEN}}@{}".format, self.endpoint_id)
        self._context = lift("from-{}".format, self.endpoint_id) if args.context is None else args.context
        transport = lift(lambda secure: "tls" if secure else "udp", args.secure)
        self._transport = transport if args.transport is None else args.transport
        self._edges = settled(args.edges)
        self.tables = self._derived() if args.rows_as_found is None else self._verbatim(settled(args.rows_as_found))

    @property
    def inputs(self) -> dict[str, Any]:
        """The inputs of the resource that has the rows."""
        as_found = {} if self._args.rows_as_found is None else {"as_found": True}
        return {"endpoint_id": self.endpoint_id, **self.tables, **as_found}

    def _derived(self) -> dict[str, pulumi.Input[Rows] | None]:
        id_, args = self.endpoint_id, self._args
        return {
            AUTHS: None if args.username is None else lift(lambda known: {known: self._auth()}, id_),
            AORS: lift(self._aors, id_, self._edges),
            ENDPOINTS: lift(lambda known: {known: self._endpoint()}, id_),
            IDENTIFIES: lift(self._identifies, id_, settled(args.request_hosts), args.signalling_ranges),
            EXTENSIONS: lift(self._extensions, self._context, args.extensions) if args.extensions else None,
        }

    def _verbatim(self, rows: Any) -> dict[str, pulumi.Input[Rows] | None]:
        given = self._args.password
        secret: Mapping[str, Any] = {} if given is None else {"password": pulumi.Output.secret(given)}

        def of_table(table: str, known: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Mapping[str, Any] | None:
            if table == EXTENSIONS:
                return known.get(table)
            found = known.get(table, {})
            return {id_: {**row, **secret} for id_, row in found.items()} if table == AUTHS else found

        return {table: lift(partial(of_table, table), rows) for table in TABLES}

    def _auth(self) -> Any:
        """`realm` stays unset: with a wrong one, Asterisk sends no second INVITE."""
        row: dict[str, Any] = {
            "auth_type": self._args.auth_type,
            "username": self._args.username,
            "password": pulumi.Output.secret(self._args.password),
        }
        return _with_options(row, self._args.auth_options)

    def _aors(self, id_: str, edges: list[str]) -> Rows:
        domain = self._args.domain_name
        domains = [lift(_localized, domain, edge) for edge in edges] or [domain]
        return {aor: self._aor(each) for aor, each in zip(_aor_ids(id_, edges), domains, strict=True)}

    def _aor(self, domain: pulumi.Input[str]) -> Any:
        args = self._args
        row: Row = {
            "contact": lift(_contact, args.username, domain, self._transport),
            "max_contacts": 1,
            "qualify_frequency": args.qualify_frequency,
            "qualify_2xx_only": "yes",
            **({} if args.qualify_timeout is None else {"qualify_timeout": args.qualify_timeout}),
        }
        return _with_options(row, args.aor_options)

    def _endpoint(self) -> Any:
        """`identify_by` is only `ip`: with `username`, anyone who knows the endpoint's name could call in."""
        args, id_ = self._args, self.endpoint_id
        plain = {column: getattr(args, argument) for column, argument in asterisk.PLAIN.items()}
        row: Row = {
            "aors": lift(lambda known, edges: ",".join(_aor_ids(known, edges)), id_, self._edges),
            **({} if args.username is None else {"outbound_auth": id_}),
            "context": self._context,
            "transport": self._transport,
            "disallow": "all",
            "allow": lift(",".join, settled(args.codecs)),
            "media_encryption": lift(lambda secure: "sdes" if secure else "no", args.secure),
            "identify_by": "ip",
            "accountcode": id_,
            **{column: value for column, value in plain.items() if value is not None},
        }
        by_pattern = settled(args.request_hosts) if args.account_sid is None else True
        further = lift(_acl, by_pattern, settled(args.signalling_ranges))

        def join(acl_columns: Mapping[str, str], variables: list[pulumi.Input[str]]) -> Any:
            set_var: Row = {"set_var": variables} if variables else {}
            return _with_options({**row, **acl_columns, **set_var}, args.endpoint_options)

        return lift(join, further, lift(_set_var, args.set_var))

    def _identifies(self, id_: str, hosts: list[str], ranges: Mapping[str, pulumi.Input[str]]) -> Rows:
        """If a row has an address and a pattern, matching either one is enough. So it has one of them."""
        matches: dict[str, Row] = {host: {"match_request_uri": _pattern(host)} for host in hosts}
        if self._args.account_sid is not None:
            matches = {"account": {"match_header": lift(f"{asterisk.HEADER}{{}}".format, self._args.account_sid)}}
        matches = matches or {label: {"match": block} for label, block in ranges.items()}
        options = self._args.identify_options
        return {f"{id_}-{label}": _with_options({"endpoint": id_, **each}, options) for label, each in matches.items()}

    def _extensions(self, context: str, extensions: Mapping[str, pulumi.Input[str]]) -> Rows | None:
        return {
            f"{context}/{exten}/1": {
                "context": context,
                "exten": exten,
                "priority": 1,
                "app": lift(lambda known: asterisk.application(known)[0], application),
                "appdata": lift(lambda known: asterisk.application(known)[1], application),
            }
            for exten, application in extensions.items()
        } or None


def _with_options(row: Row, options: Any) -> Any:
    """The row with the options that have a value; secret columns are secrets."""

    def join(known: Mapping[str, pulumi.Input[Cell] | None]) -> Row:
        given = {column: value for column, value in known.items() if value is not None}
        secrets: Row = {column: pulumi.Output.secret(given[column]) for column in SECRET & given.keys()}
        return {**row, **given, **secrets}

    return lift(join, options)


def _aor_ids(id_: str, edges: list[str]) -> list[str]:
    return [f"{id_}-{edge}" for edge in edges] or [id_]


def _localized(domain_name: str, edge: str) -> str:
    """The termination domain at one edge: `grable.pstn.ashburn.twilio.com`."""
    label = domain_name.removesuffix(".pstn.twilio.com")
    return f"{label}.pstn.{edge}.twilio.com"


def _contact(username: str | None, domain: str, transport: str) -> str:
    user = f"{username}@" if username else ""
    return f"sip:{user}{domain}{';transport=tcp' if asterisk.transport_kind(transport) == 'tcp' else ''}"


def _acl(by_pattern: object, ranges: Mapping[str, str]) -> dict[str, str]:
    return acl.write(list(ranges.values())) if by_pattern else {}


def _set_var(variables: Mapping[str, pulumi.Input[str]]) -> list[pulumi.Input[str]]:
    return [lift(f"{name}={{}}".format, value) for name, value in variables.items()]


def _pattern(host: str) -> str:
    """A POSIX regular expression for a request URI's host; brackets, since a backslash would be an escape."""
    return f"/@{host.replace('.', '[.]')}([^A-Za-z0-9.-]|$)/"
