"""Reads a trunk's parts and a list's members, as the SDK's objects, for a resource, the doctor and the import.

The things themselves are in the indexes of `Account`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from trunkline.model import values
from trunkline.providers.errors import RefusedError
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.client import PAGE_SIZE
from trunkline.providers.twilio.converging import concurrently
from trunkline.providers.twilio.refusals import is_not_permitted

Found = dict[str, Any]
"""{the thing's key in the inputs: thing}"""


def associated(subresource: str, account: Account, trunk_sid: str) -> Found:
    """The lists that are associated with a trunk, by SID; `subresource` as the SDK names it."""
    lists = getattr(account.trunk(trunk_sid), subresource)
    return {each.sid: each for each in lists.stream(page_size=PAGE_SIZE)}


def origination_urls(account: Account, trunk_sid: str) -> Found:
    """By SIP URL, in Twilio's order. A second one with the same SIP URL has its SID in the key too."""
    found: Found = {}
    for each in account.trunk(trunk_sid).origination_urls.stream():
        found[f"{each.sip_url} ({each.sid})" if each.sip_url in found else each.sip_url] = each
    return found


def phone_numbers(account: Account, trunk_sid: str) -> Found:
    """The account's numbers whose calls the trunk gets, E.164.

    The association is the number's own TrunkSid, in each region: IE1 has no sub-resource for it. A restricted API key
    that may not list the account's numbers reads the sub-resource; such keys are in US1 only.
    """
    try:
        return {each.phone_number: each for each in account.numbers.all() if each.trunk_sid == trunk_sid}
    except RefusedError as refusal:
        if not is_not_permitted(refusal):
            raise
        return {each.phone_number: each for each in account.trunk(trunk_sid).phone_numbers.stream(page_size=PAGE_SIZE)}


PARTS: Mapping[str, Callable[[Account, str], Found]] = {
    "credential_lists": partial(associated, "credentials_lists"),
    "ip_access_control_lists": partial(associated, "ip_access_control_lists"),
    "origination_urls": origination_urls,
    "phone_numbers": phone_numbers,
}
"""{input of a trunk: the function that reads it}"""


def parts(account: Account, trunk_sid: str) -> dict[str, Found]:
    """All parts of a trunk, by the trunk's input."""
    found = concurrently(*(partial(read, account, trunk_sid) for read in PARTS.values()))
    return dict(zip(PARTS, found, strict=True))


def credentials(account: Account, list_sid: str) -> Found:
    """The credentials of a list, by username."""
    found = account.credential_lists.things(list_sid).credentials
    return {each.username: each for each in found.stream(page_size=PAGE_SIZE)}


def ip_addresses(account: Account, list_sid: str) -> Found:
    """The addresses of a list, each by its block as it was written: Twilio keeps bits beyond the prefix."""
    found = account.ip_access_control_lists.things(list_sid).ip_addresses
    return {values.block(each.ip_address, each.cidr_prefix_length): each for each in found.stream(page_size=PAGE_SIZE)}
