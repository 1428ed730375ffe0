"""Origination URLs for the resource, and what the other side derives from them."""

from typing import Any

import attrs

from trunkline.model import values

from .arguments import default
from .outputs import as_dict, is_late, lift, settled
from .trunk_settings import OriginationUrl

_DEFAULTS = {each.name: default(each) for each in attrs.fields(OriginationUrl) if each.default is not attrs.NOTHING}


def by_sip_url(urls: Any) -> Any:
    """Give {SIP URL: its settings}."""
    needs_waiting = is_late(urls) or any(is_late(each) or is_late(as_dict(each)["sip_url"]) for each in urls)
    return lift(_joined, settled(urls) if needs_waiting else urls)


def sip_urls(urls: Any) -> Any:
    return lift(lambda known: [as_dict(each)["sip_url"] for each in known], settled(urls))


def of_addresses(addresses: Any, secure: Any) -> Any:
    """One URL for each address that is not a block."""

    def make(known: Any, is_secure: bool) -> list[dict[str, str]]:
        suffix = ";transport=tls" if is_secure else ""
        singles = [address for each in known if "/" not in (address := str(each).removesuffix(f"/{values.SINGLE}"))]
        return [{"sip_url": f"sip:{address}{suffix}"} for address in singles]

    return lift(make, settled(addresses), secure)


def hosts(urls: Any) -> Any:
    """The host names in the URLs, without ports and parameters."""
    return lift(lambda known: sorted({host for each in known if (host := values.host_of(each))}), sip_urls(urls))


def _joined(urls: Any) -> Any:
    full = [_DEFAULTS | as_dict(each) for each in urls]
    return {each.pop("sip_url"): each for each in full}
