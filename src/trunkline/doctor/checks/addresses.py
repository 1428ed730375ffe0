"""Whether Asterisk may call out from its own addresses."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.snapshot import Declared, Trunk
from trunkline.doctor.view import View
from trunkline.model import values
from trunkline.model.signalling import INTERCONNECT
from trunkline.model.sip_uri import SipUri


def addresses(view: View) -> Iterator[Finding]:
    """The addresses that the stack declares. If it declares none, those that receive inbound calls are a hint."""
    for trunk in view.trunks:
        if not any(each.members for each in trunk.ip_access_control_lists.values()):
            continue
        allowed = [IPv4Network(block) for each in trunk.ip_access_control_lists.values() for block in each.members]
        declared = _declared(view.declared, trunk) if view.declared else {}
        for block, subject in declared.items():
            if not _within(IPv4Network(block), allowed):
                yield codes.ADDRESS_NOT_ALLOWED.at(subject, f"{block} is missing")
        if not declared:
            for host in _hosts(trunk):
                if not _within(IPv4Network(host), allowed):
                    yield codes.HOST_NOT_ALLOWED.at(str(trunk), f"{host} is missing")


def blocks(view: View) -> Iterator[Finding]:
    for trunk in view.trunks:
        for each in trunk.ip_access_control_lists.values():
            for block in filter(values.network, each.members):
                yield codes.WIDE_BLOCK.at(f"IP access control list {each.friendly_name}.{block}", block)


def private(view: View) -> Iterator[Finding]:
    """Over Interconnect, Twilio can see private addresses."""
    for trunk in view.trunks:
        edges = {uri.edge for line in view.lines if line.trunk is trunk for uri in line.uris}
        members = {
            block: f"IP access control list {each.friendly_name}.{block}"
            for each in trunk.ip_access_control_lists.values()
            for block in each.members
        }
        found = [] if edges & {*INTERCONNECT} else list(filter(values.is_private_block, members))
        if found and len(found) == len(members):
            yield codes.PRIVATE_ADDRESSES.at(str(trunk), ", ".join(found), depends=tuple(members.values()))
        else:
            yield from (codes.PRIVATE_ADDRESS.at(members[block], block) for block in found)


CHECKS = (addresses, blocks, private)


def _declared(declared: Declared, trunk: Trunk) -> dict[str, str]:
    """{block: subject} of the members that the stack declares for its lists."""
    return {
        block: f"IP access control list {each.friendly_name}.{block}"
        for sid, each in trunk.ip_access_control_lists.items()
        if (inputs := declared.ip_access_control_lists.get(sid))
        for block in inputs.ip_addresses
    }


def _hosts(trunk: Trunk) -> list[str]:
    """The public addresses in the enabled origination URLs."""
    hosts = {SipUri(each.sip_url).host for each in trunk.origination_urls if each.enabled}
    return sorted(host for host in hosts if _is_address(host) and not values.is_private_block(host))


def _is_address(host: str) -> bool:
    try:
        IPv4Address(host)
    except ValueError:
        return False
    return True


def _within(block: IPv4Network, allowed: list[IPv4Network]) -> bool:
    return any(block.subnet_of(each) for each in allowed)
