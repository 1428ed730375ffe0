"""What can be judged without asking anybody.

Each rule answers None, or the line that names the property, the value and the rule. A value that is not
known yet (in a preview) passes.
"""

import re
from collections.abc import Iterable
from ipaddress import IPv4Network
from typing import Any, TypeGuard
from urllib.parse import urlsplit

import phonenumbers

CODECS = ("ulaw", "alaw")
"""Asterisk's names of the codecs that Twilio's trunks carry: PCMU and PCMA."""

PASSWORD_LENGTH = 12
MOST_PORTS = 65535
SINGLE = 32
"""Prefix length of a single IPv4 address."""

_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.pstn\.twilio\.com")
_USERNAME = re.compile(r"[!#-9=?A-Z\[\]-~]{1,32}")
_SIP_URL = re.compile(
    r"sip:(?:[^@\s;<>]+@)?"
    r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<parameters>(?:;[^\s;<>?@]+)*)",
    re.IGNORECASE | re.ASCII,
)
_CREDENTIALS = re.compile(r":[^:]*:.*@", re.DOTALL)
_SIP_PARAMETERS = {
    "transport": re.compile("udp|tcp|tls", re.IGNORECASE),
    "edge": re.compile(r"[a-z0-9-]+", re.IGNORECASE),
}


def findings(*judged: str | None) -> list[str]:
    return [finding for finding in judged if finding]


def is_unknown(value: Any) -> bool:
    """Whether it is the engine's mark of what is not known yet in a preview."""
    return not isinstance(value, str | float | int | list | dict | None)


def mapping(value: Any) -> dict[str, Any]:
    """`value`, or an empty one where it is not known yet."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """`value`, or an empty one where it is not known yet."""
    return value if isinstance(value, list) else []


def domain_name(value: Any) -> str | None:
    """A termination domain: letters, digits and `-`, ending in pstn.twilio.com."""
    if not isinstance(value, str) or _DOMAIN.fullmatch(value):
        return None
    return (
        f"domain_name: {value!r} is not a termination domain: "
        "one label of a-z, 0-9 and '-' up to 63 characters, then .pstn.twilio.com"
    )


def text(prop: str, value: Any, most: int) -> str | None:
    """A name of 1 to `most` characters."""
    if not isinstance(value, str) or 1 <= len(value) <= most:
        return None
    return f"{prop}: {value!r} has {len(value)} characters: from 1 to {most} are allowed"


def username(prop: str, value: Any) -> str | None:
    """What both a digest and the user part of Asterisk's contact carry safely."""
    if not isinstance(value, str) or _USERNAME.fullmatch(value):
        return None
    return f'{prop}: {value!r} is not 1 to 32 printable ASCII characters without space and " : ; < > @ \\'


def password(prop: str, value: Any) -> str | None:
    """Twilio's rule for a credential's password. The line does not repeat the password."""
    if not isinstance(value, str):
        return None
    lacks = [
        *([f"{PASSWORD_LENGTH} characters"] if len(value) < PASSWORD_LENGTH else []),
        *(
            name
            for name, pattern in (
                ("an upper-case letter", "[A-Z]"),
                ("a lower-case letter", "[a-z]"),
                ("a digit", "[0-9]"),
            )
            if not re.search(pattern, value)
        ),
    ]
    if not lacks:
        return None
    return (
        f"{prop}: the password (not shown) lacks {', '.join(lacks)}: "
        "Twilio asks for at least 12 characters with upper case, lower case and a digit"
    )


def network(prop: str, value: Any, *, canonical: bool = False) -> str | None:
    """An IPv4 address or CIDR block; spelled as `canonical_network` does where `canonical` is asked for."""
    if not isinstance(value, str):
        return None
    try:
        spelled = canonical_network(value)
    except ValueError as error:
        return f"{prop}: {value!r} is not an IPv4 address or CIDR block: {error}"
    if canonical and spelled != value:
        return f"{prop}: {value!r} must be written {spelled!r}"
    return None


