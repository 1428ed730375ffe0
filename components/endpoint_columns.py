"""Which columns of the realtime tables have arguments of their own, and what is left for the options."""

from collections.abc import Mapping
from typing import Any

import pulumi

from .errors import InvalidArgs

TYPED = {
    "accountcode": "accountcode",
    "language": "language",
    "callerid": "caller_id",
    "trust_id_inbound": "trust_id_inbound",
    "send_pai": "send_pai",
    "from_user": "from_user",
    "dtmf_mode": "dtmf_mode",
    "direct_media": "direct_media",
    "rewrite_contact": "rewrite_contact",
    "rtp_symmetric": "rtp_symmetric",
    "rtp_timeout": "rtp_timeout",
    "timers": "timers",
    "t38_udptl": "t38_udptl",
    "outbound_proxy": "outbound_proxy",
}
"""{column of ps_endpoints: argument of `AsteriskEndpointArgs`}"""

_SIGNALLING = "say signalling_ranges or request_hosts"
_DERIVED = {
    "ps_endpoints": {
        "id": "say endpoint_id",
        "aors": "say edges",
        "auth": "leave it out: Twilio does not answer a challenge",
        "outbound_auth": "say username and password",
        "context": "say context",
        "transport": "say transport",
        "disallow": "say codecs",
        "allow": "say codecs",
        "media_encryption": "say secure",
        "identify_by": f"{_SIGNALLING}: by anything else strangers call in",
        "deny": _SIGNALLING,
        "permit": _SIGNALLING,
        "set_var": "say set_var",
        **{column: f"say {argument}" for column, argument in TYPED.items()},
    },
    "ps_aors": {
        "id": "say endpoint_id or edges",
        "contact": "say domain_name, username and edges",
        "max_contacts": "leave it out: an AOR has its one contact",
        "qualify_frequency": "say qualify_frequency",
        "qualify_timeout": "say qualify_timeout",
    },
    "ps_auths": {
        "id": "say endpoint_id",
        "auth_type": "say auth_type",
        "username": "say username",
        "password": "say password",
        "md5_cred": 'say auth_type="md5" and password',
        "password_digest": 'say auth_type="md5" and password',
        "realm": "leave it out: any but Twilio's own means no second INVITE",
    },
    "ps_endpoint_id_ips": {
        "id": "say endpoint_id and signalling_ranges",
        "endpoint": "say endpoint_id",
        "match": _SIGNALLING,
        "match_request_uri": "say request_hosts",
        "match_header": "leave it out: who sends that header would be let in, from any address",
    },
}


def stated(argument: str, table: str, options: Mapping[str, pulumi.Input[Any]]) -> dict[str, pulumi.Input[Any]]:
    """The options that have a value.

    Raises:
        InvalidArgs: a column is the component's own, or has an argument of its own.
    """
    for column in options:
        if remedy := _DERIVED[table].get(column):
            raise InvalidArgs(f"{argument}.{column}: this column of {table} is not an option: {remedy}")
    return {column: value for column, value in options.items() if value is not None}
