"""Where Twilio sends inbound calls."""

from collections import Counter
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.view import View
from trunkline.model import values
from trunkline.model.sip_uri import SipUri

UNREACHABLE = tuple(
    map(
        IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
    )
)
_USUAL = {"5060": {"udp", "tcp"}, "5061": {"tls"}}


def enabled(view: View) -> Iterator[Finding]:
    """A trunk without numbers and URLs is only for calls out: that is no finding."""
    for trunk in view.trunks:
        if trunk.phone_numbers and not trunk.origination_urls:
            fact = f"none, and the trunk has {', '.join(trunk.phone_numbers)}"
            yield codes.NO_ORIGINATION.at(f"{trunk} origination URLs", fact)
        elif trunk.origination_urls and not any(url.enabled for url in trunk.origination_urls):
            yield codes.NO_ORIGINATION.at(f"{trunk} origination URLs", "all are disabled")


def urls(view: View) -> Iterator[Finding]:
    for trunk in view.trunks:
        for url in trunk.origination_urls:
            subject, parts = f"{trunk} origination URLs.{url.sip_url}", SipUri(url.sip_url)
            if not url.enabled:
                continue
            if wrong := values.sip_url(url.sip_url):
                yield codes.BAD_ORIGINATION.at(subject, wrong)
            elif parts.is_uri:
                by = parts.transport or "udp"
                if trunk.secure and by != "tls":
                    yield codes.PLAIN_ORIGINATION.at(subject, f"it uses {by.upper()}", depends=(f"{trunk} secure",))
                elif by not in _USUAL.get(parts.port, {by}):
                    yield codes.ORIGINATION_PORT.at(subject, f"{by.upper()} on port {parts.port}")
                if _is_private(parts.host):
                    yield codes.PRIVATE_ORIGINATION.at(subject, parts.host)


def order(view: View) -> Iterator[Finding]:
    for trunk in view.trunks:
        subject = f"{trunk} origination URLs"
        enabled_urls = [url for url in trunk.origination_urls if url.enabled]
        for sip_url, times in Counter(url.sip_url for url in enabled_urls).items():
            if times > 1:
                yield codes.SAME_ORIGINATION.at(f"{subject}.{sip_url}", f"{times} times")
        for priority in sorted({url.priority for url in enabled_urls}):
            shares = {url.sip_url: url.weight for url in enabled_urls if url.priority == priority}
            if len(shares) > 1:
                listed = ", ".join(f"{sip_url} (weight {weight})" for sip_url, weight in sorted(shares.items()))
                yield codes.SHARED_PRIORITY.at(subject, f"priority {priority}: {listed}")


CHECKS = (enabled, urls, order)


def _is_private(host: str) -> bool:
    try:
        address = IPv4Address(host)
    except ValueError:
        return False
    return any(address in block for block in UNREACHABLE)