def canonical_network(value: str) -> str:
    """`192.0.2.1` for a single address, `192.0.2.0/24` for a block; ValueError for anything else."""
    given = IPv4Network(value)
    if not given.prefixlen:
        raise ValueError("a prefix of 0 would let everybody in")
    return block(str(given.network_address), given.prefixlen)


def block(address: str, prefix: int) -> str:
    return address if prefix == SINGLE else f"{address}/{prefix}"


def parts(canonical: str) -> tuple[str, int]:
    """Address and prefix length: the reverse of `block`."""
    address, _, prefix = canonical.partition("/")
    return address, int(prefix or SINGLE)


def phone_number(prop: str, value: Any) -> str | None:
    """An E.164 number: `+`, country code, number."""
    if not isinstance(value, str):
        return None
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        number = None
    if (
        number
        and phonenumbers.is_possible_number(number)
        and phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == value
    ):
        return None
    return f"{prop}: {value!r} is not an E.164 number: '+', country code and number, digits only, as in +442071838750"


def whole_number(prop: str, value: Any, least: int, most: int) -> str | None:
    """A whole number within bounds; the engine hands numbers over as floats."""
    if not isinstance(value, int | float | str) or (is_whole(value) and least <= value <= most):
        return None
    return f"{prop}: {value!r} is not a whole number from {least} to {most}"


def is_whole(value: Any) -> TypeGuard[float]:
    return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def choice(prop: str, value: Any, allowed: Iterable[str]) -> str | None:
    if not isinstance(value, str) or value in allowed:
        return None
    return f"{prop}: {value!r} is none of {', '.join(allowed)}"


def _shown(url: str) -> str:
    """A URL for an error; not one that may have a password in it."""
    return "the URL (not shown, it has user and password)" if _CREDENTIALS.search(url) else repr(url)


def web_url(prop: str, value: Any) -> str | None:
    """An absolute http or https URL, or none."""
    if not isinstance(value, str) or not value:
        return None
    try:
        fits = urlsplit(value).scheme in {"http", "https"} and bool(urlsplit(value).hostname)
    except ValueError:
        fits = False
    return None if fits and not re.search(r"\s", value) else f"{prop}: {_shown(value)} is not an http or https URL"


def sip_url(prop: str, value: Any) -> str | None:
    """An origination URL: `sip:[user@]host[:port]` with the parameters transport and edge."""
    if not isinstance(value, str):
        return None
    if value.lower().startswith("sips:"):
        return f"{prop}: {_shown(value)} has the scheme sips: use sip: with ;transport=tls"
    if not value.lower().startswith("sip:"):
        return f"{prop}: {_shown(value)} has a scheme that is not sip: an origination URL is sip:[user@]host[:port]"
    match = _SIP_URL.fullmatch(value)
    if not match or not 1 <= int(match["port"] or 1) <= MOST_PORTS:
        return f"{prop}: {_shown(value)} is not a SIP URL: sip:[user@]host[:port][;transport=udp|tcp|tls][;edge=name]"
    for parameter in match["parameters"].split(";")[1:]:
        name, _, setting = parameter.partition("=")
        pattern = _SIP_PARAMETERS.get(name.lower())
        if pattern and not pattern.fullmatch(setting):
            return f"{prop}: {_shown(value)} has {_shown(parameter)}: transport is udp, tcp or tls, edge is a name"
    return None


def codecs(prop: str, value: Any) -> str | None:
    """Asterisk's `allow`: comma-separated codecs, out of those that Twilio carries."""
    if not isinstance(value, str):
        return None
    unknown = [codec for codec in value.split(",") if codec not in CODECS]
    return (
        f"{prop}: {', '.join(map(repr, unknown))} is not a codec of Twilio's trunks: {' and '.join(CODECS)} are"
        if unknown
        else None
    )
