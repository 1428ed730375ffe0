"""Both sides of a trunk from one description."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import pulumi
from attrs import Factory, define

from trunkline.providers.dynamic import Endpoint

from .asterisk_endpoint_args import AsteriskEndpointArgs
from .endpoint_rows import EndpointRows
from .endpoint_settings import EndpointSettings
from .errors import InvalidArgs
from .known import combine
from .trunk_settings import OriginationUrl, TrunkSettings
from .twilio_trunk import TwilioTrunk, TwilioTrunkArgs

_HOST = re.compile(r"sip:(?:[^@]*@)?([^:;]+)")


@define(kw_only=True)
class SipTrunkArgs(TrunkSettings, EndpointSettings):
    """One description of a trunk; whatever the two sides must agree on is said once.

    And all that `TrunkSettings` says of Twilio's half, and `EndpointSettings` of Asterisk's.

    Source: https://www.twilio.com/docs/sip-trunking/api/trunk-resource

    Source: https://docs.asterisk.org/Asterisk_22_Documentation/API_Documentation/Module_Configuration/res_pjsip/

    Attributes:
        domain_name: the termination domain, `<label>.pstn.twilio.com`: a label of a-z, 0-9 and `-` up to 63
            characters, which no other account has. Becomes the trunk's domain and the host of Asterisk's contact.
        username: of the credential, 1 to 32 printable ASCII characters without space, double quote, backslash and
            `: ; < > @`. In Twilio's credential list and in ps_auths.
        password: at least 12 characters with upper case, lower case and a digit. Always treated as a secret.
            Default: generated once, and kept in the state as a secret.
        further_credentials: {username: password} of others who call through the trunk, by the same rules.
            `<username>-next` is kept for a change of the password. Default none.
        asterisk_addresses: up to 100 IPv4 addresses or CIDR blocks from which Asterisk calls out, for the IP access
            control list; or {address: friendly name of 1 to 255 characters}, which is "asterisk" where none is given.
        origination_urls: where Twilio sends inbound calls, up to 10. Default: one for each single address in
            `asterisk_addresses`, with `;transport=tls` where secure.
        shared_asterisk: other trunks' endpoints are on the same Asterisk. Then an inbound call is told from theirs by
            the host in the trunk's origination URLs, which no other trunk may use; each of them has to say it.
            Default False.

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

    username: pulumi.Input[str]
    password: pulumi.Input[str] | None = None
    further_credentials: Mapping[str, pulumi.Input[str]] = Factory(dict)
    asterisk_addresses: Sequence[str] | Mapping[str, str]
    origination_urls: Sequence[OriginationUrl] | None = None
    shared_asterisk: bool = False


