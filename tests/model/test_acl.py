"""deny and permit as Asterisk reads them, and the way back from what is written."""

from ipaddress import IPv4Address, IPv4Network, collapse_addresses, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.components import SIGNALLING_RANGES
from trunkline.model.acl import WIDTH, Acl, write

RANGES = list(map(IPv4Network, SIGNALLING_RANGES.values()))
ALL = IPv4Network("0.0.0.0/0")

NETWORKS = st.builds(
    lambda address, prefix: IPv4Network((address, prefix), strict=False),
    st.integers(0, 2**32 - 1),
    st.integers(1, 32),
)
BLOCKS = NETWORKS.map(lambda block: str(block.network_address) if block.prefixlen == 32 else str(block))
ITEMS = st.lists(st.tuples(st.booleans(), NETWORKS | st.just(ALL)), max_size=6)


@given(st.lists(BLOCKS, unique=True, max_size=12))
def test_what_is_written_is_read(blocks: list[str]) -> None:
    columns = write(blocks)
    assert len(columns["deny"]) <= WIDTH
    acl = Acl.read(columns)
    assert sorted(rule.text for rule in acl.permitted) == sorted(blocks)
    assert not acl.unreadable
    networks = list(map(IPv4Network, blocks))
    assert acl.refused(networks) == acl.strangers(networks) == []
    if sum(block.num_addresses for block in collapse_addresses(networks)) < ALL.num_addresses:
        assert acl.refused([ALL]) == [ALL]


@given(ITEMS, ITEMS, st.integers(0, 2**32 - 1))
def test_the_last_item_that_matches_counts(
    deny: list[tuple[bool, IPv4Network]], permit: list[tuple[bool, IPv4Network]], at: int
) -> None:
    acl = Acl.read({"deny": _column(deny), "permit": _column(permit)})
    for address in (IPv4Address(at), *(block[0] for _, block in deny + permit)):
        permits = True
        for turned, block in deny:
            permits = turned if address in block else permits
        for turned, block in permit:
            permits = not turned if address in block else permits
        assert acl.refused([IPv4Network(address)]) == ([] if permits else [IPv4Network(address)])


def _column(items: list[tuple[bool, IPv4Network]]) -> str:
    return ", ".join(f"{'!' if turned else ''}{block}" for turned, block in items)


@given(st.dictionaries(st.sampled_from(["deny", "permit"]), st.none() | st.integers() | st.text("!,./0123456789: ab")))
def test_any_value(row: dict[str, object]) -> None:
    acl = Acl.read(row)
    written = [item.strip() for column in row.values() for item in str(column or "").split(",")]
    items = [item for item in written if item and not _is_ipv6(item.removeprefix("!"))]
    assert len(acl.rules) + len(acl.unreadable) == len(items)
    assert bool(acl) == bool(items)


def _is_ipv6(text: str) -> bool:
    try:
        return ip_network(text, strict=False).version == 6
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("deny", "permit", "refused", "strangers"),
    [
        ("0.0.0.0/0", ",".join(map(str, RANGES)), 0, False),
        (",".join(["0.0.0.0/0", *(f"!{block}" for block in RANGES)]), "", 0, False),
        ("0.0.0.0/0", "", 8, False),
        ("0.0.0.0/0.0.0.0", "54.172.60.0/255.255.255.252", 7, False),
        ("0.0.0.0/0", "54.172.60.1/31", 8, False),
        ("10.0.0.0/8", "", 0, True),
        ("", "54.172.60.0/30", 0, True),
        ("", "", 0, True),
        ("0.0.0.0/0", "54.0.0.0/8,35.156.191.128/30,177.71.206.192/30", 0, True),
        ("0.0.0.0/0", f"{','.join(map(str, RANGES))},!54.172.60.0/30", 1, False),
        ("0.0.0.0/0,!0.0.0.0/0,54.172.60.0/30", "", 1, True),
    ],
)
def test_acl(deny: str, permit: str, refused: int, strangers: bool) -> None:
    acl = Acl.read({"deny": deny, "permit": permit})
    assert len(acl.refused(RANGES)) == refused
    assert bool(acl.strangers(RANGES)) == strangers


@pytest.mark.parametrize("item", ["pbx", "54.172.60.0/33", "!!54.172.60.0/30", "54.172.60"])
def test_an_item_that_is_no_block(item: str) -> None:
    acl = Acl.read({"deny": "0.0.0.0/0", "permit": item})
    assert acl.unreadable == (item,)


@pytest.mark.parametrize("item", ["2001:db8::/32", "::/0", "!::1", "::ffff:0:0/96"])
def test_an_item_of_ipv6_changes_nothing_for_ipv4(item: str) -> None:
    plain, both = ({"deny": f"0.0.0.0/0{more}", "permit": "54.172.60.0/30"} for more in ("", f",{item}"))
    assert Acl.read(both) == Acl.read(plain)
