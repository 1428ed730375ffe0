"""Twilio's signalling addresses, as on https://www.twilio.com/docs/sip-trunking/ip-addresses.

Twilio asks to allow all of them: an inbound call may come from any edge.
"""

from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Network, collapse_addresses
from typing import Literal, get_args

Edge = Literal["ashburn", "umatilla", "dublin", "frankfurt", "tokyo", "singapore", "sydney", "sao-paulo"]
"""The edges that have localized termination domains, `<label>.pstn.<edge>.twilio.com`."""

EDGES: tuple[Edge, ...] = get_args(Edge)
"""All values of `Edge`."""

OLDER_NAMES = {
    "us1": "ashburn",
    "us2": "umatilla",
    "ie1": "dublin",
    "de1": "frankfurt",
    "jp1": "tokyo",
    "sg1": "singapore",
    "au1": "sydney",
    "br1": "sao-paulo",
}
"""{older name of an edge in a localized termination domain: the edge}. Both lead to the same gateways.

https://www.twilio.com/docs/global-infrastructure/localized-uris
"""

INTERCONNECT = (
    *("ashburn-ix", "san-jose-ix", "london-ix", "frankfurt-ix", "singapore-ix", "tokyo-ix", "sydney-ix"),
    "sao-paulo-ix",
    *(f"{older}-ix" for older in OLDER_NAMES),
)
"""The names of Twilio's private connections in a localized termination domain. Their gateways are not in `RANGES`.

https://www.twilio.com/docs/sip-trunking/configure-with-interconnect. It gives one older name, ie1-ix; that each of the
others has one too is an assumption [? interconnect-names].
"""

SIGNALLING_RANGES = {
    "ashburn": "54.172.60.0/30",
    "umatilla": "54.244.51.0/30",
    "dublin": "54.171.127.192/30",
    "frankfurt": "35.156.191.128/30",
    "tokyo": "54.65.63.192/30",
    "singapore": "54.169.127.128/30",
    "sydney": "54.252.254.64/30",
    "sao-paulo": "177.71.206.192/30",
}
"""{edge: IPv4 CIDR block} from which Twilio's signalling comes."""

RANGES = tuple(map(IPv4Network, SIGNALLING_RANGES.values()))
"""The same as blocks."""

OVERLAP = "Identify rows of two endpoints overlap, so one of the endpoints gets all calls"
"""The fact if a call can match rows of two endpoints."""

MEDIA = IPv4Network("168.86.128.0/18")
"""The addresses of Twilio's media. Many people allow them too, though no call is signalled from there."""

Criterion = IPv4Network | str
"""A block of addresses, or a pattern."""


def meet(one: Criterion, other: Criterion) -> bool:
    """Whether one call from Twilio, or from another caller, can match both.

    Asterisk looks at addresses before it looks at patterns, unless its endpoint_identifier_order says otherwise.
    """
    if isinstance(one, IPv4Network) and isinstance(other, IPv4Network):
        return one.overlaps(other)
    if isinstance(one, IPv4Network) or isinstance(other, IPv4Network):
        return is_twilio(one) or is_twilio(other)
    return one == other


def is_twilio(criterion: Criterion) -> bool:
    """Whether it is a block with Twilio's addresses."""
    return isinstance(criterion, IPv4Network) and any(map(criterion.overlaps, RANGES))


def covers(blocks: Iterable[IPv4Network], block: IPv4Network) -> bool:
    """Whether all of `block` is in `blocks`."""
    return not missing(blocks, [block])


def missing(blocks: Iterable[IPv4Network], wanted: Iterable[IPv4Network] = RANGES) -> list[IPv4Network]:
    """The blocks of `wanted` that are not all in `blocks`."""
    return [*_missing(tuple(blocks), tuple(wanted))]


@cache
def _missing(blocks: tuple[IPv4Network, ...], wanted: tuple[IPv4Network, ...]) -> tuple[IPv4Network, ...]:
    joined = list(collapse_addresses(blocks))
    return tuple(block for block in wanted if not any(map(block.subnet_of, joined)))


def strange(blocks: Iterable[IPv4Network], known: Iterable[IPv4Network] = ()) -> list[IPv4Network]:
    """The blocks of `blocks` that are not all Twilio's or in `known`."""
    return missing([*RANGES, MEDIA, *known], blocks)


def is_edge(name: str) -> bool:
    """Whether a localized termination domain may have this name."""
    return name in EDGES or name in OLDER_NAMES or name in INTERCONNECT
