"""Asterisk's half: the PJSIP endpoint that calls through the trunk and takes its inbound calls."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from attrs import Factory, define

from trunkline.providers.dynamic import Endpoint

from .errors import InvalidArgs
from .signalling import SIGNALLING_RANGES

ACL_WIDTH = 95
"""Characters in each of the columns deny and permit of ps_endpoints."""


@define(kw_only=True)
class AsteriskEndpointArgs:
    """Names are those of Asterisk's PJSIP options (res_pjsip); defaults are what a Twilio trunk needs.

    Attributes:
        domain_name: the trunk's termination domain, host of the AOR's contact.
        username: of a credential of the trunk, up to 32 characters; also the contact's user part.
        password: of that credential. Always treated as a secret.
        endpoint_id: id of the endpoint, its auth and its AOR, up to 40 characters. Default: the component's name.
        context: dialplan context of inbound calls, up to 40 characters. Default `from-<endpoint_id>`.
        secure: SRTP by SDES, and a TLS transport. Default True, as the trunk's `secure`.
        transport: name of a transport in pjsip.conf. Default `tls` where secure, else `udp`.
        codecs: out of `ulaw` and `alaw`, in order of preference. Default both.
        qualify_frequency: seconds between OPTIONS requests, 0 for none, else from 15. Default 60.
        signalling_ranges: {label: IPv4 CIDR block} from which inbound calls are taken.
            Default: all of Twilio's, `trunkline.SIGNALLING_RANGES`.
        request_hosts: host names in the URLs that Twilio calls for this trunk. With it an inbound call is told from
            other trunks' by that name, and the signalling ranges become the endpoint's ACL. Every trunk on one
            Asterisk has to say it, or none. Default none: any call from the ranges is this trunk's.
        extensions: {exten: application}, such as {"+11234567890": "Goto(attendant,start,1)"}: rows of `context`
            for `switch => Realtime`. Default none: the dialplan is somebody else's.
        options: further columns of ps_endpoints, {column: value}, such as {"language": "de"}. Default none.
        sealed: a `TwilioTrunk.seal` comes after this endpoint, which completes a change of the password.
            Default False: a new password is written at once.
        adopt: take over rows with these ids. Default False: rows that this stack has not made are refused.
    """

    domain_name: pulumi.Input[str]
    username: pulumi.Input[str]
    password: pulumi.Input[str]
    endpoint_id: str | None = None
    context: str | None = None
    secure: bool = True
    transport: str | None = None
    codecs: Sequence[str] = ("ulaw", "alaw")
    qualify_frequency: pulumi.Input[int] = 60
    signalling_ranges: Mapping[str, str] = Factory(lambda: SIGNALLING_RANGES)
    request_hosts: Sequence[str] = ()
    extensions: Mapping[str, str] = Factory(dict)
    options: Mapping[str, pulumi.Input[Any]] = Factory(dict)
    sealed: bool = False
    adopt: bool = False


class AsteriskEndpoint(pulumi.ComponentResource):
    """An endpoint with its auth, AOR and identify rows.

    Attributes:
        endpoint: the `Endpoint`; its `id` is the endpoint's id.
        endpoint_id: the id, known before the rows are written.
        dial_string: what `Dial()` takes, `PJSIP/${EXTEN}@<endpoint_id>`.
    """

    endpoint: Endpoint
    endpoint_id: str
    dial_string: str

    def __init__(self, name: str, args: AsteriskEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("trunkline:index:AsteriskEndpoint", name, None, opts)
        self._args = args
        self.endpoint_id = args.endpoint_id or name
        self.dial_string = f"PJSIP/${{EXTEN}}@{self.endpoint_id}"
        self._context = args.context or f"from-{self.endpoint_id}"
        self._transport = _transport(args)

        self.endpoint = Endpoint(
            f"{name}-endpoint",
            {
                "endpoint_id": self.endpoint_id,
                "ps_auths": {self.endpoint_id: self._auth()},
                "ps_aors": {self.endpoint_id: self._aor()},
                "ps_endpoints": {self.endpoint_id: self._endpoint()},
                "ps_endpoint_id_ips": self._identify(),
                "extensions": self._extensions() or None,
                "sealed": args.sealed,
                "adopt": args.adopt,
            },
            pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"endpoint_id": self.endpoint_id, "dial_string": self.dial_string})

    def _auth(self) -> dict[str, Any]:
        """`realm` stays unset: a wrong one means no second INVITE."""
        return {
            "auth_type": "userpass",
            "username": self._args.username,
            "password": pulumi.Output.secret(self._args.password),
        }

    def _aor(self) -> dict[str, Any]:
        parameters = ";transport=tcp" if "tcp" in self._transport else ""
        return {
            "contact": pulumi.Output.format("sip:{}@{}{}", self._args.username, self._args.domain_name, parameters),
            "max_contacts": 1,
            "qualify_frequency": self._args.qualify_frequency,
            "qualify_2xx_only": "yes",
        }

    def _endpoint(self) -> dict[str, Any]:
        """`identify_by` is only `ip`: by `username` anybody could call in who knows the endpoint's name."""
        return {
            "aors": self.endpoint_id,
            "outbound_auth": self.endpoint_id,
            "context": self._context,
            "transport": self._transport,
            "disallow": "all",
            "allow": ",".join(self._args.codecs),
            "media_encryption": "sdes" if self._args.secure else "no",
            "identify_by": "ip",
            "direct_media": "no",
            "rewrite_contact": "no",
            "dtmf_mode": "rfc4733",
            "accountcode": self.endpoint_id,
            **self._acl(),
            **self._args.options,
        }

    def _identify(self) -> dict[str, dict[str, Any]]:
        """A row's criteria are alternatives to Asterisk, so that a row has either an address or a name."""
        if self._args.request_hosts:
            return {
                f"{self.endpoint_id}-{host}": {"endpoint": self.endpoint_id, "match_request_uri": _pattern(host)}
                for host in self._args.request_hosts
            }
        return {
            f"{self.endpoint_id}-{label}": {"endpoint": self.endpoint_id, "match": block}
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


def _transport(args: AsteriskEndpointArgs) -> str:
    transport = args.transport or ("tls" if args.secure else "udp")
    if args.secure and any(plain in transport.lower() for plain in ("udp", "tcp")):
        raise InvalidArgs(
            f"transport: {transport!r} does not encrypt, and the trunk is secure: name a TLS transport of pjsip.conf, "
            "or say secure=False"
        )
    return transport


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
