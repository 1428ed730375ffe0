"""The addresses that a change removes or allows."""

import ipaddress
from collections.abc import Iterable

WIDE = 256
"""A range with more addresses is wide: they are hardly one company's own."""


def left_out(removed: Iterable[str], remaining: Iterable[str]) -> list[str]:
    """The blocks of `removed` that no block of `remaining` contains."""
    ranges = [network for each in remaining if (network := _network(each))]
    return [each for each in removed if not _is_held(_network(each), ranges)]


def size(block: str) -> int:
    network = _network(block)
    return network.num_addresses if network else 0


def _network(block: str) -> ipaddress.IPv4Network | None:
    try:
        return ipaddress.IPv4Network(block, strict=False)
    except ValueError:
        return None


def _is_held(network: ipaddress.IPv4Network | None, ranges: list[ipaddress.IPv4Network]) -> bool:
    return network is not None and any(network.subnet_of(each) for each in ranges)
