"""The addresses that a change removes or allows."""

import ipaddress
from collections.abc import Iterable

from trunkline.model.signalling import covers

WIDE = 256
"""A range with more addresses is wide: they are hardly one company's own."""


def left_out(removed: Iterable[str], remaining: Iterable[str]) -> list[str]:
    """The blocks of `removed` with an address that no block of `remaining` has."""
    ranges = [block for each in remaining if (block := network(each))]
    return [each for each in removed if not ((block := network(each)) and covers(ranges, block))]


def overlapping(blocks: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a block of `others` has an address of one of `blocks`."""
    ranges = [block for each in others if (block := network(each))]
    return any(block.overlaps(other) for each in blocks if (block := network(each)) for other in ranges)


def size(blocks: Iterable[str]) -> int:
    """How many addresses the blocks have together."""
    ranges = [block for each in blocks if (block := network(each))]
    return sum(block.num_addresses for block in ipaddress.collapse_addresses(ranges))


def network(block: str) -> ipaddress.IPv4Network | None:
    try:
        return ipaddress.IPv4Network(block, strict=False)
    except ValueError:
        return None
