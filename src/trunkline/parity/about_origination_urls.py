"""Assumptions about the origination URLs of a trunk."""

from .assumption import Assumption, writes
from .cases import accepted, cleared, kebab, refused, shown
from .sources import DOCS, ORIGINATION, OTHER_CLIENT, SILENT, code_only, documented, rule
from .trial import Trial

BOGUS = {
    "name": ("FriendlyName", "x" * 65),
    "weight": ("Weight", "65536"),
    "priority": ("Priority", "65536"),
    "enabled": ("Enabled", "yes"),
    "no-url": ("SipUrl", None),
    "scheme": ("SipUrl", "https://192.0.2.1"),
    "port": ("SipUrl", "sip:192.0.2.1:65536"),
    "transport": ("SipUrl", "sip:192.0.2.1;transport=sctp"),
    "edge": ("SipUrl", "sip:192.0.2.1;edge=mars"),
    "ipv6": ("SipUrl", "sip:[2001:db8::1]"),
}
SIP_URLS = {
    "sips": ("sips:192.0.2.1", "The documents advise against it, so it exists: " + ORIGINATION + "."),
    "user": ("sip:pbx@192.0.2.1:5080", SILENT),
    "edge": ("sip:192.0.2.1;edge=dublin", documented(ORIGINATION)),
    "tls": ("sip:192.0.2.1;transport=tls", documented(ORIGINATION)),
    "headers": ("sip:192.0.2.1;transport=tls?X-Site=a", documented(f"{DOCS}/sip-trunking")),
}


def _eleventh(trial: Trial) -> None:
    url = f"{trial.make('trunks')}/OriginationUrls"
    for _ in range(10):
        trial.ask("POST", url, trial.form("origination_urls")).expect(201)
    trial.ask("POST", url, trial.form("origination_urls")).expect(400, 21249)


def _same_twice(trial: Trial) -> None:
    for _ in range(2):
        trial.ask("POST", trial.place("origination_urls"), trial.form("origination_urls")).expect(201)


ASSUMPTIONS: tuple[Assumption, ...] = (
    writes(
        "origination-weight-0",
        "`Weight` may be 0.",
        f"{OTHER_CLIENT} The documents say 1 to 65535: {ORIGINATION}.",
        accepted("origination_urls", {"weight": 0}, Weight="0"),
    ),
    *(
        writes(
            f"origination-url-{name}", f"`SipUrl` may be `{url}`.", evidence, accepted("origination_urls", SipUrl=url)
        )
        for name, (url, evidence) in SIP_URLS.items()
    ),
    *(
        writes(
            f"origination-bad-{name}",
            f"{shown(field, value)}: 400, code 20001.",
            SILENT if name == "ipv6" else rule(ORIGINATION),
            refused("origination_urls", 20001, **{field: value}),
        )
        for name, (field, value) in BOGUS.items()
    ),
    *(
        writes(
            f"origination-empty-{kebab(field)}",
            f"An empty `{field}`: 400, code 20001.",
            SILENT,
            refused("origination_url", 20001, **{field: ""}),
        )
        for field in ("SipUrl", "Priority", "Weight", "Enabled")
    ),
    writes(
        "origination-clear-friendly-name",
        "An empty `FriendlyName` leaves an origination URL without a name.",
        SILENT,
        cleared("origination_url", "FriendlyName", "{name}", ""),
    ),
    writes("origination-twice", "A trunk may have two origination URLs with the same `SipUrl`.", SILENT, _same_twice),
    writes("origination-limit", "The 11th origination URL: 400, code 21249.", code_only(21249), _eleventh),
)
