"""An endpoint's own ACL, the columns deny and permit of ps_endpoints."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network

from trunkline.doctor.snapshot import Row
from trunkline.doctor.view import listed

_ALL = 2**32


class Acl:
    """Asterisk takes the items of deny, then those of permit, and of all that match the last one counts.

    `!` turns an item round. What no item matches is permitted.
    """

    def __init__(self, endpoint: Row) -> None:
        self._rules = [
            (IPv4Network(item.lstrip("!"), strict=False), permits != item.startswith("!"))
            for column, permits in (("deny", False), ("permit", True))
            for item in listed(endpoint, column)
        ]

    def __bool__(self) -> bool:
        return bool(self._rules)

    def refused(self, wanted: Sequence[IPv4Network]) -> list[IPv4Network]:
        """Those of `wanted` of which an address is refused."""
        return [
            block for block in wanted if not all(self._permits(at) for at in self._turns([block]) if _has(block, at))
        ]

    def strangers(self, allowed: Sequence[IPv4Network]) -> list[IPv4Address]:
        """Addresses that are permitted without being in `allowed`: the first of each stretch of such."""
        return [
            IPv4Address(at)
            for at in self._turns(allowed)
            if self._permits(at) and not any(_has(block, at) for block in allowed)
        ]

    def _turns(self, blocks: Sequence[IPv4Network]) -> list[int]:
        """The addresses at which the answer can change."""
        edges = [*blocks, *(block for block, _ in self._rules)]
        turns = {0} | {int(edge[0]) for edge in edges} | {int(edge[-1]) + 1 for edge in edges}
        return sorted(turns - {_ALL})

    def _permits(self, at: int) -> bool:
        return next((permits for block, permits in reversed(self._rules) if _has(block, at)), True)


def _has(block: IPv4Network, at: int) -> bool:
    return int(block[0]) <= at <= int(block[-1])
