"""What an endpoint of a Twilio trunk can be in Asterisk, beside which trunk it is of."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from attrs import Factory, define

from .signalling import SIGNALLING_RANGES


@define(kw_only=True, slots=False)
class EndpointSettings:
    """What `SipTrunkArgs` and `AsteriskEndpointArgs` both take.

    Names are those of Asterisk's PJSIP options (res_pjsip); defaults are what a Twilio trunk needs.

    What is None is left to Asterisk's own default, as the column stays NULL. A text may be as long as the
    connected database's column is; the lengths below are those of Asterisk 22.

    Source: https://docs.asterisk.org/Asterisk_22_Documentation/API_Documentation/Module_Configuration/res_pjsip/

    Attributes:
        edges: Twilio's edges to call through, the best first, out of `trunkline.EDGES`: an AOR
            `<endpoint_id>-<edge>` each, with the localized domain `<label>.pstn.<edge>.twilio.com`. Asterisk takes the
            next one while one does not answer OPTIONS. Default none: the domain as it is, which Twilio sends to the
            United States.
        auth_type: `userpass` (default), or `md5`: only the digest that answers Twilio's challenge is in the database.
        endpoint_id: id of the endpoint, its auth and its AOR, 1 to 40 letters, digits and `_ . + -`. Default: the
            component's name.
        context: dialplan context of inbound calls, 1 to 40 letters, digits and `_ . + -`. Default
            `from-<endpoint_id>`.
        transport: name of a transport in pjsip.conf, up to 40 characters. Default `tls` where secure, else `udp`.
        codecs: out of `ulaw` and `alaw`, in order of preference. Default `ulaw`, `alaw`.
        qualify_frequency: seconds between OPTIONS requests, 0 for none, else 15 to 86400. Default 60.
        qualify_timeout: seconds to wait for an answer to OPTIONS. Asterisk's default 3.
        signalling_ranges: {label: IPv4 CIDR block} from which inbound calls are taken.
            Default: all of Twilio's, `trunkline.SIGNALLING_RANGES`.
        extensions: {exten: application}, such as {"+11234567890": "Goto(attendant,start,1)"}: rows of `context`
            for `switch => Realtime`. An exten is a number or a pattern: letters, digits and `_ . + * # ! [ ] -`.
            Default none: the dialplan is somebody else's.
        accountcode: of the call detail records, up to 80 characters. Default: the endpoint's id.
        language: of the sounds that a caller hears, such as `de`, up to 40 characters. Asterisk's default `en`.
        caller_id: `Name <+11234567890>`, of inbound calls whose own is not trusted, up to 40 characters. Asterisk's
            default none.
        trust_id_inbound: take the caller from P-Asserted-Identity. Asterisk's default False.
        send_pai: tell the caller in P-Asserted-Identity too. Asterisk's default False.
        from_user: user part of From in calls out, a number that Twilio takes as caller ID, up to 40 characters.
            Asterisk's default: the caller ID of the channel.
        dtmf_mode: `rfc4733` (default), `inband`, `info`, `auto` or `auto_info`.
        direct_media: have both ends exchange media without Asterisk. Default False: Twilio sends to one address.
        rewrite_contact: answer to the address that a request came from. Default False: Twilio's own is right.
        rtp_symmetric: send media to where it comes from, for an Asterisk behind NAT. Asterisk's default False.
        rtp_timeout: seconds without media after which a call is hung up, 0 for never. Asterisk's default 0.
        timers: session timers, `yes`, `no`, `required` or `forced`. Asterisk's default `yes`.
        t38_udptl: fax by T.38. Asterisk's default False.
        outbound_proxy: SIP URI, with `;lr`, of a proxy on the way to Twilio. Asterisk's default none.
        set_var: {variable: value}, set on each of the endpoint's channels; a name begins with a letter or `_`.
            Default none. SQLite holds one.
        endpoint_options: any other column of ps_endpoints, {column: value}, held against the connected schema.
            Default none.
        aor_options: the same for each AOR's row in ps_aors. Default none.
        auth_options: the same for the row in ps_auths. Default none.
        identify_options: the same for each row in ps_endpoint_id_ips. Default none.
        rows_as_found: {table: {row id: {column: value}}}, the endpoint's rows exactly so, without the password,
            instead of those that the other arguments derive. `trunkline import` writes it for an endpoint that was
            made by hand; without it the next preview shows what trunkline would have otherwise. Default none.
    """

    edges: Sequence[str] = ()
    auth_type: str = "userpass"
    endpoint_id: str | None = None
    context: str | None = None
    transport: str | None = None
    codecs: Sequence[str] = ("ulaw", "alaw")
    qualify_frequency: pulumi.Input[int] = 60
    qualify_timeout: pulumi.Input[float] | None = None
    signalling_ranges: Mapping[str, str] = Factory(lambda: SIGNALLING_RANGES)
    extensions: Mapping[str, str] = Factory(dict)
    accountcode: pulumi.Input[str] | None = None
    language: pulumi.Input[str] | None = None
    caller_id: pulumi.Input[str] | None = None
    trust_id_inbound: pulumi.Input[bool] | None = None
    send_pai: pulumi.Input[bool] | None = None
    from_user: pulumi.Input[str] | None = None
    dtmf_mode: pulumi.Input[str] = "rfc4733"
    direct_media: pulumi.Input[bool] = False
    rewrite_contact: pulumi.Input[bool] = False
    rtp_symmetric: pulumi.Input[bool] | None = None
    rtp_timeout: pulumi.Input[int] | None = None
    timers: pulumi.Input[str] | None = None
    t38_udptl: pulumi.Input[bool] | None = None
    outbound_proxy: pulumi.Input[str] | None = None
    set_var: Mapping[str, pulumi.Input[str]] = Factory(dict)
    endpoint_options: Mapping[str, pulumi.Input[Any]] = Factory(dict)
    aor_options: Mapping[str, pulumi.Input[Any]] = Factory(dict)
    auth_options: Mapping[str, pulumi.Input[Any]] = Factory(dict)
    identify_options: Mapping[str, pulumi.Input[Any]] = Factory(dict)
    rows_as_found: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None
