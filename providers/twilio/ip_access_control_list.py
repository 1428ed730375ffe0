"""An IP access control list with its addresses, owned whole.

https://www.twilio.com/docs/voice/sip/api/sip-ipaccesscontrollist-resource
"""

from typing import Any

from twilio.rest import Client

from .. import rules
from .named_list import NamedListLogic


class IpAccessControlListLogic(NamedListLogic):
    """`ip_addresses`: {IPv4 address or CIDR block: friendly name}."""

    KIND = "IP access control list"
    MEMBERS = "ip_addresses"
    NAME_WIDTH = 255
    DUPLICATE = 21235

    def __init__(self, twilio: Client) -> None:
        super().__init__(twilio.api.v2010.account.sip.ip_access_control_lists)

    def _judge_members(self, members: dict[str, str]) -> list[str]:
        return rules.findings(
            *(rules.network("ip_addresses", network) for network in members),
            *(rules.text(f"ip_addresses.{network}", name, 255) for network, name in members.items()),
        )

    def _read_members(self, sid: str, known: dict[str, str]) -> dict[str, str]:  # noqa: ARG002
        return {network: each.friendly_name for network, each in sorted(self._addresses(sid).items())}

    def _declare(self, sid: str, olds: dict[str, str], news: dict[str, str], *, empty: bool) -> None:  # noqa: ARG002
        addresses = self._lists(sid).ip_addresses
        existing = {} if empty else self._addresses(sid)
        for network, friendly_name in news.items():
            if network not in existing:
                address, _, prefix = network.partition("/")
                addresses.create(friendly_name, address, cidr_prefix_length=int(prefix or 32))
            elif existing[network].friendly_name != friendly_name:
                addresses(existing[network].sid).update(friendly_name=friendly_name)
        for network in existing.keys() - news.keys():
            addresses(existing[network].sid).delete()

    def _addresses(self, sid: str) -> dict[str, Any]:
        return {
            each.ip_address
            if each.cidr_prefix_length == 32
            else f"{each.ip_address}/{each.cidr_prefix_length}": each
            for each in self._lists(sid).ip_addresses.stream()
        }
