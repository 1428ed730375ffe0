"""The rows of an endpoint, its auth, AORs, identify and dialplan rows: what derives them from the arguments."""

import re
from collections.abc import Mapping
from typing import Any

import pulumi

from trunkline.providers.asterisk.secrets import SECRET

from .asterisk_endpoint_args import AsteriskEndpointArgs
from .endpoint_columns import TYPED, stated
from .errors import InvalidArgs
from .known import combine
from .signalling import EDGES

ACL_WIDTH = 95
"""Characters in each of the columns deny and permit of ps_endpoints."""

AUTH_TYPES = ("userpass", "md5")
TABLES = ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips", "extensions")


class EndpointRows:
    """The rows of one endpoint.

    Attributes:
        endpoint_id: the id, known before the rows are written.
        dial_string: what `Dial()` takes, `PJSIP/${EXTEN}@<endpoint_id>`.
        inputs: what the resource `Endpoint` takes, but for `sealed`.
    """

    endpoint_id: str
    dial_string: str
    inputs: dict[str, Any]

    def __init__(self, name: str, args: AsteriskEndpointArgs) -> None:
        _refuse(args)
        self._args = args
        self.endpoint_id = args.endpoint_id or name
        self.dial_string = f"PJSIP/${{EXTEN}}@{self.endpoint_id}"
        self._context = args.context or f"from-{self.endpoint_id}"
        self._transport = _transport(args)
        self._aors = [f"{self.endpoint_id}-{edge}" for edge in args.edges] or [self.endpoint_id]
        rows = self._derived() if args.rows_as_found is None else self._as_found(args.rows_as_found)
        self.inputs = {"endpoint_id": self.endpoint_id, **rows, "adopt": args.adopt}

    def _derived(self) -> dict[str, Any]:
        return {
            "ps_auths": {self.endpoint_id: self._auth()},
            "ps_aors": self._aor_rows(),
            "ps_endpoints": {self.endpoint_id: self._endpoint()},
            "ps_endpoint_id_ips": self._identify(),
            "extensions": self._extensions() or None,
        }

    def _as_found(self, rows: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
        if unknown := sorted(rows.keys() - set(TABLES)):
            raise InvalidArgs(f"rows_as_found.{unknown[0]}: not a table of an endpoint: {', '.join(TABLES)} are")
        password = pulumi.Output.secret(self._args.password)
        auths = {id_: {**row, "password": password} for id_, row in rows.get("ps_auths", {}).items()}
        return {table: {} for table in TABLES if table != "extensions"} | dict(rows) | {"ps_auths": auths}

    def _auth(self) -> dict[str, Any]:
        """`realm` stays unset: a wrong one means no second INVITE."""
        options = stated("auth_options", "ps_auths", self._args.auth_options)
        secrets = {column: pulumi.Output.secret(options[column]) for column in SECRET & options.keys()}
        return {
            "auth_type": self._args.auth_type,
            "username": self._args.username,
            "password": pulumi.Output.secret(self._args.password),
            **options,
            **secrets,
        }

    def _aor_rows(self) -> dict[str, dict[str, Any]]:
        args, parameters = self._args, ";transport=tcp" if "tcp" in self._transport else ""
        domains: list[pulumi.Input[str]] = [_localized(args.domain_name, edge) for edge in args.edges]
        domains = domains or [args.domain_name]
        return {
            aor: {
                "contact": combine(f"sip:{{}}@{{}}{parameters}".format, args.username, domain),
                "max_contacts": 1,
                "qualify_frequency": args.qualify_frequency,
                "qualify_2xx_only": "yes",
                **({} if args.qualify_timeout is None else {"qualify_timeout": args.qualify_timeout}),
                **stated("aor_options", "ps_aors", args.aor_options),
            }
            for aor, domain in zip(self._aors, domains, strict=True)
        }

    def _endpoint(self) -> dict[str, Any]:
        """`identify_by` is only `ip`: by `username` anybody could call in who knows the endpoint's name."""
        args = self._args
        typed = {column: getattr(args, argument) for column, argument in TYPED.items()}
        return {
            "aors": ",".join(self._aors),
            "outbound_auth": self.endpoint_id,
            "context": self._context,
            "transport": self._transport,
            "disallow": "all",
            "allow": ",".join(args.codecs),
            "media_encryption": "sdes" if args.secure else "no",
            "identify_by": "ip",
            "accountcode": self.endpoint_id,
            **self._acl(),
            **{column: value for column, value in typed.items() if value is not None},
            **({"set_var": _set_var(args.set_var)} if args.set_var else {}),
            **stated("endpoint_options", "ps_endpoints", args.endpoint_options),
        }

    def _identify(self) -> dict[str, dict[str, Any]]:
        """A row's criteria are alternatives to Asterisk, so that a row has either an address or a name."""
        options = stated("identify_options", "ps_endpoint_id_ips", self._args.identify_options)
        if self._args.request_hosts:
            return {
                f"{self.endpoint_id}-{host}": {
                    "endpoint": self.endpoint_id,
                    "match_request_uri": _pattern(host),
                    **options,
                }
                for host in self._args.request_hosts
            }
        return {
            f"{self.endpoint_id}-{label}": {"endpoint": self.endpoint_id, "match": block, **options}
            for label, block in self._args.signalling_ranges.items()
        }

    def _acl(self) -> dict[str, Any]:
        """Nobody but the signalling ranges; `!` turns an item round, so that both columns together hold them."""
        if not self._args.request_hosts:
            return {}
        columns = {"deny": ["0.0.0.0/0"], "permit": []}
        for block in self._args.signalling_ranges.values():
            deny = ",".join([*columns["deny"], f"!{block}"])
            column, item = ("deny", f"!{block}") if len(deny) <= ACL_WIDTH else ("permit", block)
            columns[column].append(item)
        return {column: ",".join(items) for column, items in columns.items() if items}

    def _extensions(self) -> dict[str, dict[str, Any]]:
        return {
            f"{self._context}/{exten}/1": {
                "context": self._context,
                "exten": exten,
                "priority": 1,
                **_application(exten, application),
            }
            for exten, application in self._args.extensions.items()
        }


def _refuse(args: AsteriskEndpointArgs) -> None:
    """Raise `InvalidArgs` for what can be told without asking anybody."""
    if unknown := [edge for edge in args.edges if edge not in EDGES]:
        raise InvalidArgs(f"edges: {unknown[0]!r} is none of {', '.join(EDGES)}")
    if twice := [edge for edge in args.edges if list(args.edges).count(edge) > 1]:
        raise InvalidArgs(f"edges: {twice[0]!r} is stated twice: each edge has one place in the order")
    if args.auth_type not in AUTH_TYPES:
        raise InvalidArgs(f"auth_type: {args.auth_type!r} is none of {', '.join(AUTH_TYPES)}")


def _localized(domain_name: pulumi.Input[str], edge: str) -> pulumi.Input[str]:
    """The termination domain at one edge: `grable.pstn.ashburn.twilio.com`."""
    return combine(lambda domain: domain.replace(".pstn.", f".pstn.{edge}.", 1), domain_name)


def _transport(args: AsteriskEndpointArgs) -> str:
    transport = args.transport or ("tls" if args.secure else "udp")
    if args.secure and any(plain in transport.lower() for plain in ("udp", "tcp")):
        raise InvalidArgs(
            f"transport: {transport!r} does not encrypt, and the trunk is secure: name a TLS transport of pjsip.conf, "
            "or say secure=False"
        )
    return transport


def _set_var(variables: Mapping[str, pulumi.Input[str]]) -> list[pulumi.Output[str]]:
    for name in variables:
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_(),]*", name):
            raise InvalidArgs(f"set_var: {name!r} is not a variable's name: letters, digits and _")
    return [pulumi.Output.concat(name, "=", value) for name, value in variables.items()]


def _pattern(host: str) -> str:
    """A POSIX regular expression for a request URI's host; brackets, since a backslash would be an escape."""
    return f"/@{host.replace('.', '[.]')}([^A-Za-z0-9.-]|$)/"


def _application(exten: str, application: str) -> dict[str, str]:
    call = re.fullmatch(r"(\w+)\((.*)\)", application)
    if not call:
        raise InvalidArgs(
            f"extensions.{exten}: {application!r} is not an application: write it as Goto(context,exten,1)"
        )
    return {"app": call[1], "appdata": call[2]}
