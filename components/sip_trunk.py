"""Both sides of a trunk from one description."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, ClassVar

import attrs
import pulumi
from attrs import Factory, define

from trunkline.model import kinds, scalars, twilio
from trunkline.model.asterisk import IDENTIFIES
from trunkline.model.late import problems_in
from trunkline.model.path import Path, Problem, lines
from trunkline.model.twilio import MOST_CREDENTIALS, MOST_URLS
from trunkline.model.unknown import UNKNOWN, is_known
from trunkline.model.words import Words
from trunkline.providers import native
from trunkline.providers.dynamic import Endpoint

from . import origination
from .argument_dicts import OriginationUrlDict, SipTrunkArgsDict
from .asterisk_endpoint_args import AsteriskEndpointArgs
from .checks import (
    buys_once,
    derives_ids,
    encrypts,
    identifies_once,
    keeps_standbys,
    lists_once,
    names_numbers,
    sends_by_tls,
)
from .endpoint_rows import COLUMN_WORDS, EndpointRows
from .endpoint_settings import EndpointSettings
from .outputs import InputList, InputMap, lift, of_resources
from .preview_warnings import has_numbers, of_endpoint, takes_calls
from .trunk_settings import ORIGINATION_URLS, OriginationUrl, TrunkSettings
from .twilio_trunk import ADDRESSES, TwilioTrunk, TwilioTrunkArgs

FURTHER_CREDENTIALS = kinds.MapOf(scalars.USERNAME, scalars.PASSWORD, most=MOST_CREDENTIALS - 1)


def _agree(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    username, further = given["username"], given["further_credentials"]
    if is_known(further):
        if username in further:
            text = f"{username!r} is the trunk's own username: set {path.written('password')}"
            yield Problem(path.field("further_credentials").key(username), text)
        yield from keeps_standbys("further_credentials", [username, *further], path)
    if given["password"] is None and username is UNKNOWN:
        yield Problem(path.field("password"), "missing, and none is generated for a username that is an Output: set it")
    yield from lists_once("asterisk_addresses", given["asterisk_addresses"], path)
    urls = _urls(given)
    yield from sends_by_tls(urls, given, path)
    if given["origination_urls"] is None and is_known(urls) and len(urls) > MOST_URLS:
        text = f"missing, and its default has {len(urls)} URLs, one for each address: set at most {MOST_URLS}"
        yield Problem(path.field("origination_urls"), text)
    if given["shared_asterisk"] is True and is_known(urls) and not urls:
        yield Problem(
            path.field("origination_urls"), "no URL is set, but its host identifies the trunk's calls: add one"
        )


def _warn(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    urls = _urls(given)
    yield from takes_calls(urls, given, path)
    yield from of_endpoint(urls, given, path)


def _urls(given: Mapping[str, Any]) -> Any:
    """The known origination URLs."""
    addresses = given["asterisk_addresses"] or ()
    if given["origination_urls"] is not None:
        return given["origination_urls"]
    if not is_known(addresses) or UNKNOWN in addresses:
        return UNKNOWN
    return origination.of_addresses(addresses, given["secure"] is not False)


@define(kw_only=True)
class SipTrunkArgs(TrunkSettings, EndpointSettings):
    """One description of a trunk. What both sides share is set once.

    It also has all arguments of `TrunkSettings` (Twilio's side) and `EndpointSettings` (Asterisk's side).

    Source: https://www.twilio.com/docs/sip-trunking/api/trunk-resource

    Source: https://docs.asterisk.org/Asterisk_22_Documentation/API_Documentation/Module_Configuration/res_pjsip/

    Attributes:
        domain_name: the termination domain, `<label>.pstn.twilio.com`: a label of a-z, 0-9 and `-` up to 63
            characters, which no other account has, also with sub-domains, `berlin.<label>.pstn.twilio.com`.
            It is the trunk's domain and the host of Asterisk's contact.
        authentication: what a call out needs: `credentials-and-addresses` (default), the credential and an address
            of `asterisk_addresses`; `credentials` only, for an Asterisk whose address changes; or `addresses` only.
        username: the username of the credential, 1 to 32 printable ASCII characters without space, double quote,
            backslash and `: ; < > @`. It is in Twilio's credential list and in ps_auths.
        password: at least 12 characters with upper case, lower case and a digit. Always treated as a secret.
            Default: generated once, and kept in the state as a secret.
        further_credentials: {username: password} for other callers through the trunk, by the same rules; up to 999.
            `<username>-next` is reserved for a change of the password. Default none.
        asterisk_addresses: up to 100 IPv4 addresses or CIDR blocks from which Asterisk calls out, for the IP access
            control list; or {address: friendly name of 1 to 255 characters}. A list gives the name "asterisk".
        origination_urls: where Twilio sends inbound calls, up to 10. Default: one for each single address in
            `asterisk_addresses`, with `;transport=tls` if secure.
        shared_asterisk: other trunks use the same Asterisk. Set this on every trunk of that Asterisk. Each needs its
            own host name in `origination_urls`, which identifies its inbound calls. Default False.

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

    CHECKS = (derives_ids, encrypts, names_numbers, buys_once, identifies_once, _agree)
    WARNINGS = (_warn,)
    NEEDED = frozenset({"username", "asterisk_addresses"})
    EXCLUDES: ClassVar = {
        "authentication": {
            "credentials": ("asterisk_addresses", "ip_access_control_list_name"),
            "addresses": (
                *("username", "password", "password_generation", "further_credentials", "credential_list_name"),
                *("auth_type", "auth_options"),
            ),
        }
    }

    authentication: Annotated[twilio.Authentication, twilio.AUTHENTICATION] = "credentials-and-addresses"
    username: Annotated[pulumi.Input[str] | None, scalars.USERNAME]
    password: Annotated[pulumi.Input[str] | None, scalars.PASSWORD] = None
    further_credentials: Annotated[InputMap[str], FURTHER_CREDENTIALS] = Factory(dict)
    asterisk_addresses: Annotated[InputList[str] | InputMap[str] | None, ADDRESSES]
    origination_urls: Annotated[InputList[OriginationUrl | OriginationUrlDict] | None, ORIGINATION_URLS] = None
    shared_asterisk: Annotated[pulumi.Input[bool], scalars.FLAG] = False


