"""Dicts that a program can give instead of objects of arguments, with the same keys.

`make docs` makes this file from the classes of arguments. Change them, not this file.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi

from trunkline.model import asterisk, twilio
from trunkline.model.signalling import Edge
from trunkline.model.twilio import Capability, EmergencyStatus, NumberType

from .outputs import InputList, InputMap, Items

if TYPE_CHECKING:
    from .number_to_buy import NumberToBuy
    from .trunk_settings import OriginationUrl


class OriginationUrlDict(TypedDict):
    """Where Twilio sends inbound calls."""

    sip_url: pulumi.Input[str]
    """`sip:[user@]host[:port]`, with `;transport=udp|tcp|tls` (Twilio's default udp) and `;edge=<name>`, and with
    X-headers for the INVITE (`?X-Site=a`); not `sips:`. A trunk can have each URL only once."""
    priority: NotRequired[pulumi.Input[int]]
    """0 to 65535; Twilio calls the lowest first. Default 10."""
    weight: NotRequired[pulumi.Input[int]]
    """0 to 65535, the share of calls among URLs of one priority. Default 10."""
    enabled: NotRequired[pulumi.Input[bool]]
    """whether Twilio sends calls to it. Default True."""
    friendly_name: NotRequired[pulumi.Input[str]]
    """1 to 64 characters. Default `asterisk`."""


class NumberToBuyDict(TypedDict):
    """A number that is bought once, at Twilio's monthly price: `phone_number`, or the first result of a search."""

    name: str
    """the name of the resource. `<project>/<stack>/<name>`, up to 64 characters, is the number's friendly name. It
    cannot be an Output: the program needs the name of a resource."""
    phone_number: NotRequired[pulumi.Input[str] | None]
    """this exact number, E.164. Default none: the first result of the search."""
    country: NotRequired[pulumi.Input[str] | None]
    """the country of the search, ISO 3166, two capital letters. Default none; needed for a search."""
    area_code: NotRequired[pulumi.Input[str] | None]
    """an area code of the United States or Canada, `200` to `999`. Default: any."""
    contains: NotRequired[pulumi.Input[str] | None]
    """2 to 16 characters: digits or letters with `*` or `%` around them, `+` first means the beginning of the number,
    `$` last its end. Default: any."""
    number_type: NotRequired[pulumi.Input[NumberType] | None]
    """`local` (default), `mobile` or `toll-free`."""
    capabilities: NotRequired[InputList[Capability] | None]
    """features that the number must have: `voice`, `sms`, `mms`, `fax`. Default: `voice`."""
    address_sid: NotRequired[pulumi.Input[str] | None]
    """`AD` and 32 hex digits, an address, which many countries require. Default none."""
    identity_sid: NotRequired[pulumi.Input[str] | None]
    """`RI` and 32 hex digits, likewise. Default none."""
    bundle_sid: NotRequired[pulumi.Input[str] | None]
    """`BU` and 32 hex digits, a regulatory bundle, likewise. Default none."""
    emergency_address_sid: NotRequired[pulumi.Input[str] | None]
    """`AD` and 32 hex digits, for emergency calls. Default none."""
    emergency_status: NotRequired[pulumi.Input[EmergencyStatus] | None]
    """`Active` or `Inactive`. Default: Twilio's own."""
    release_on_delete: NotRequired[pulumi.Input[bool]]
    """release the number when it is no longer declared. Default False: the account keeps it."""
    adopt: NotRequired[pulumi.Input[bool]]
    """take over `phone_number` if the account owns it already. Default False."""


class TrunkSettingsDict(TypedDict):
    """The arguments that `SipTrunkArgs` and `TwilioTrunkArgs` share."""

    domain_name: pulumi.Input[str]
    """the termination domain, `<label>.pstn.twilio.com`: a label of a-z, 0-9 and `-` up to 63 characters, which no
    other account has, also with sub-domains, `berlin.<label>.pstn.twilio.com`. It can change in place."""
    password_generation: NotRequired[pulumi.Input[int]]
    """a number for generated passwords, 1 to 1000000. If you change it, trunkline makes new passwords and rotates to
    them. Default 1."""
    phone_numbers: NotRequired[InputList[str]]
    """E.164 numbers that the account owns. Default none. They are never released."""
    buy_numbers: NotRequired["Items[NumberToBuy | NumberToBuyDict]"]
    """numbers to buy. Default none. They are released only with `release_on_delete`."""
    secure: NotRequired[pulumi.Input[bool]]
    """only TLS and SRTP calls. Default True."""
    friendly_name: NotRequired[pulumi.Input[str] | None]
    """the name of the trunk and its lists, 1 to 64 characters. After an interruption, trunkline uses it to find what it
    created. Default `<project>/<stack>/<name>`."""
    credential_list_name: NotRequired[pulumi.Input[str] | None]
    """the name of the credential list, 1 to 64 characters. Default: `friendly_name`."""
    ip_access_control_list_name: NotRequired[pulumi.Input[str] | None]
    """the name of the IP access control list, 1 to 255 characters. Default: `friendly_name`."""
    recording_mode: NotRequired[pulumi.Input[twilio.RecordingMode]]
    """`do-not-record` (default), `record-from-ringing`, `record-from-answer`, `record-from-ringing-dual` or
    `record-from-answer-dual`."""
    recording_trim: NotRequired[pulumi.Input[twilio.RecordingTrim]]
    """`do-not-trim` (default) or `trim-silence`."""
    transfer_mode: NotRequired[pulumi.Input[twilio.TransferMode]]
    """transfer of calls by SIP REFER, `disable-all` (default), `enable-all` or `sip-only`."""
    transfer_caller_id: NotRequired[pulumi.Input[twilio.TransferCallerId]]
    """the caller that the target of a transfer sees, `from-transferee` (default) or `from-transferor`."""
    cnam_lookup_enabled: NotRequired[pulumi.Input[bool]]
    """look up the caller's name. Default False. Twilio charges for it."""
    disaster_recovery_url: NotRequired[pulumi.Input[str] | None]
    """http or https. If no origination URL answers, Twilio gets TwiML from it. Default none."""
    disaster_recovery_method: NotRequired[pulumi.Input[twilio.Method] | None]
    """the method of that request, `POST` or `GET`. Default none: Twilio's own, `POST`."""
    keep_domain: NotRequired[pulumi.Input[bool]]
    """if the stack is destroyed, leave the trunk at Twilio with only its domain, because the domain of a deleted trunk
    is blocked for up to 30 days. The next `up` takes it over. Default False."""
    adopt: NotRequired[pulumi.Input[bool]]
    """take over what exists on either side under these names: a trunk with this domain, lists with these names, numbers
    of another trunk, rows with these ids. A preview shows what will change. Default False: things that this stack has
    not made are refused."""


class EndpointSettingsDict(TypedDict):
    """The arguments that `SipTrunkArgs` and `AsteriskEndpointArgs` share."""

    edges: NotRequired[InputList[Edge]]
    """Twilio's edges for calls out, the best first, from `trunkline.EDGES`. Each gets an AOR `<endpoint_id>-<edge>`
    with the localized domain `<label>.pstn.<edge>.twilio.com`. If an edge stops answering OPTIONS, Asterisk uses the
    next. Default none: the domain itself, which leads to the United States."""
    auth_type: NotRequired[pulumi.Input[asterisk.AuthType]]
    """`userpass` (default), or `md5`: the database has only the digest of the password."""
    endpoint_id: NotRequired[pulumi.Input[str] | None]
    """id of the endpoint, its auth and its AOR, 1 to 40 letters, digits and `_ . + -`. Default: the component's name.
    With `rows_as_found`, any id up to 255 characters."""
    context: NotRequired[pulumi.Input[str] | None]
    """dialplan context of inbound calls, 1 to 40 letters, digits and `_ . + -`. Default `from-<endpoint_id>`."""
    transport: NotRequired[pulumi.Input[str] | None]
    """name of a transport in pjsip.conf, up to 40 characters. Default `tls` if secure, else `udp`."""
    codecs: NotRequired[InputList[asterisk.Codec]]
    """`ulaw`, `alaw` or both, in order of preference. Default `ulaw`, `alaw`."""
    qualify_frequency: NotRequired[pulumi.Input[int]]
    """seconds between OPTIONS requests, 0 for none, else 15 to 86400. Default 60."""
    qualify_timeout: NotRequired[pulumi.Input[float] | None]
    """seconds to wait for an answer to OPTIONS. Asterisk's default 3."""
    signalling_ranges: NotRequired[InputMap[str]]
    """{label: IPv4 CIDR block} from which Asterisk accepts inbound calls. Default: all of Twilio's,
    `trunkline.SIGNALLING_RANGES`."""
    account_sid: NotRequired[pulumi.Input[str] | None]
    """`AC` and 32 hex digits. Asterisk then accepts only calls of this Twilio account: their header X-Twilio-AccountSid
    identifies them, and the signalling ranges become the endpoint's ACL. Not together with host names that identify
    calls. Default none: every Twilio customer who knows your address can call in."""
    extensions: NotRequired[InputMap[str]]
    """{exten: application}, such as {"+11234567890": "Goto(attendant,start,1)"}: rows of `context` for `switch =>
    Realtime`. An exten is a number or a pattern: letters, digits and `_ . + * # ! [ ] -`. Default none: the dialplan is
    elsewhere."""
    accountcode: NotRequired[pulumi.Input[str] | None]
    """for the call detail records, up to 80 characters; an empty text for none. Default: the endpoint's id."""
    language: NotRequired[pulumi.Input[str] | None]
    """language of the sounds for the caller, such as `de`, up to 40 characters. Asterisk's default `en`."""
    caller_id: NotRequired[pulumi.Input[str] | None]
    """such as `Name <+11234567890>`, for inbound calls whose own caller ID is not trusted, up to 40 characters. A call
    out has the number of its own channel. Asterisk's default none."""
    trust_id_inbound: NotRequired[pulumi.Input[bool] | None]
    """use the caller in P-Asserted-Identity. Asterisk's default False."""
    send_pai: NotRequired[pulumi.Input[bool] | None]
    """send the caller in P-Asserted-Identity too. Asterisk's default False."""
    from_user: NotRequired[pulumi.Input[str] | None]
    """user part of From in calls out, a number that Twilio accepts as caller ID, up to 40 characters. Asterisk's
    default: the caller ID of the channel."""
    dtmf_mode: NotRequired[pulumi.Input[asterisk.DtmfMode]]
    """`rfc4733` (default), `inband`, `info`, `auto` or `auto_info`."""
    direct_media: NotRequired[pulumi.Input[bool]]
    """both ends exchange media without Asterisk. Default False: Twilio sends media to one address."""
    rewrite_contact: NotRequired[pulumi.Input[bool]]
    """send in-dialog requests to the source address. Default False: Twilio's Contact is correct."""
    rtp_symmetric: NotRequired[pulumi.Input[bool] | None]
    """send media to its source address, for an Asterisk behind NAT. Asterisk's default False."""
    rtp_timeout: NotRequired[pulumi.Input[int] | None]
    """seconds without media after which Asterisk ends a call, 0 for never. Asterisk's default 0."""
    timers: NotRequired[pulumi.Input[asterisk.Timers] | None]
    """session timers, `yes`, `no`, `required` or `forced`. Asterisk's default `yes`."""
    t38_udptl: NotRequired[pulumi.Input[bool] | None]
    """fax by T.38. Asterisk's default False."""
    outbound_proxy: NotRequired[pulumi.Input[str] | None]
    """SIP URI, with `;lr`, of a proxy on the way to Twilio. Asterisk's default none."""
    set_var: NotRequired[InputMap[str]]
    """{variable: value}, set on each of the endpoint's channels; a name begins with a letter or `_`. Default none.
    SQLite holds one."""
    endpoint_options: NotRequired[InputMap[Any]]
    """any other column of ps_endpoints, {column: value}. The preview checks the columns in your database. Default
    none."""
    aor_options: NotRequired[InputMap[Any]]
    """the same for each AOR's row in ps_aors. Default none."""
    auth_options: NotRequired[InputMap[Any]]
    """the same for the row in ps_auths. Default none."""
    identify_options: NotRequired[InputMap[Any]]
    """the same for each row in ps_endpoint_id_ips. Default none."""
    rows_as_found: NotRequired[InputMap[InputMap[InputMap[Any]]] | None]
    """{table: {row id: {column: value}}}: write exactly these rows, plus the password, and ignore the other endpoint
    arguments. `trunkline import` writes it for an endpoint that was made by hand. If you remove it, the next preview
    shows how trunkline would write the rows. Default none."""


class SipTrunkArgsDict(TrunkSettingsDict, EndpointSettingsDict):
    """One description of a trunk. What both sides share is set once."""

    authentication: NotRequired[twilio.Authentication]
    """what a call out needs: `credentials-and-addresses` (default), the credential and an address of
    `asterisk_addresses`; `credentials` only, for an Asterisk whose address changes; or `addresses` only."""
    username: pulumi.Input[str] | None
    """the username of the credential, 1 to 32 printable ASCII characters without space, double quote, backslash and `:
    ; < > @`. It is in Twilio's credential list and in ps_auths."""
    password: NotRequired[pulumi.Input[str] | None]
    """at least 12 characters with upper case, lower case and a digit. Always treated as a secret. Default: generated
    once, and kept in the state as a secret."""
    further_credentials: NotRequired[InputMap[str]]
    """{username: password} for other callers through the trunk, by the same rules; up to 999. `<username>-next` is
    reserved for a change of the password. Default none."""
    asterisk_addresses: InputList[str] | InputMap[str] | None
    """up to 100 IPv4 addresses or CIDR blocks from which Asterisk calls out, for the IP access control list; or
    {address: friendly name of 1 to 255 characters}. A list gives the name "asterisk"."""
    origination_urls: NotRequired["InputList[OriginationUrl | OriginationUrlDict] | None"]
    """where Twilio sends inbound calls, up to 10. Default: one for each single address in `asterisk_addresses`, with
    `;transport=tls` if secure."""
    shared_asterisk: NotRequired[pulumi.Input[bool]]
    """other trunks use the same Asterisk. Set this on every trunk of that Asterisk. Each needs its own host name in
    `origination_urls`, which identifies its inbound calls. Default False."""


class TwilioTrunkArgsDict(TrunkSettingsDict):
    """The trunk and its two lists, and all arguments of `TrunkSettings`."""

    authentication: NotRequired[twilio.Authentication]
    """what a call out needs: `credentials-and-addresses` (default), a credential of the one list and an address of the
    other; `credentials` only, for an Asterisk whose address changes; or `addresses` only."""
    credentials: pulumi.Input[Mapping[str, pulumi.Input[str] | None]] | None
    """{username: password}, up to 1000; usernames of 1 to 32 printable ASCII characters without space, double quote,
    backslash and `: ; < > @`, passwords of at least 12 characters with upper case, lower case and a digit. Always
    treated as secrets. A password that is None is generated once. `<username>-next` is reserved for a change of the
    password."""
    ip_addresses: InputList[str] | InputMap[str] | None
    """up to 100 IPv4 addresses or CIDR blocks that may call through the trunk; or {address: friendly name of 1 to 255
    characters}. A list gives the name "asterisk"."""
    origination_urls: NotRequired["InputList[OriginationUrl | OriginationUrlDict]"]
    """where Twilio sends inbound calls, up to 10. Default none: no inbound calls."""
    seal: NotRequired[bool]
    """remove credentials that are no longer declared. Default True. With False, `TwilioTrunk.seal` does it after the
    endpoints have changed."""


class AsteriskEndpointArgsDict(EndpointSettingsDict):
    """The trunk of the endpoint, its Asterisk, and all arguments of `EndpointSettings`."""

    authentication: NotRequired[twilio.Authentication]
    """the trunk's: with `addresses` it has no credentials, and the endpoint no auth. Default
    `credentials-and-addresses`."""
    domain_name: pulumi.Input[str]
    """the trunk's termination domain, host of the AOR's contact."""
    username: pulumi.Input[str] | None
    """of a credential of the trunk, 1 to 32 printable ASCII characters without space, double quote, backslash and `: ;
    < > @`; also the contact's user part."""
    password: pulumi.Input[str] | None
    """of that credential. Always treated as a secret."""
    secure: NotRequired[pulumi.Input[bool]]
    """SRTP by SDES, and a TLS transport. Default True, as the trunk's `secure`."""
    request_hosts: NotRequired[InputList[str]]
    """the host names in the origination URLs of this trunk. They identify its inbound calls, and the signalling ranges
    become the endpoint's ACL. Set it on every trunk of one Asterisk, or on none. Default none: every call from the
    ranges is this trunk's."""
    database_url: NotRequired[pulumi.Input[str] | None]
    """secret, the URL of this endpoint's own realtime database. Default: the stack's."""
    ami_host: NotRequired[pulumi.Input[str] | None]
    """host or host:port (5038 without a port) of the manager interface of the Asterisk on that database. It needs
    `database_url`. Default none: nothing waits for the contact."""
    ami_user: NotRequired[pulumi.Input[str] | None]
    """a user of its manager.conf, with `write = command,call`. Default none; needed with `ami_host`."""
    ami_secret: NotRequired[pulumi.Input[str] | None]
    """secret, the password of that user. Default none; needed with `ami_host`."""
    sealed: NotRequired[pulumi.Input[bool]]
    """a `TwilioTrunk.seal` after this endpoint completes a change of the password. Default False: a new password is
    written at once."""
    adopt: NotRequired[pulumi.Input[bool]]
    """take over rows with these ids. Default False: rows that this stack has not made are refused."""


class ProviderArgsDict(TypedDict):
    """The account and the database for the resources with this provider. It does not read the environment."""

    twilio_account_sid: NotRequired[pulumi.Input[str] | None]
    """`AC` and 32 hex digits. Default none: no account."""
    twilio_auth_token: NotRequired[pulumi.Input[str] | None]
    """secret, the account's auth token; not needed with an API key. Default none."""
    twilio_api_key: NotRequired[pulumi.Input[str] | None]
    """`SK` and 32 hex digits, used with `twilio_api_secret` instead of the auth token. Default none."""
    twilio_api_secret: NotRequired[pulumi.Input[str] | None]
    """secret, the secret of the API key. Default none."""
    twilio_region: NotRequired[pulumi.Input[str] | None]
    """the region of the account's data: `us1` (default), `au1`, `ie1` or `jp1`. The token must be from this region."""
    twilio_edge: NotRequired[pulumi.Input[str] | None]
    """the edge for requests to Twilio: `sydney` for au1, `dublin` for ie1, `tokyo` for jp1, and for us1 `ashburn`,
    `umatilla` or none. Default none."""
    twilio_url: NotRequired[pulumi.Input[str] | None]
    """another server of Twilio's API, such as the emulator's URL. Default: twilio.com."""
    database_url: NotRequired[pulumi.Input[str] | None]
    """secret, the URL of Asterisk's realtime database: `postgresql://user:password@host/name`,
    `mariadb://user:password@host/name` or `sqlite:////path`. A server's URL has to name user, host and database:
    `PGPASSWORD`, `~/.pgpass` and the like are not read. Default none: no database."""
    ami_host: NotRequired[pulumi.Input[str] | None]
    """host or host:port (5038 without a port) of the manager interface of the Asterisk on that database. Default none:
    nothing waits for contacts."""
    ami_user: NotRequired[pulumi.Input[str] | None]
    """a user of its manager.conf, with `write = command,call`. Default none; needed with `ami_host`."""
    ami_secret: NotRequired[pulumi.Input[str] | None]
    """secret, the password of that user. Default none; needed with `ami_host`."""
