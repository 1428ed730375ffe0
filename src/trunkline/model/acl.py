"""The ACL of an endpoint: columns deny and permit of ps_endpoints.

Asterisk reads the items of deny, then those of permit. `!` reverses an item. Of all items that an address matches, the
last one counts. An address that matches none is permitted.
"""

from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, ip_network
from typing import Any, Self

from attrs import frozen

WIDTH = 95
"""Characters in each of the two columns."""

ANY = IPv4Network("0.0.0.0/0")
"""All addresses."""

_END = 2**32


@frozen
class Rule:
    """One item.

    Attributes:
        text: the address or block as it is written, without `!`.
        block: the same as a block; a netmask is allowed, bits beyond it are dropped.
        permits: whether its addresses are permitted, not denied.
    """

    text: str
    block: IPv4Network
    permits: bool


@frozen
class Acl:
    """The rules in the two columns. It is false if both are empty.

    Attributes:
        rules: in Asterisk's order.
        unreadable: items that are not an address or block. Those of IPv6 are left out: they match no IPv4 address.
    """

    rules: tuple[Rule, ...]
    unreadable: tuple[str, ...] = ()

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """The ACL of a row of ps_endpoints. Reads any values."""
        rules, unreadable = [], []
        for column, permits in (("deny", False), ("permit", True)):
            for item in map(str.strip, str(row.get(column) or "").split(",")):
                text = item.removeprefix("!")
                try:
                    block = ip_network(text, strict=False)
                except ValueError:
                    unreadable += [item] if item else []
                else:
                    rules += [Rule(text, block, permits == (text == item))] if isinstance(block, IPv4Network) else []
        return cls(tuple(rules), tuple(unreadable))

    def __bool__(self) -> bool:
        return bool(self.rules or self.unreadable)

    @property
    def permitted(self) -> list[Rule]:
        """The items that permit addresses."""
        return [rule for rule in self.rules if rule.permits]

    def refused(self, wanted: Iterable[IPv4Network]) -> list[IPv4Network]:
        """The blocks of `wanted` with a denied address."""
        return [
            block for block in wanted if not all(self._permits(at) for at in self._turns([block]) if _has(block, at))
        ]

    def strangers(self, allowed: Sequence[IPv4Network], among: IPv4Network = ANY) -> list[IPv4Address]:
        """Permitted addresses of `among` that are not in `allowed`: the first one of each range."""
        return [
            IPv4Address(at)
            for at in self._turns([*allowed, among])
            if _has(among, at) and self._permits(at) and not any(_has(block, at) for block in allowed)
        ]

    def _turns(self, blocks: Sequence[IPv4Network]) -> list[int]:
        """The addresses at which the answer can change."""
        edges = [*blocks, *(rule.block for rule in self.rules)]
        turns = {0} | {int(edge[0]) for edge in edges} | {int(edge[-1]) + 1 for edge in edges}
        return sorted(turns - {_END})

    def _permits(self, at: int) -> bool:
        return next((rule.permits for rule in reversed(self.rules) if _has(rule.block, at)), True)


def write(blocks: Iterable[str]) -> dict[str, str]:
    """The columns that permit these blocks only: in deny as exceptions, and in permit if they do not fit there."""
    columns: dict[str, list[str]] = {"deny": ["0.0.0.0/0"], "permit": []}
    for block in blocks:
        deny = ",".join([*columns["deny"], f"!{block}"])
        column, item = ("deny", f"!{block}") if len(deny) <= WIDTH else ("permit", block)
        columns[column].append(item)
    return {column: ",".join(items) for column, items in columns.items() if items}


def _has(block: IPv4Network, at: int) -> bool:
    return int(block[0]) <= at <= int(block[-1])
