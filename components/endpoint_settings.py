"""The settings of an endpoint in Asterisk, except its trunk."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import pulumi
from attrs import Factory, define

from trunkline.model import asterisk, kinds, scalars
from trunkline.model.path import Problem
from trunkline.model.signalling import SIGNALLING_RANGES, Edge

from .arguments import Arguments, default_problems
from .outputs import InputList, InputMap, has_late


@define(kw_only=True, slots=False)
class EndpointSettings(Arguments):
    """The arguments that `SipTrunkArgs` and `AsteriskEndpointArgs` share.

    The names are those of Asterisk's PJSIP options (res_pjsip). The defaults are right for a Twilio trunk.

    With None, the column stays NULL, so Asterisk uses its own default. The lengths below are those of Asterisk 22; your
    database's columns decide.

    Source: https://docs.asterisk.org/Asterisk_22_Documentation/API_Documentation/Module_Configuration/res_pjsip/

    Attributes:
        edges: Twilio's edges for calls out, the best first, from `trunkline.EDGES`. Each gets an AOR
            `<endpoint_id>-<edge>` with the localized domain `<label>.pstn.<edge>.twilio.com`. If an edge stops
            answering OPTIONS, Asterisk uses the next. Default none: the domain itself, which leads to the United
            States.
        auth_type: `userpass` (default), or `md5`: the database has only the digest of the password.
        endpoint_id: id of the endpoint, its auth and its AOR, 1 to 40 letters, digits and `_ . + -`. Default: the
            component's name. With `rows_as_found`, any id up to 255 characters.
        context: dialplan context of inbound calls, 1 to 40 letters, digits and `_ . + -`. Default
            `from-<endpoint_id>`.
        transport: name of a transport in pjsip.conf, up to 40 characters. Default `tls` if secure, else `udp`.
        codecs: `ulaw`, `alaw` or both, in order of preference. Default `ulaw`, `alaw`.
        qualify_frequency: seconds between OPTIONS requests, 0 for none, else 15 to 86400. Default 60.
        qualify_timeout: seconds to wait for an answer to OPTIONS. Asterisk's default 3.
        signalling_ranges: {label: IPv4 CIDR block} from which Asterisk accepts inbound calls.
            Default: all of Twilio's, `trunkline.SIGNALLING_RANGES`.
        account_sid: `AC` and 32 hex digits. Asterisk then accepts only calls of this Twilio account: their header
            X-Twilio-AccountSid identifies them, and the signalling ranges become the endpoint's ACL. Not together with
            host names that identify calls. Default none: every Twilio customer who knows your address can call in.
        extensions: {exten: application}, such as {"+11234567890": "Goto(attendant,start,1)"}: rows of `context`
            for `switch => Realtime`. An exten is a number or a pattern: letters, digits and `_ . + * # ! [ ] -`.
            Default none: the dialplan is elsewhere.
        accountcode: for the call detail records, up to 80 characters; an empty text for none. Default: the endpoint's
            id.
        language: language of the sounds for the caller, such as `de`, up to 40 characters. Asterisk's default `en`.
        caller_id: such as `Name <+11234567890>`, for inbound calls whose own caller ID is not trusted, up to 40
            characters. A call out has the number of its own channel. Asterisk's default none.
        trust_id_inbound: use the caller in P-Asserted-Identity. Asterisk's default False.
        send_pai: send the caller in P-Asserted-Identity too. Asterisk's default False.
        from_user: user part of From in calls out, a number that Twilio accepts as caller ID, up to 40 characters.
            Asterisk's default: the caller ID of the channel.
        dtmf_mode: `rfc4733` (default), `inband`, `info`, `auto` or `auto_info`.
        direct_media: both ends exchange media without Asterisk. Default False: Twilio sends media to one address.
        rewrite_contact: send in-dialog requests to the source address. Default False: Twilio's Contact is correct.
        rtp_symmetric: send media to its source address, for an Asterisk behind NAT. Asterisk's default False.
        rtp_timeout: seconds without media after which Asterisk ends a call, 0 for never. Asterisk's default 0.
        timers: session timers, `yes`, `no`, `required` or `forced`. Asterisk's default `yes`.
        t38_udptl: fax by T.38. Asterisk's default False.
        outbound_proxy: SIP URI, with `;lr`, of a proxy on the way to Twilio. Asterisk's default none.
        set_var: {variable: value}, set on each of the endpoint's channels; a name begins with a letter or `_`.
            Default none. SQLite holds one.
        endpoint_options: any other column of ps_endpoints, {column: value}. The preview checks the columns in your
            database. Default none.
        aor_options: the same for each AOR's row in ps_aors. Default none.
        auth_options: the same for the row in ps_auths. Default none.
        identify_options: the same for each row in ps_endpoint_id_ips. Default none.
        rows_as_found: {table: {row id: {column: value}}}: write exactly these rows, plus the password, and ignore the
            other endpoint arguments. `trunkline import` writes it for an endpoint that was made by hand. If you remove
            it, the next preview shows how trunkline would write the rows. Default none.
    """

    edges: Annotated[InputList[Edge], scalars.list_of(scalars.choice(Edge))] = ()
    auth_type: Annotated[pulumi.Input[asterisk.AuthType], scalars.choice(asterisk.AuthType)] = "userpass"
    endpoint_id: Annotated[pulumi.Input[str] | None, asterisk.ANY_ID] = None
    context: Annotated[pulumi.Input[str] | None, asterisk.ID] = None
    transport: Annotated[pulumi.Input[str] | None, scalars.text(40)] = None
    codecs: Annotated[InputList[asterisk.Codec], scalars.list_of(asterisk.CODEC, least=1)] = ("ulaw", "alaw")
    qualify_frequency: Annotated[pulumi.Input[int], asterisk.QUALIFY_FREQUENCY] = 60
    qualify_timeout: Annotated[pulumi.Input[float] | None, asterisk.SECONDS] = None
    signalling_ranges: Annotated[InputMap[str], asterisk.SIGNALLING] = Factory(lambda: SIGNALLING_RANGES)
    account_sid: Annotated[pulumi.Input[str] | None, asterisk.ACCOUNT_SID] = None
    extensions: Annotated[InputMap[str], kinds.MapOf(asterisk.EXTEN, asterisk.APPLICATION)] = Factory(dict)
    accountcode: Annotated[pulumi.Input[str] | None, scalars.TEXT] = None
    language: Annotated[pulumi.Input[str] | None, scalars.SETTING] = None
    caller_id: Annotated[pulumi.Input[str] | None, scalars.SETTING] = None
    trust_id_inbound: Annotated[pulumi.Input[bool] | None, scalars.FLAG] = None
    send_pai: Annotated[pulumi.Input[bool] | None, scalars.FLAG] = None
    from_user: Annotated[pulumi.Input[str] | None, asterisk.CALLER_ID] = None
    dtmf_mode: Annotated[pulumi.Input[asterisk.DtmfMode], asterisk.DTMF_MODE] = "rfc4733"
    direct_media: Annotated[pulumi.Input[bool], scalars.FLAG] = False
    rewrite_contact: Annotated[pulumi.Input[bool], scalars.FLAG] = False
    rtp_symmetric: Annotated[pulumi.Input[bool] | None, scalars.FLAG] = None
    rtp_timeout: Annotated[pulumi.Input[int] | None, asterisk.WHOLE_SECONDS] = None
    timers: Annotated[pulumi.Input[asterisk.Timers] | None, scalars.choice(asterisk.Timers)] = None
    t38_udptl: Annotated[pulumi.Input[bool] | None, scalars.FLAG] = None
    outbound_proxy: Annotated[pulumi.Input[str] | None, asterisk.OUTBOUND_PROXY] = None
    set_var: Annotated[InputMap[str], kinds.MapOf(asterisk.VARIABLE, scalars.TEXT)] = Factory(dict)
    endpoint_options: Annotated[InputMap[Any], asterisk.Options("ps_endpoints")] = Factory(dict)
    aor_options: Annotated[InputMap[Any], asterisk.Options("ps_aors")] = Factory(dict)
    auth_options: Annotated[InputMap[Any], asterisk.Options("ps_auths")] = Factory(dict)
    identify_options: Annotated[InputMap[Any], asterisk.Options("ps_endpoint_id_ips")] = Factory(dict)
    rows_as_found: Annotated[InputMap[InputMap[InputMap[Any]]] | None, asterisk.ROWS] = None

    def derived_problems(self, name: str) -> Iterator[Problem]:
        """The problems of ids that derive from the component's name."""
        yield from super().derived_problems(name)
        rows, id_ = self.rows_as_found, self.endpoint_id or name
        if rows is None and self.endpoint_id is None:
            yield from default_problems(self.path, "endpoint_id", asterisk.ID, name)
        if rows is None and self.context is None and isinstance(id_, str):
            yield from default_problems(self.path, "context", asterisk.ID, f"from-{id_}")
        if isinstance(rows, Mapping) and isinstance(id_, str) and not has_late(rows) and id_ not in _endpoints(rows):
            yield Problem(self.path.field("rows_as_found"), f"no row {id_!r} in ps_endpoints: add the endpoint's row")


def _endpoints(rows: Any) -> Any:
    return rows.get(asterisk.ENDPOINTS) or {}
