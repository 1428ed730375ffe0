"""Twilio's half: the trunk, who may call through it, and where it sends inbound calls."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import attrs
import pulumi
from attrs import define

from trunkline.providers import rules
from trunkline.providers.dynamic import (
    CredentialList,
    CredentialListSeal,
    GeneratedPassword,
    IpAccessControlList,
    PhoneNumber,
    Trunk,
)
from trunkline.providers.short_stack import short_stack

from . import credentials
from .asterisk_endpoint import AsteriskEndpoint
from .errors import InvalidArgs
from .known import combine
from .number_to_buy import NumberToBuy
from .trunk_settings import OriginationUrl, TrunkSettings

_AS_STATED = (
    "domain_name",
    "secure",
    "transfer_mode",
    "transfer_caller_id",
    "cnam_lookup_enabled",
    "disaster_recovery_url",
    "disaster_recovery_method",
    "keep_domain",
    "adopt",
)


@define(kw_only=True)
class TwilioTrunkArgs(TrunkSettings):
    """What the trunk and its two lists are to be; and all that `TrunkSettings` says.

    Twilio asks a caller for both, an address in the one list and a credential in the other.

    Source: https://www.twilio.com/docs/sip-trunking/api/trunk-resource

    Source: https://www.twilio.com/docs/voice/sip/api/sip-credentiallist-resource

    Source: https://www.twilio.com/docs/voice/sip/api/sip-ipaccesscontrollist-resource

    Attributes:
        credentials: {username: password}, up to 1000; usernames of 1 to 32 printable ASCII characters without space,
            double quote, backslash and `: ; < > @`, passwords of at least 12 characters with upper case, lower case
            and a digit. Always treated as secrets. A password that is None is generated once. `<username>-next` is
            kept for a change of the password.
        ip_addresses: up to 100 IPv4 addresses or CIDR blocks that may call through the trunk; or {address: friendly
            name of 1 to 255 characters}, which is "asterisk" where none is given.
        origination_urls: where inbound calls go, up to 10. Default none: no inbound calls.
        seal: remove credentials that are no longer declared. Default True; with False, `TwilioTrunk.seal` does it
            after what uses them.
    """

    credentials: pulumi.Input[Mapping[str, pulumi.Input[str] | None]]
    ip_addresses: Sequence[str] | Mapping[str, str]
    origination_urls: Sequence[OriginationUrl] = ()
    seal: bool = True


class TwilioTrunk(pulumi.ComponentResource):
    """A trunk with its credential list and its IP access control list.

    A preview refuses, in one line each: a value that breaks a rule of its argument; without `adopt`, a trunk with this
    domain or a list with this name that this stack has not made, and a number of another trunk; a number that the
    account does not own. `up` looks again before it takes anything.

    Raises:
        InvalidArgs: in the program, for a SIP URL that stands twice in `origination_urls`.

    Attributes:
        trunk: the `Trunk`; its `id` is the SID (TK…).
        credential_list: the `CredentialList`.
        ip_access_control_list: the `IpAccessControlList`.
        phone_numbers: the trunk's numbers, E.164, those that were bought among them.
    """

    TYPE: ClassVar[str] = "trunkline:index:TwilioTrunk"

    credential_list: CredentialList
    ip_access_control_list: IpAccessControlList
    trunk: Trunk
    phone_numbers: pulumi.Output[Sequence[str]]

    def __init__(self, name: str, args: TwilioTrunkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        with short_stack():
            super().__init__(self.TYPE, name, None, opts)
        self._name = name
        self._friendly_name = args.friendly_name or f"{pulumi.get_project()}/{pulumi.get_stack()}/{name}"
        self._credentials = credentials.secret(self._with_passwords(args))

        self.credential_list = self._create_credential_list(args)
        self.ip_access_control_list = self._create_ip_access_control_list(args)
        numbers = [*args.phone_numbers, *map(self._buy, args.buy_numbers)]
        self.phone_numbers = pulumi.Output.from_input(combine(_sorted, *numbers))
        self.trunk = self._create_trunk(args)
        if args.seal:
            self.seal()

    def seal(self, endpoints: Sequence[AsteriskEndpoint] = ()) -> None:
        """Make the declared credentials the only ones, once all `endpoints` use them.

        Args:
            endpoints: those that call through the trunk, made with `sealed=True`.
        """
        CredentialListSeal(
            f"{self._name}-seal",
            {
                "credential_list_sid": self.credential_list.id,
                "credentials": self._credentials,
                "unsealed": self.credential_list.unsealed,
                "auths": {endpoint.pulumi_resource_name: endpoint.auth for endpoint in endpoints},
            },
            pulumi.ResourceOptions(parent=self, depends_on=[self.trunk, *endpoints]),
        )

    def _with_passwords(self, args: TwilioTrunkArgs) -> Any:
        if not isinstance(args.credentials, Mapping):
            return args.credentials
        return {
            username: self._generate(username, args.password_generation) if password is None else password
            for username, password in args.credentials.items()
        }

    def _generate(self, username: str, generation: int) -> pulumi.Output[str]:
        opts = pulumi.ResourceOptions(parent=self)
        return GeneratedPassword(f"{self._name}-password-{username}", {"generation": generation}, opts).password

    def _create_credential_list(self, args: TwilioTrunkArgs) -> CredentialList:
        name = args.credential_list_name or self._friendly_name
        return CredentialList(
            f"{self._name}-credentials",
            {
                "friendly_name": name,
                "credentials": self._credentials,
                "trunk": self._hint(args),
                "adopt": args.adopt or self._is_own(args, name),
            },
            pulumi.ResourceOptions(parent=self),
        )

    def _create_ip_access_control_list(self, args: TwilioTrunkArgs) -> IpAccessControlList:
        name = args.ip_access_control_list_name or self._friendly_name
        return IpAccessControlList(
            f"{self._name}-addresses",
            {
                "friendly_name": name,
                "ip_addresses": {_canonical(address): label for address, label in _named(args.ip_addresses).items()},
                "trunk": self._hint(args),
                "adopt": args.adopt or self._is_own(args, name),
            },
            pulumi.ResourceOptions(parent=self),
        )

    def _buy(self, number: NumberToBuy) -> pulumi.Output[str]:
        friendly_name = f"{pulumi.get_project()}/{pulumi.get_stack()}/{number.name}"
        opts = pulumi.ResourceOptions(parent=self)
        bought = PhoneNumber(f"{self._name}-{number.name}", {"friendly_name": friendly_name, **number.inputs()}, opts)
        return bought.phone_number

    def _create_trunk(self, args: TwilioTrunkArgs) -> Trunk:
        return Trunk(
            f"{self._name}-trunk",
            {
                "friendly_name": self._friendly_name,
                **{name: getattr(args, name) for name in _AS_STATED},
                "recording": {"mode": args.recording_mode, "trim": args.recording_trim},
                "credential_lists": [self.credential_list.id],
                "ip_access_control_lists": [self.ip_access_control_list.id],
                "origination_urls": _by_sip_url(args.origination_urls),
                "phone_numbers": self.phone_numbers,
            },
            pulumi.ResourceOptions(parent=self),
        )

    def _hint(self, args: TwilioTrunkArgs) -> dict[str, Any]:
        """By which trunk a list is known again after it was renamed or handed over."""
        return {"domain_name": args.domain_name, "friendly_name": self._friendly_name, "adopt": args.adopt}

    def _is_own(self, args: TwilioTrunkArgs, name: str) -> bool:
        """Whether nobody but this stack would have given a list that name."""
        return args.friendly_name is None and name == self._friendly_name


def _named(addresses: Sequence[str] | Mapping[str, str]) -> Mapping[str, str]:
    return addresses if isinstance(addresses, Mapping) else dict.fromkeys(addresses, "asterisk")


def _canonical(address: str) -> str:
    return address if rules.network("ip_addresses", address) else rules.canonical_network(address)


def _sorted(*numbers: str) -> list[str]:
    return sorted(numbers)


def _by_sip_url(urls: Sequence[OriginationUrl]) -> Any:
    settings = [attrs.asdict(url, filter=attrs.filters.exclude("sip_url"), recurse=False) for url in urls]

    def join(*stated: str) -> dict[str, dict[str, Any]]:
        if twice := sorted({url for url in stated if stated.count(url) > 1}):
            raise InvalidArgs(f"origination_urls: {twice[0]!r} is stated twice: a URL has one priority and one weight")
        return dict(zip(stated, settings, strict=True))

    return combine(join, *(url.sip_url for url in urls))
