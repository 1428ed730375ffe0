"""Where Twilio sends inbound calls."""

from collections import Counter
from collections.abc import Iterator

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.view import View
from trunkline.model import values
from trunkline.model.sip_uri import SipUri


def enabled(view: View) -> Iterator[Finding]:
    """A trunk without numbers is only for calls out: that is no finding."""
    for trunk in view.trunks:
        if trunk.phone_numbers and not trunk.origination_urls:
            fact = f"none, and the trunk has {', '.join(trunk.phone_numbers)}"
            yield codes.NO_ORIGINATION.at(f"{trunk} origination URLs", fact)
        elif trunk.phone_numbers and not any(url.enabled for url in trunk.origination_urls):
            yield codes.NO_ORIGINATION.at(f"{trunk} origination URLs", "all are disabled")


def urls(view: View) -> Iterator[Finding]:
    for trunk in view.trunks:
        for url in trunk.origination_urls:
            subject, parts = f"{trunk} origination URLs.{url.sip_url}", SipUri(url.sip_url)
            if wrong := values.sip_url(url.sip_url.partition("?")[0]):  # headers may follow
                yield codes.BAD_ORIGINATION.at(subject, wrong)
            elif url.enabled:
                if trunk.secure and parts.sent_by != "tls":
                    fact = f"it uses {parts.sent_by.upper()}"
                    yield codes.PLAIN_ORIGINATION.at(subject, fact, depends=(f"{trunk} secure",))
                elif parts.strange_port:
                    yield codes.ORIGINATION_PORT.at(subject, parts.strange_port)
                if values.is_private(parts.host):
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


def recovery(view: View) -> Iterator[Finding]:
    for trunk in view.trunks:
        if wrong := values.web_url(str(trunk.settings.get("disaster_recovery_url") or "")):
            yield codes.BAD_RECOVERY.at(f"{trunk} disaster_recovery_url", wrong)


CHECKS = (enabled, urls, order, recovery)