class SipTrunk(TwilioTrunk):
    """A Twilio Elastic SIP trunk and the Asterisk endpoint that matches it.

    When the password changes, Twilio accepts the new one before the rows change, and the old one until after that.

    A preview checks all that it checks for `TwilioTrunk` and `AsteriskEndpoint`. It also warns, in the words of
    `trunkline doctor`, of what the doctor will find: an address that the Internet does not route, numbers without an
    enabled origination URL, signalling ranges that are not Twilio's or not all of Twilio's, an extension for another
    number, `rows_as_found` that do not fit, and the like.

    Raises:
        InvalidArgs: the program stops for the same problems as with `TwilioTrunk` and `AsteriskEndpoint`; a `username`
            that is in `further_credentials` too; a `username` that is an Output, without a `password`;
            `shared_asterisk` without an origination URL that is a plain text.

    Attributes:
        trunk: the `Trunk` at Twilio.
        credential_list: its `CredentialList`; None if `authentication` is `addresses`.
        ip_access_control_list: its `IpAccessControlList`; None if `authentication` is `credentials`.
        endpoint: the `Endpoint`, Asterisk's rows.
        trunk_sid: `TK` and 32 hex digits.
        termination_uri: the trunk's domain, where Asterisk sends its calls.
        username: the username of the credential with which Asterisk calls; None if `authentication` is `addresses`.
        origination_urls: the SIP URLs where Twilio sends inbound calls.
        phone_numbers: the trunk's numbers, E.164, also the bought ones: valid caller IDs.
        endpoint_id: id of Asterisk's endpoint.
        dial_string: the argument of `Dial()`, `PJSIP/${EXTEN}@<endpoint_id>`.
        signalling_ranges: {label: CIDR block} from which Asterisk accepts inbound calls.
        password: the password of the credential, a secret, or None. No other output is secret.
    """

    TYPE = "trunkline:index:SipTrunk"

    endpoint: Endpoint
    trunk_sid: pulumi.Output[str]
    termination_uri: pulumi.Output[str]
    username: pulumi.Output[str | None]
    origination_urls: pulumi.Output[Sequence[str]]
    endpoint_id: pulumi.Output[str]
    dial_string: pulumi.Output[str]
    signalling_ranges: pulumi.Output[Mapping[str, str]]
    password: pulumi.Output[str | None]

    def __init__(
        self, name: str, args: SipTrunkArgs | SipTrunkArgsDict, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = SipTrunkArgs.of(args, name)
        words = Words(args.path)
        urls = args.origination_urls
        if urls is None:
            urls = origination.of_addresses(args.asterisk_addresses or (), args.secure)
        self._build(name, _twilio(args, urls), _twilio_words(words, args.username), args.late_problems(name), opts)
        if isinstance(args.extensions, Mapping):
            self.phone_numbers.apply(partial(_warn_of_extensions, name, args))
        password: Any = args.password
        if password is None and self._credentials is not None:
            password = self._credentials[args.username]
        self.password = pulumi.Output.secret(password)

        rows = EndpointRows(name, _asterisk(args, urls, None if self._credentials is None else self.password))
        self.endpoint = self._create_endpoint(name, rows, words)

        self.trunk_sid = self.trunk.id
        made = self.trunk, self.endpoint
        self.termination_uri = of_resources(args.domain_name, *made)
        self.username = of_resources(args.username, *made)
        self.origination_urls = of_resources(origination.sip_urls(urls), *made)
        self.endpoint_id = of_resources(rows.endpoint_id, *made)
        self.dial_string = of_resources(rows.dial_string, *made)
        self.signalling_ranges = of_resources(args.signalling_ranges, *made)
        self.register_outputs({native.written(name): value for name, value in self.outputs().items()})

    def outputs(self) -> dict[str, pulumi.Output[Any]]:
        """The outputs by name, except the password. None of them is secret."""
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

    def _create_endpoint(self, name: str, rows: EndpointRows, words: Words) -> Endpoint:
        of_trunk: dict[str, Any] = {"friendly_name": self._friendly_name}
        if self.credential_list:
            of_trunk["sealed"] = {"credential_list_sid": self.credential_list.id, "credentials": self._credentials}
            of_trunk["unsealed"] = self.credential_list.unsealed
        before = filter(None, (self.ip_access_control_list, self.trunk))
        return Endpoint(
            f"{name}-endpoint",
            {**rows.inputs, "adopt": self._args.adopt, **of_trunk},
            pulumi.ResourceOptions(parent=self, depends_on=[*before]),
            words.where(**COLUMN_WORDS | {f"{IDENTIFIES}.match_request_uri": "origination_urls"}),
        )


def _twilio(args: SipTrunkArgs, urls: Any) -> TwilioTrunkArgs:
    return TwilioTrunkArgs(
        **_shared(args, TrunkSettings),
        authentication=args.authentication,
        credentials=None if args.username is None else _credentials(args),
        ip_addresses=args.asterisk_addresses,
        origination_urls=urls,
        seal=False,
    )


def _twilio_words(words: Words, username: pulumi.Input[str] | None) -> Words:
    own = {f"credentials.{username}": "password"} if isinstance(username, str) else {}
    return words.where(ip_addresses="asterisk_addresses", credentials="further_credentials", **own)


def _asterisk(args: SipTrunkArgs, urls: Any, password: pulumi.Output[Any] | None) -> AsteriskEndpointArgs:
    hosts = origination.hosts(urls) if args.shared_asterisk is not False else ()
    return AsteriskEndpointArgs(
        **_shared(args, EndpointSettings),
        authentication=args.authentication,
        domain_name=args.domain_name,
        username=args.username,
        password=password,
        secure=args.secure,
        request_hosts=lift(lambda shared, known: known if shared else (), args.shared_asterisk, hosts),
        adopt=args.adopt,
    )


def _shared(args: SipTrunkArgs, kind: type[attrs.AttrsInstance]) -> dict[str, Any]:
    """The arguments that `kind` has too."""
    return {each.name: getattr(args, each.name) for each in attrs.fields(kind) if each.init}


def _credentials(args: SipTrunkArgs) -> Any:
    return lift(lambda own, further: {own: args.password, **further}, args.username, args.further_credentials)


def _warn_of_extensions(name: str, args: SipTrunkArgs, numbers: Sequence[str]) -> None:
    """Once all numbers are known: which number a search has bought is known in the `up`."""
    if problems_in(numbers):
        return
    for warning in lines(name, has_numbers(args.extensions, numbers, args.path)):
        pulumi.log.warn(warning)
