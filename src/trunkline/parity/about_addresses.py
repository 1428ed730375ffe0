"""Assumptions about the addresses of an IP access control list."""

from collections.abc import Callable

from .assumption import Assumption, writes
from .cases import accepted, cleared, kebab, refused
from .sources import (
    ADDRESS,
    SILENT,
    code_only,
    documented,
    rule,
)
from .trial import Trial

MOST_ADDRESSES = 100
BOGUS_ADDRESSES = {
    "ipv6": "2001:db8::1",
    "block": "198.18.0.0/24",
    "name": "pbx.example.com",
    "part": "198.18.0",
    "zero": "198.18.0.01",
}


def _address_twice(prefix: str, status: int, code: int | None) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        form = trial.form("ip_addresses", CidrPrefixLength="32")
        trial.ask("POST", trial.place("ip_addresses"), form).expect(201)
        trial.ask("POST", trial.place("ip_addresses"), {**form, "CidrPrefixLength": prefix}).expect(status, code)

    return case


def _address_limit(trial: Trial) -> None:
    url = f"{trial.make('ip_access_control_lists').removesuffix('.json')}/IpAddresses.json"
    for _ in range(MOST_ADDRESSES):
        trial.ask("POST", url, trial.form("ip_addresses")).expect(201)
    trial.ask("POST", url, trial.form("ip_addresses")).expect(400, 21237)


ASSUMPTIONS: tuple[Assumption, ...] = (
    *(
        writes(
            f"address-{name}",
            f"`IpAddress={address}`: 400, code 21238.",
            rule(ADDRESS),
            refused("ip_addresses", 21238, IpAddress=address),
        )
        for name, address in BOGUS_ADDRESSES.items()
    ),
    writes(
        "address-prefix-default",
        "Without `CidrPrefixLength` it is 32.",
        documented(ADDRESS),
        accepted("ip_addresses", {"cidr_prefix_length": 32}),
    ),
    *(
        writes(
            f"address-prefix-{prefix}",
            f"`CidrPrefixLength={prefix}`: 400, code 21238.",
            SILENT,
            refused("ip_addresses", 21238, CidrPrefixLength=prefix),
        )
        for prefix in ("0", "33")
    ),
    *(
        writes(
            f"address-empty-{kebab(field)}",
            f"An empty `{field}`: 400, code 21238.",
            SILENT,
            refused("ip_address", 21238, **{field: ""}),
        )
        for field in ("IpAddress", "CidrPrefixLength")
    ),
    writes(
        "address-host-bits",
        "An address keeps the bits behind its prefix: 198.18.9.7 with 24 is not made 198.18.9.0.",
        SILENT,
        accepted(
            "ip_addresses",
            {"ip_address": "198.18.9.7", "cidr_prefix_length": 24},
            IpAddress="198.18.9.7",
            CidrPrefixLength="24",
        ),
    ),
    writes(
        "address-twice",
        "The address and prefix of another entry of the list: 400, code 21235.",
        code_only(21235),
        _address_twice("32", 400, 21235),
    ),
    writes(
        "address-other-prefix",
        "The same address with another prefix is another entry.",
        SILENT,
        _address_twice("31", 201, None),
    ),
    writes(
        "address-clear-friendly-name",
        "An empty `FriendlyName` leaves an address without a name.",
        SILENT,
        cleared("ip_address", "FriendlyName", "{name}", ""),
    ),
    writes(
        "address-name-missing",
        "A new address without `FriendlyName`: 400, code 20001.",
        SILENT,
        refused("ip_addresses", 20001, FriendlyName=None),
    ),
    writes("address-limit", "The 101st address of a list: 400, code 21237.", code_only(21237), _address_limit),
)
