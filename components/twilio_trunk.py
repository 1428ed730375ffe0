"""Twilio's side: the trunk, who may call through it, and where it sends inbound calls."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

import pulumi
from attrs import define

from trunkline.model import kinds, scalars, twilio, values
from trunkline.model.path import Path, Problem
from trunkline.model.unknown import is_known
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
from .arguments import refuse
from .asterisk_endpoint import AsteriskEndpoint
from .checks import buys_once, keeps_standbys, lists_once, sends_by_tls
from .number_to_buy import NumberToBuy
from .origination import by_sip_url
from .outputs import InputList, InputMap, Items, as_dict, is_late, lift, settled
from .preview_warnings import takes_calls
from .trunk_settings import ORIGINATION_URLS, OriginationUrl, TrunkSettings, stack_name

ADDRESSES = kinds.Either(
    kinds.MapOf(scalars.NETWORK, twilio.ADDRESS_NAME, "a mapping of these", twilio.MOST_ADDRESSES, least=1),
    scalars.list_of(scalars.NETWORK, "IPv4 addresses or CIDR blocks", twilio.MOST_ADDRESSES, least=1),
)
"""IPv4 addresses and blocks, or {address: friendly name}."""

CREDENTIALS = kinds.MapOf(
    scalars.USERNAME,
    kinds.Optional(scalars.PASSWORD),
    "a mapping of usernames to passwords",
    twilio.MOST_CREDENTIALS,
    least=1,
)


def _agree(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    if given["credentials"] and is_known(given["credentials"]):
        yield from keeps_standbys("credentials", given["credentials"], path)
    yield from lists_once("ip_addresses", given["ip_addresses"], path)
    yield from sends_by_tls(given["origination_urls"], given, path)


def _take_calls(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    yield from takes_calls(given["origination_urls"], given, path)


@define(kw_only=True)
class TwilioTrunkArgs(TrunkSettings):
    """The trunk and its two lists, and all arguments of `TrunkSettings`.

    Source: https://www.twilio.com/docs/sip-trunking/api/trunk-resource

    Source: https://www.twilio.com/docs/voice/sip/api/sip-credentiallist-resource

    Source: https://www.twilio.com/docs/voice/sip/api/sip-ipaccesscontrollist-resource

    Attributes:
        authentication: what a call out needs: `credentials-and-addresses` (default), a credential of the one list and
            an address of the other; `credentials` only, for an Asterisk whose address changes; or `addresses` only.
        credentials: {username: password}, up to 1000; usernames of 1 to 32 printable ASCII characters without space,
            double quote, backslash and `: ; < > @`, passwords of at least 12 characters with upper case, lower case
            and a digit. Always treated as secrets. A password that is None is generated once. `<username>-next` is
            reserved for a change of the password.
        ip_addresses: up to 100 IPv4 addresses or CIDR blocks that may call through the trunk; or {address: friendly
            name of 1 to 255 characters}. A list gives the name "asterisk".
        origination_urls: where Twilio sends inbound calls, up to 10. Default none: no inbound calls.
        seal: remove credentials that are no longer declared. Default True. With False, `TwilioTrunk.seal` does it
            after the endpoints have changed.
    """

    CHECKS = (buys_once, _agree)
    WARNINGS = (_take_calls,)
    NEEDED = frozenset({"credentials", "ip_addresses"})
    EXCLUDES: ClassVar = {
        "authentication": {
            "credentials": ("ip_addresses", "ip_access_control_list_name"),
            "addresses": ("credentials", "credential_list_name", "password_generation", "seal"),
        }
    }

    authentication: Annotated[twilio.Authentication, twilio.AUTHENTICATION] = "credentials-and-addresses"
    credentials: Annotated[pulumi.Input[Mapping[str, pulumi.Input[str] | None]] | None, CREDENTIALS]
    ip_addresses: Annotated[InputList[str] | InputMap[str] | None, ADDRESSES]
    origination_urls: Annotated[InputList[OriginationUrl | OriginationUrlDict], ORIGINATION_URLS] = ()
    seal: Annotated[bool, kinds.Early(scalars.FLAG, "it makes a resource")] = True


class TwilioTrunk(pulumi.ComponentResource):
    """A trunk with its credential list and its IP access control list.

    A preview refuses these, with one line for each: a value that breaks a rule of its argument; a number that the
    account does not own, or that another trunk of the program has; without `adopt`, a trunk with this domain or a list
    with this name that this stack has not made, and a number of another trunk. `up` checks again before it takes
    anything over.

    Raises:
        InvalidArgs: the program stops for a SIP URL that is twice in `origination_urls`, or a number or a name that is
            twice in `buy_numbers`.

    Attributes:
        trunk: the `Trunk`; its `id` is the SID (TK…).
        credential_list: the `CredentialList`; None if `authentication` is `addresses`.
        ip_access_control_list: the `IpAccessControlList`; None if `authentication` is `credentials`.
        phone_numbers: the trunk's numbers, E.164, also the bought ones.
    """

    TYPE: ClassVar[str] = "trunkline:index:TwilioTrunk"

    credential_list: CredentialList | None
    ip_access_control_list: IpAccessControlList | None
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

        self.credential_list = self._create_credential_list() if args.credentials is not None else None
        self.ip_access_control_list = self._create_ip_access_control_list() if args.ip_addresses is not None else None
        bought = [self._buy(at, number) for at, number in enumerate(args.buy_numbers)]
        self.phone_numbers = pulumi.Output.from_input(lift(_sorted, settled(args.phone_numbers), *bought))
        self.trunk = self._create_trunk(problems)
        if args.seal and self.credential_list:
            self._seal(self.credential_list, ())

    def seal(self, endpoints: Sequence[AsteriskEndpoint] = ()) -> None:
        """Make the declared credentials the only ones, after all `endpoints` use them.

        Args:
            endpoints: the endpoints that call through the trunk, made with `sealed=True`.

        Raises:
            InvalidArgs: the trunk has no credential list, or was not made with `seal=False`; or an endpoint was not
                made with `sealed=True`.
        """
        path = self._args.path
        if self.credential_list is None:
            fault = f"the trunk has no credential list to seal: leave out {self._name}.seal()"
            refuse(self._name, [Problem(path.field("seal"), fault)])
            return
        if self._args.seal:
            fault = f"the trunk seals itself, before its endpoints are written: set {path.assign('seal', value=False)}"
            refuse(self._name, [Problem(path.field("seal"), fault)])
        for endpoint in endpoints:
            if endpoint.sealed is False:
                fault = f"{endpoint.pulumi_resource_name} writes a new password at once: set its sealed=True"
                refuse(self._name, [Problem(path.field("seal"), fault)])
        self._seal(self.credential_list, endpoints)

    def _seal(self, credential_list: CredentialList, endpoints: Sequence[AsteriskEndpoint]) -> None:
        CredentialListSeal(
            f"{self._name}-seal",
            {
                "credential_list_sid": credential_list.id,
                "credentials": self._credentials,
                "unsealed": credential_list.unsealed,
                "auths": {endpoint.pulumi_resource_name: endpoint.auth for endpoint in endpoints},
            },
            pulumi.ResourceOptions(parent=self, depends_on=[self.trunk, *endpoints]),
        )

    def _with_passwords(self) -> Any:
        declared: Any = self._args.credentials
        if declared is None or is_late(declared):
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
                "credential_lists": _sids(self.credential_list),
                "ip_access_control_lists": _sids(self.ip_access_control_list),
                "origination_urls": by_sip_url(args.origination_urls),
                "phone_numbers": self.phone_numbers,
            },
            pulumi.ResourceOptions(parent=self),
            self._words.where(**{"recording.mode": "recording_mode", "recording.trim": "recording_trim"}),
            problems,
        )

    def _list_name(self, argument: str) -> tuple[pulumi.Input[str], str]:
        """A list's name, and the argument with this name."""
        given = getattr(self._args, argument)
        return (self._friendly_name, "friendly_name") if given is None else (given, argument)

    def _hint(self) -> dict[str, pulumi.Input[str] | pulumi.Input[bool]]:
        """The trunk that identifies a list after the list was renamed or handed over."""
        args = self._args
        return {"domain_name": args.domain_name, "friendly_name": self._friendly_name, "adopt": args.adopt}

    def _may_take(self, name: pulumi.Input[str]) -> Any:
        """Whether a list of that name is taken over: only this stack gives a default name."""
        default = stack_name(self._name) if self._args.friendly_name is None else None
        return lift(lambda adopt, known: adopt or known == default, self._args.adopt, name)


def _sids(associated: CredentialList | IpAccessControlList | None) -> list[pulumi.Output[str]]:
    return [associated.id] if associated else []


def _labelled(addresses: Any) -> Any:
    if isinstance(addresses, Mapping):
        return {_canonical(address): label for address, label in addresses.items()}
    return lift(lambda known: _labelled(_as_mapping(known)), settled(addresses))


def _as_mapping(addresses: Items[str] | Mapping[str, str]) -> Mapping[str, str]:
    return addresses if isinstance(addresses, Mapping) else dict.fromkeys(addresses, "asterisk")


def _canonical(address: str) -> str:
    return address if values.network(address) else values.canonical_network(address)


def _sorted(numbers: Items[str], *bought: str) -> list[str]:
    known = [each for each in bought if each]  # some are missing if a destroy runs the program (decision 0026)
    return sorted([*numbers, *known])