class SipTrunk(TwilioTrunk):
    """A Twilio Elastic SIP trunk and the Asterisk endpoint that matches it.

    A new credential works at Twilio before the rows change, and the old one goes after they have.

    A preview refuses what it refuses of `TwilioTrunk` and of `AsteriskEndpoint`, in one line each.

    Raises:
        InvalidArgs: in the program, for what `TwilioTrunk` and `AsteriskEndpoint` say; a `username` that stands among
            `further_credentials` too; a `username` that is an Output without a `password`; `shared_asterisk` without
            an origination URL that is a plain text.

    Attributes:
        trunk: the `Trunk` at Twilio.
        credential_list: its `CredentialList`.
        ip_access_control_list: its `IpAccessControlList`.
        endpoint: the `Endpoint`, Asterisk's rows.
        trunk_sid: `TK` and 32 hex digits.
        termination_uri: the trunk's domain, where Asterisk sends its calls.
        username: of the credential with which Asterisk calls.
        origination_urls: the SIP URLs where Twilio sends inbound calls.
        phone_numbers: the trunk's numbers, E.164, those that were bought among them: valid caller IDs.
        endpoint_id: id of Asterisk's endpoint.
        dial_string: what `Dial()` takes, `PJSIP/${EXTEN}@<endpoint_id>`.
        signalling_ranges: {label: CIDR block} from which inbound calls are taken.
        password: the credential's, a secret; none of the other outputs is.
    """

    TYPE = "trunkline:index:SipTrunk"

    endpoint: Endpoint
    trunk_sid: pulumi.Output[str]
    termination_uri: pulumi.Output[str]
    username: pulumi.Output[str]
    origination_urls: pulumi.Output[Sequence[str]]
    endpoint_id: str
    dial_string: str
    signalling_ranges: Mapping[str, str]
    password: pulumi.Output[str]

    def __init__(self, name: str, args: SipTrunkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        urls = _default_urls(args) if args.origination_urls is None else args.origination_urls
        super().__init__(name, _twilio(args, urls), opts)
        self.password = pulumi.Output.secret(args.password or self._credentials[args.username])

        rows = EndpointRows(name, _asterisk(args, urls, self.password))
        self.endpoint = self._create_endpoint(name, rows)

        self.trunk_sid = self.trunk.id
        self.termination_uri = pulumi.Output.from_input(args.domain_name)
        self.username = pulumi.Output.from_input(args.username)
        self.origination_urls = pulumi.Output.all(*(url.sip_url for url in urls))
        self.endpoint_id = rows.endpoint_id
        self.dial_string = rows.dial_string
        self.signalling_ranges = args.signalling_ranges
        self.register_outputs(self.outputs())

    def outputs(self) -> dict[str, pulumi.Input[Any]]:
        """The outputs by name, but for the password: none of them is secret."""
        return {
            "trunk_sid": self.trunk_sid,
            "termination_uri": self.termination_uri,
            "username": self.username,
            "origination_urls": self.origination_urls,
            "phone_numbers": self.phone_numbers,
            "endpoint_id": self.endpoint_id,
            "dial_string": self.dial_string,
            "signalling_ranges": self.signalling_ranges,
        }

    def _create_endpoint(self, name: str, rows: EndpointRows) -> Endpoint:
        of_trunk = {
            "sealed": {"credential_list_sid": self.credential_list.id, "credentials": self._credentials},
            "unsealed": self.credential_list.unsealed,
            "friendly_name": self._friendly_name,
        }
        return Endpoint(
            f"{name}-endpoint",
            rows.inputs | of_trunk,
            pulumi.ResourceOptions(parent=self, depends_on=[self.ip_access_control_list, self.trunk]),
        )


def _twilio(args: SipTrunkArgs, urls: Sequence[OriginationUrl]) -> TwilioTrunkArgs:
    return TwilioTrunkArgs(
        **_stated(args, TrunkSettings),
        credentials=_credentials(args),
        ip_addresses=args.asterisk_addresses,
        origination_urls=urls,
        seal=False,
    )


def _asterisk(args: SipTrunkArgs, urls: Sequence[OriginationUrl], password: pulumi.Output[str]) -> AsteriskEndpointArgs:
    return AsteriskEndpointArgs(
        **_stated(args, EndpointSettings),
        domain_name=args.domain_name,
        username=args.username,
        password=password,
        secure=args.secure,
        request_hosts=_hosts(urls) if args.shared_asterisk else (),
        adopt=args.adopt,
    )


def _stated(args: SipTrunkArgs, kind: type[attrs.AttrsInstance]) -> dict[str, Any]:
    """The arguments that are of that kind too."""
    return {field.name: getattr(args, field.name) for field in attrs.fields(kind)}


def _credentials(args: SipTrunkArgs) -> Any:
    if isinstance(args.username, str) and args.username in args.further_credentials:
        raise InvalidArgs(f"further_credentials.{args.username}: this is the trunk's own username: say password")
    if args.password is None and not isinstance(args.username, str):
        raise InvalidArgs("password: none is generated for a username that is an output: state one")
    return combine(lambda known: {known: args.password, **args.further_credentials}, args.username)


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
