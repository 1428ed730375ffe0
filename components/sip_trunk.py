"""Both sides of a trunk from one description."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from attrs import Factory, define

from .asterisk_endpoint import AsteriskEndpoint, AsteriskEndpointArgs
from .errors import InvalidArgs
from .signalling import SIGNALLING_RANGES
from .twilio_trunk import OriginationUrl, TwilioTrunk, TwilioTrunkArgs

_HOST = re.compile(r"sip:(?:[^@]*@)?([^:;]+)")


@define(kw_only=True)
class SipTrunkArgs:
    """One description of a trunk; whatever the two sides must agree on is said once.

    Attributes:
        domain_name: the termination domain, `<label>.pstn.twilio.com`.
            Becomes the trunk's domain and the host of Asterisk's contact.
        username: of the credential, up to 32 characters. In Twilio's credential list and in ps_auths.
        password: at least 12 characters with upper case, lower case and a digit. Always treated as a secret.
        asterisk_addresses: IPv4 addresses or CIDR blocks from which Asterisk calls out, for the IP access
            control list.
        origination_urls: where Twilio sends inbound calls, up to 10. Default: one for each single address in
            `asterisk_addresses`, with `;transport=tls` where secure.
        phone_numbers: E.164 numbers that the account owns. Default none. They are never bought or released.
        secure: only TLS and SRTP, on both sides. Default True.
        endpoint_id: id of Asterisk's endpoint, auth and AOR, up to 40 characters. Default: the component's name.
        context: dialplan context of inbound calls. Default `from-<endpoint_id>`.
        transport: name of a transport in pjsip.conf. Default `tls` where secure, else `udp`.
        codecs: out of `ulaw` and `alaw`, in order of preference. Default both.
        qualify_frequency: seconds between Asterisk's OPTIONS requests, 0 for none. Default 60.
        signalling_ranges: {label: IPv4 CIDR block} from which Asterisk takes inbound calls.
            Default: all of Twilio's, `trunkline.SIGNALLING_RANGES`.
        shared_asterisk: other trunks' endpoints are on the same Asterisk. Then an inbound call is told from theirs by
            the host in the trunk's origination URLs, which no other trunk may use; each of them has to say it.
            Default False.
        extensions: {exten: application}, such as {"+11234567890": "Goto(attendant,start,1)"}: dialplan rows of
            `context`, for `switch => Realtime`. Default none.
        endpoint_options: further columns of ps_endpoints, {column: value}. Default none.
        friendly_name: of the trunk and its lists at Twilio, up to 64 characters.
            Default `<project>/<stack>/<name>`.
        recording_mode: `do-not-record` (default), `record-from-ringing`, `record-from-answer`,
            `record-from-ringing-dual` or `record-from-answer-dual`.
        recording_trim: `do-not-trim` (default) or `trim-silence`.
        transfer_mode: `disable-all` (default), `enable-all` or `sip-only`.
        cnam_lookup_enabled: look up the caller's name. Default False. Twilio charges for it.
        adopt: take over what exists on either side under these names. Default False: it is refused.

    Example:
        ```python
        SipTrunk(
            "twilio",
            SipTrunkArgs(
                domain_name="grable.pstn.twilio.com",
                username="grable",
                password=config.require_secret("password"),
                asterisk_addresses=["206.189.160.179"],
                phone_numbers=["+11234567890"],
            ),
        )
        ```
    """

    domain_name: pulumi.Input[str]
    username: pulumi.Input[str]
    password: pulumi.Input[str]
    asterisk_addresses: Sequence[str]
    origination_urls: Sequence[OriginationUrl] | None = None
    phone_numbers: Sequence[pulumi.Input[str]] = ()
    secure: bool = True
    endpoint_id: str | None = None
    context: str | None = None
    transport: str | None = None
    codecs: Sequence[str] = ("ulaw", "alaw")
    qualify_frequency: pulumi.Input[int] = 60
    signalling_ranges: Mapping[str, str] = Factory(lambda: SIGNALLING_RANGES)
    shared_asterisk: bool = False
    extensions: Mapping[str, str] = Factory(dict)
    endpoint_options: Mapping[str, pulumi.Input[Any]] = Factory(dict)
    friendly_name: str | None = None
    recording_mode: pulumi.Input[str] = "do-not-record"
    recording_trim: pulumi.Input[str] = "do-not-trim"
    transfer_mode: pulumi.Input[str] = "disable-all"
    cnam_lookup_enabled: pulumi.Input[bool] = False
    adopt: bool = False


class SipTrunk(pulumi.ComponentResource):
    """A Twilio Elastic SIP trunk and the Asterisk endpoint that matches it.

    A new credential works at Twilio before the rows change, and the old one goes after they have.

    Attributes:
        trunk_sid: `TK` and 32 hex digits.
        termination_uri: the trunk's domain, where Asterisk sends its calls.
        origination_urls: the SIP URLs where Twilio sends inbound calls.
        phone_numbers: the trunk's numbers, E.164: valid caller IDs.
        endpoint_id: id of Asterisk's endpoint.
        dial_string: what `Dial()` takes, `PJSIP/${EXTEN}@<endpoint_id>`.
        signalling_ranges: {label: CIDR block} from which inbound calls are taken.
        twilio: the `TwilioTrunk`.
        asterisk: the `AsteriskEndpoint`.
    """

    trunk_sid: pulumi.Output[str]
    termination_uri: pulumi.Output[str]
    origination_urls: pulumi.Output[Sequence[str]]
    phone_numbers: pulumi.Output[Sequence[str]]
    endpoint_id: str
    dial_string: str
    signalling_ranges: Mapping[str, str]
    twilio: TwilioTrunk
    asterisk: AsteriskEndpoint

    def __init__(self, name: str, args: SipTrunkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("trunkline:index:SipTrunk", name, None, opts)
        origination_urls = _default_urls(args) if args.origination_urls is None else args.origination_urls

        self.twilio = self._create_twilio_trunk(name, args, origination_urls)
        self.asterisk = self._create_asterisk_endpoint(name, args, origination_urls)
        self.twilio.seal(after=[self.asterisk], auth_id=self.asterisk.endpoint_id)

        self.trunk_sid = self.twilio.trunk.id
        self.termination_uri = pulumi.Output.from_input(args.domain_name)
        self.origination_urls = pulumi.Output.all(*(url.sip_url for url in origination_urls))
        self.phone_numbers = pulumi.Output.all(*args.phone_numbers)
        self.endpoint_id = self.asterisk.endpoint_id
        self.dial_string = self.asterisk.dial_string
        self.signalling_ranges = args.signalling_ranges
        self.register_outputs(self.outputs())

    def outputs(self) -> dict[str, pulumi.Input[Any]]:
        """The outputs by name; none of them is secret."""
        return {
            "trunk_sid": self.trunk_sid,
            "termination_uri": self.termination_uri,
            "origination_urls": self.origination_urls,
            "phone_numbers": self.phone_numbers,
            "endpoint_id": self.endpoint_id,
            "dial_string": self.dial_string,
            "signalling_ranges": self.signalling_ranges,
        }

    def _create_twilio_trunk(
        self, name: str, args: SipTrunkArgs, origination_urls: Sequence[OriginationUrl]
    ) -> TwilioTrunk:
        return TwilioTrunk(
            name,
            TwilioTrunkArgs(
                domain_name=args.domain_name,
                credentials=_credentials(args),
                ip_addresses=args.asterisk_addresses,
                origination_urls=origination_urls,
                phone_numbers=args.phone_numbers,
                secure=args.secure,
                friendly_name=args.friendly_name,
                recording_mode=args.recording_mode,
                recording_trim=args.recording_trim,
                transfer_mode=args.transfer_mode,
                cnam_lookup_enabled=args.cnam_lookup_enabled,
                adopt=args.adopt,
                seal=False,
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _create_asterisk_endpoint(
        self, name: str, args: SipTrunkArgs, origination_urls: Sequence[OriginationUrl]
    ) -> AsteriskEndpoint:
        return AsteriskEndpoint(
            name,
            AsteriskEndpointArgs(
                domain_name=args.domain_name,
                username=args.username,
                password=args.password,
                endpoint_id=args.endpoint_id,
                context=args.context,
                secure=args.secure,
                transport=args.transport,
                codecs=args.codecs,
                qualify_frequency=args.qualify_frequency,
                signalling_ranges=args.signalling_ranges,
                request_hosts=_hosts(origination_urls) if args.shared_asterisk else (),
                extensions=args.extensions,
                options=args.endpoint_options,
                sealed=True,
                adopt=args.adopt,
            ),
            pulumi.ResourceOptions(
                parent=self,
                depends_on=[
                    self.twilio.credential_list,
                    self.twilio.ip_access_control_list,
                    self.twilio.trunk,
                ],
            ),
        )


def _credentials(args: SipTrunkArgs) -> pulumi.Input[Mapping[str, pulumi.Input[str]]]:
    if isinstance(args.username, str):
        return {args.username: args.password}
    return pulumi.Output.all(args.username).apply(lambda usernames: {usernames[0]: args.password})


def _default_urls(args: SipTrunkArgs) -> list[OriginationUrl]:
    suffix = ";transport=tls" if args.secure else ""
    return [
        OriginationUrl(sip_url=f"sip:{address}{suffix}") for address in args.asterisk_addresses if "/" not in address
    ]


def _hosts(urls: Sequence[OriginationUrl]) -> list[str]:
    """The host names in the origination URLs, without ports and parameters."""
    found = [_HOST.match(url.sip_url) for url in urls if isinstance(url.sip_url, str)]
    hosts = sorted({match[1] for match in found if match})
    if not hosts:
        raise InvalidArgs("shared_asterisk: no origination URL is known: state origination_urls as plain texts")
    return hosts
