"""Twilio's half: the trunk, who may call through it, and where it sends inbound calls."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

import pulumi
from attrs import define

from trunkline.model import kinds, twilio, values
from trunkline.model.kinds import is_known
from trunkline.model.path import Path, Problem
from trunkline.model.words import Words
from trunkline.providers.dynamic import (
    CredentialList,
    CredentialListSeal,
    GeneratedPassword,
    IpAccessControlList,
    PhoneNumber,
    Trunk,
)
from trunkline.providers.short_stack import short_stack

from . import credentials, number_to_buy
from .argument_dicts import OriginationUrlDict, TwilioTrunkArgsDict
from .asterisk_endpoint import AsteriskEndpoint
from .checks import keeps_standbys, lists_once, sends_by_tls, takes_calls
from .number_to_buy import NumberToBuy
from .origination import by_sip_url
from .outputs import InputList, InputMap, Items, as_dict, is_late, lift, settled
from .trunk_settings import ORIGINATION_URLS, OriginationUrl, TrunkSettings, stack_name

ADDRESSES = kinds.Either(
    kinds.MapOf(kinds.NETWORK, twilio.ADDRESS_NAME, "a mapping of these", twilio.MOST_ADDRESSES, least=1),
    kinds.list_of(kinds.NETWORK, "IPv4 addresses or CIDR blocks", twilio.MOST_ADDRESSES, least=1),
)
"""IPv4 addresses and blocks, or {address: friendly name}."""

CREDENTIALS = kinds.MapOf(
    kinds.USERNAME,
    kinds.Optional(kinds.PASSWORD),
    "a mapping of usernames to passwords",
    twilio.MOST_CREDENTIALS,
    least=1,
)


def _agree(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    if is_known(given["credentials"]):
        yield from keeps_standbys("credentials", given["credentials"], path)
    yield from lists_once("ip_addresses", given["ip_addresses"], path)
    yield from sends_by_tls(given["origination_urls"], given, path)


def _take_calls(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    yield from takes_calls(given["origination_urls"], given, path)


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

    CHECKS = (_agree,)
    WARNINGS = (_take_calls,)

    credentials: Annotated[pulumi.Input[Mapping[str, pulumi.Input[str] | None]], CREDENTIALS]
    ip_addresses: Annotated[InputList[str] | InputMap[str], ADDRESSES]
    origination_urls: Annotated[InputList[OriginationUrl | OriginationUrlDict], ORIGINATION_URLS] = ()
    seal: Annotated[bool, kinds.Early(kinds.FLAG, "it makes a resource")] = True


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

    def __init__(
        self, name: str, args: TwilioTrunkArgs | TwilioTrunkArgsDict, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = TwilioTrunkArgs.of(args, name)
        self._build(name, args, Words(args.path), args.late_problems(name), opts)

    def _build(
        self, name: str, args: TwilioTrunkArgs, words: Words, problems: Any, opts: pulumi.ResourceOptions | None
    ) -> None:
        with short_stack():
            super().__init__(self.TYPE, name, None, opts)
        self._name, self._args, self._words = name, args, words
        self._friendly_name = stack_name(name) if args.friendly_name is None else args.friendly_name
        self._credentials = credentials.secret(self._with_passwords())

        self.credential_list = self._create_credential_list()
        self.ip_access_control_list = self._create_ip_access_control_list()
        bought = [self._buy(at, number) for at, number in enumerate(args.buy_numbers)]
        self.phone_numbers = pulumi.Output.from_input(lift(_sorted, settled(args.phone_numbers), *bought))
        self.trunk = self._create_trunk(problems)
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

    def _with_passwords(self) -> Any:
        declared: Any = self._args.credentials
        if is_late(declared):
            return declared
        return {
            username: self._generate(username) if password is None else password
            for username, password in declared.items()
        }

    def _generate(self, username: str) -> pulumi.Output[str]:
        generated = GeneratedPassword(
            f"{self._name}-password-{username}",
            {"generation": self._args.password_generation},
            pulumi.ResourceOptions(parent=self),
            self._words.where(generation="password_generation"),
        )
        return generated.password

    def _create_credential_list(self) -> CredentialList:
        name, argument = self._list_name("credential_list_name")
        return CredentialList(
            f"{self._name}-credentials",
            {
                "friendly_name": name,
                "credentials": self._credentials,
                "trunk": self._hint(),
                "adopt": self._may_take(name),
            },
            pulumi.ResourceOptions(parent=self),
            self._words.where(friendly_name=argument),
        )

    def _create_ip_access_control_list(self) -> IpAccessControlList:
        name, argument = self._list_name("ip_access_control_list_name")
        return IpAccessControlList(
            f"{self._name}-addresses",
            {
                "friendly_name": name,
                "ip_addresses": _labelled(self._args.ip_addresses),
                "trunk": self._hint(),
                "adopt": self._may_take(name),
            },
            pulumi.ResourceOptions(parent=self),
            self._words.where(friendly_name=argument),
        )

    def _buy(self, at: int, number: NumberToBuy | Mapping[str, Any]) -> pulumi.Output[str]:
        name = as_dict(number)["name"]
        bought = PhoneNumber(
            f"{self._name}-{name}",
            {"friendly_name": stack_name(name), **number_to_buy.inputs(number)},
            pulumi.ResourceOptions(parent=self),
            self._words.inside("buy_numbers", at).where(
                friendly_name="name", **{f"buy.{each}": each for each in twilio.BUY}
            ),
        )
        return bought.phone_number

    def _create_trunk(self, problems: Any) -> Trunk:
        args = self._args
        return Trunk(
            f"{self._name}-trunk",
            {
                **{name: getattr(args, name) for name in (*twilio.TRUNK_SETTINGS, "keep_domain", "adopt")},
                "friendly_name": self._friendly_name,
                "recording": {"mode": args.recording_mode, "trim": args.recording_trim},
                "credential_lists": [self.credential_list.id],
                "ip_access_control_lists": [self.ip_access_control_list.id],
                "origination_urls": by_sip_url(args.origination_urls),
                "phone_numbers": self.phone_numbers,
            },
            pulumi.ResourceOptions(parent=self),
            self._words.where(**{"recording.mode": "recording_mode", "recording.trim": "recording_trim"}),
            problems,
        )

    def _list_name(self, argument: str) -> tuple[pulumi.Input[str], str]:
        """A list's name, and the argument that it is from."""
        given = getattr(self._args, argument)
        return (self._friendly_name, "friendly_name") if given is None else (given, argument)

    def _hint(self) -> dict[str, pulumi.Input[str] | pulumi.Input[bool]]:
        """By which trunk a list is known again after it was renamed or handed over."""
        args = self._args
        return {"domain_name": args.domain_name, "friendly_name": self._friendly_name, "adopt": args.adopt}

    def _may_take(self, name: pulumi.Input[str]) -> Any:
        """Whether a list of that name is taken over: nobody but this stack gives a default name."""
        default = stack_name(self._name) if self._args.friendly_name is None else None
        return lift(lambda adopt, known: adopt or known == default, self._args.adopt, name)


def _labelled(addresses: Any) -> Any:
    if isinstance(addresses, Mapping):
        return {_canonical(address): label for address, label in addresses.items()}
    return lift(lambda known: _labelled(_as_mapping(known)), settled(addresses))


def _as_mapping(addresses: Items[str] | Mapping[str, str]) -> Mapping[str, str]:
    return addresses if isinstance(addresses, Mapping) else dict.fromkeys(addresses, "asterisk")


def _canonical(address: str) -> str:
    return address if values.network(address) else values.canonical_network(address)


def _sorted(numbers: Items[str], *bought: str) -> list[str]:
    return sorted([*numbers, *bought])
