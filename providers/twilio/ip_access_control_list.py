"""An IP access control list, whose addresses are all owned.

https://www.twilio.com/docs/voice/sip/api/sip-ipaccesscontrollist-resource
"""

from functools import partial

from attrs import evolve

from trunkline.model import values
from trunkline.model.twilio import MOST_ADDRESSES, IpAccessControlList
from trunkline.providers.twilio import reading
from trunkline.providers.twilio.converging import converge
from trunkline.providers.twilio.create_or_adopt import create_or_adopt
from trunkline.providers.twilio.named_list import NamedListLogic
from trunkline.providers.twilio.reading import Found


class IpAccessControlListLogic(NamedListLogic[IpAccessControlList]):
    KIND = "IP access control list"
    LETTERS = "AL"
    LISTS = "ip_access_control_lists"
    OF_TRUNK = "ip_access_control_lists"
    DUPLICATE = 21235

    def _members(self, sid: str) -> Found:
        return reading.ip_addresses(self._account, sid)

    def _with(self, outputs: IpAccessControlList, members: Found) -> IpAccessControlList:
        names = {network: each.friendly_name for network, each in sorted(members.items())}
        return evolve(outputs, ip_addresses=names)

    def _converge(
        self,
        sid: str,
        olds: IpAccessControlList | None,  # noqa: ARG002 - a credential list needs it
        news: IpAccessControlList,
        existing: Found,
    ) -> IpAccessControlList:
        declared = news.ip_addresses
        converge(
            add=[
                partial(self._add, sid, network, name) for network, name in declared.items() if network not in existing
            ],
            change=[
                partial(existing[network].update, friendly_name=name)
                for network, name in declared.items()
                if network in existing and existing[network].friendly_name != name
            ],
            remove=[address for network, address in existing.items() if network not in declared],
            room=MOST_ADDRESSES - len(existing),
        )
        return news

    def _add(self, sid: str, network: str, friendly_name: str) -> None:
        address, prefix = values.parts(network)
        create_or_adopt(
            partial(self._lists(sid).ip_addresses.create, friendly_name, address, cidr_prefix_length=prefix),
            lambda: self._members(sid).get(network),
            duplicate=(self.DUPLICATE,),
        )
