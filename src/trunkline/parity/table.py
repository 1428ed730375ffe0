"""The table of assumptions."""

from . import (
    about_addresses,
    about_credentials,
    about_lists,
    about_numbers,
    about_origination_urls,
    about_requests,
    about_the_rest,
    about_trunks,
)
from .assumption import Assumption

GROUPS: dict[str, tuple[Assumption, ...]] = {
    "Any request": about_requests.ASSUMPTIONS,
    "Trunks": about_trunks.ASSUMPTIONS,
    "Origination URLs": about_origination_urls.ASSUMPTIONS,
    "Lists": about_lists.ASSUMPTIONS,
    "Credentials": about_credentials.ASSUMPTIONS,
    "Addresses": about_addresses.ASSUMPTIONS,
    "Phone numbers": about_numbers.ASSUMPTIONS,
    "What no request shows": about_the_rest.ASSUMPTIONS,
}

ASSUMPTIONS = tuple(each for group in GROUPS.values() for each in group)
