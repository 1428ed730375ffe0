"""Twilio's half: the trunk, who may call through it, and where it sends inbound calls."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from attrs import define, frozen

from trunkline.providers import rules
from trunkline.providers.dynamic import CredentialList, CredentialListSeal, IpAccessControlList, Trunk

from .errors import InvalidArgs


@frozen(kw_only=True)
class OriginationUrl:
    """Where Twilio sends inbound calls.

    Source: https://www.twilio.com/docs/sip-trunking/api/originationurl-resource

    Attributes:
        sip_url: `sip:[user@]host[:port]`, with `;transport=udp|tcp|tls` (default udp) and `;edge=<name>`.
        priority: 0 to 65535, the lowest first. Default 10.
        weight: 1 to 65535, the share of calls among URLs of one priority. Default 10.
        enabled: default True.
        friendly_name: up to 64 characters. Default "asterisk".
    """

    sip_url: pulumi.Input[str]
    priority: pulumi.Input[int] = 10
    weight: pulumi.Input[int] = 10
    enabled: pulumi.Input[bool] = True
    friendly_name: pulumi.Input[str] = "asterisk"


@define(kw_only=True)
class TwilioTrunkArgs:
    """What the trunk and its two lists are to be.

    Source: https://www.twilio.com/docs/sip-trunking/api/trunk-resource

    Attributes:
        domain_name: the termination domain, `<label>.pstn.twilio.com`.
        credentials: {username: password}; passwords of at least 12 characters with upper case, lower case
            and a digit. Always treated as secrets.
        ip_addresses: IPv4 addresses or CIDR blocks that may call through the trunk.
        origination_urls: up to 10. Default none: no inbound calls.
        phone_numbers: E.164 numbers that the account owns. Default none. They are never bought or released.
        secure: only TLS and SRTP calls. Default True.
        friendly_name: of the trunk and its lists, up to 64 characters. Default `<project>/<stack>/<name>`, by which
            a run that was interrupted recognizes what is its own.
        recording_mode: `do-not-record` (default), `record-from-ringing`, `record-from-answer`,
            `record-from-ringing-dual` or `record-from-answer-dual`.
        recording_trim: `do-not-trim` (default) or `trim-silence`.
        transfer_mode: `disable-all` (default), `enable-all` or `sip-only`.
        transfer_caller_id: `from-transferee` (default) or `from-transferor`.
        cnam_lookup_enabled: look up the caller's name. Default False. Twilio charges for it.
        disaster_recovery_url: asked for TwiML when no origination URL answers. Default none.
        disaster_recovery_method: `POST` or `GET`. Default none: Twilio's own.
        adopt: take over a trunk with this domain, lists with these names and numbers of another trunk.
            Default False: whatever this stack has not made is refused.
        seal: remove credentials that are no longer declared. Default True; `SipTrunk` does it itself, after
            the Asterisk rows.
    """

    domain_name: pulumi.Input[str]
    credentials: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    ip_addresses: Sequence[str]
    origination_urls: Sequence[OriginationUrl] = ()
    phone_numbers: Sequence[pulumi.Input[str]] = ()
    secure: pulumi.Input[bool] = True
    friendly_name: str | None = None
    recording_mode: pulumi.Input[str] = "do-not-record"
    recording_trim: pulumi.Input[str] = "do-not-trim"
    transfer_mode: pulumi.Input[str] = "disable-all"
    transfer_caller_id: pulumi.Input[str] = "from-transferee"
    cnam_lookup_enabled: pulumi.Input[bool] = False
    disaster_recovery_url: pulumi.Input[str] | None = None
    disaster_recovery_method: pulumi.Input[str] | None = None
    adopt: bool = False
    seal: bool = True


class TwilioTrunk(pulumi.ComponentResource):
    """A trunk with its credential list and its IP access control list.

    Attributes:
        trunk: the `Trunk`; its `id` is the SID (TK…).
        credential_list: the `CredentialList`.
        ip_access_control_list: the `IpAccessControlList`.
    """

    credential_list: CredentialList
    ip_access_control_list: IpAccessControlList
    trunk: Trunk

    def __init__(self, name: str, args: TwilioTrunkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("trunkline:index:TwilioTrunk", name, None, opts)
        self._name = name
        self._args = args
        self._friendly_name = args.friendly_name or f"{pulumi.get_project()}/{pulumi.get_stack()}/{name}"
        self._adopt_lists = args.adopt or args.friendly_name is None
        self._credentials = _secret_values(args.credentials)

        self.credential_list = self._create_credential_list()
        self.ip_access_control_list = self._create_ip_access_control_list()
        self.trunk = self._create_trunk()
        if args.seal:
            self.seal()
        self.register_outputs({"trunk_sid": self.trunk.id})

    def seal(self, after: Sequence[pulumi.Resource] = (), auth_id: str | None = None) -> None:
        """Make the declared credentials the only ones, once the resources in `after` are done.

        Args:
            after: what has to use the credentials first.
            auth_id: the row of ps_auths that uses one of them.
        """
        CredentialListSeal(
            f"{self._name}-seal",
            {
                "credential_list_sid": self.credential_list.id,
                "credentials": self._credentials,
                "auth_id": auth_id,
            },
            pulumi.ResourceOptions(parent=self, depends_on=[self.trunk, *after]),
        )

    def _create_credential_list(self) -> CredentialList:
        return CredentialList(
            f"{self._name}-credentials",
            {
                "friendly_name": self._friendly_name,
                "credentials": self._credentials,
                "adopt": self._adopt_lists,
            },
            pulumi.ResourceOptions(parent=self),
        )

    def _create_ip_access_control_list(self) -> IpAccessControlList:
        return IpAccessControlList(
            f"{self._name}-addresses",
            {
                "friendly_name": self._friendly_name,
                "ip_addresses": {_canonical(address): "asterisk" for address in self._args.ip_addresses},
                "adopt": self._adopt_lists,
            },
            pulumi.ResourceOptions(parent=self),
        )

    def _create_trunk(self) -> Trunk:
        args = self._args
        return Trunk(
            f"{self._name}-trunk",
            {
                "friendly_name": self._friendly_name,
                "domain_name": args.domain_name,
                "secure": args.secure,
                "transfer_mode": args.transfer_mode,
                "transfer_caller_id": args.transfer_caller_id,
                "cnam_lookup_enabled": args.cnam_lookup_enabled,
                "disaster_recovery_url": args.disaster_recovery_url,
                "disaster_recovery_method": args.disaster_recovery_method,
                "recording": {"mode": args.recording_mode, "trim": args.recording_trim},
                "credential_lists": [self.credential_list.id],
                "ip_access_control_lists": [self.ip_access_control_list.id],
                "origination_urls": pulumi.Output.all(*map(_settings, args.origination_urls)).apply(_by_sip_url),
                "phone_numbers": pulumi.Output.all(*args.phone_numbers).apply(sorted),
                "adopt": args.adopt,
            },
            pulumi.ResourceOptions(parent=self),
        )


def _secret_values(credentials: Any) -> Any:
    """The passwords as secrets, without making the whole map one: its usernames are to be seen."""
    if isinstance(credentials, pulumi.Output):
        return credentials.apply(_secret_values)
    return {username: pulumi.Output.secret(password) for username, password in credentials.items()}


def _canonical(address: str) -> str:
    return address if rules.network("ip_addresses", address) else rules.canonical_network(address)


def _by_sip_url(urls: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    stated = [url["sip_url"] for url in urls]
    if twice := sorted({url for url in stated if stated.count(url) > 1}):
        raise InvalidArgs(f"origination_urls: {twice[0]!r} is stated twice: a URL has one priority and one weight")
    return {url.pop("sip_url"): url for url in urls}


def _settings(url: OriginationUrl) -> pulumi.Output[dict[str, object]]:
    return pulumi.Output.all(
        sip_url=url.sip_url,
        priority=url.priority,
        weight=url.weight,
        enabled=url.enabled,
        friendly_name=url.friendly_name,
    )
