"""The rules for a single value. Each returns None, or the fact and its remedy, without the value's path."""

import re
from collections.abc import Iterable
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import TypeGuard
from urllib.parse import urlsplit

PASSWORD_LENGTH = 12
MOST_PORTS = 65535
SINGLE = 32
"""Prefix length of a single IPv4 address."""
WIDEST = 8
"""Prefix length of the widest block that may call out."""
UNREACHABLE = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "224.0.0.0/3",
        ),
    )
)
"""The blocks that the Internet does not route."""

DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+pstn\.twilio\.com")
USERNAME = re.compile(r"[!#-9=?A-Z\[\]-~]{1,32}")
SIP_URL = re.compile(
    r"[sS][iI][pP]:(?:[^@\s;<>]+@)?"
    r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<parameters>(?:;[^\s;<>?@]+)*)"
    r"(?:\?[xX]-[^\s<>?@=]+=[^\s<>?@]*)?",
    re.ASCII,
)

_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
ADDRESS = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}")
NETWORK = re.compile(rf"{ADDRESS.pattern}(?:/(?:0*(?:[1-9]|[12][0-9]|3[0-2])|{ADDRESS.pattern}))?")
E164 = re.compile(r"\+[1-9][0-9]{1,14}")
WEB_URL = re.compile(r"(?:[hH][tT]{2}[pP][sS]?://\S+)?")
"""The patterns of the values that the rules accept. The rules check more than the pattern."""

_CREDENTIALS = re.compile(r":[^:]*:.*@", re.DOTALL)
_SIP_PARAMETERS = {
    "transport": re.compile("udp|tcp|tls", re.IGNORECASE),
    "edge": re.compile(r"[a-z0-9-]+", re.IGNORECASE),
}
_BLANK = re.compile(r"\s")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def domain_name(value: str) -> str | None:
    """A termination domain: labels of letters, digits and `-`, then pstn.twilio.com."""
    if DOMAIN.fullmatch(value):
        return None
    return (
        f"{value!r} is not a termination domain: "
        "labels of a-z, 0-9 and '-' up to 63 characters, with dots between, then .pstn.twilio.com"
    )


def text(value: str, most: int) -> str | None:
    """A name of 1 to `most` characters."""
    if 1 <= len(value) <= most:
        return None
    return f"{value!r} has {len(value)} characters: from 1 to {most} are allowed"


def filled(value: str) -> str | None:
    """Not an empty text."""
    return None if value else "an empty text given: set it, or leave it out"


def username(value: str) -> str | None:
    """A username that is safe in a digest and in the user part of Asterisk's contact."""
    if USERNAME.fullmatch(value):
        return None
    return f'{value!r} is not 1 to 32 printable ASCII characters without space and " : ; < > @ \\'


def password(value: str) -> str | None:
    """Twilio's rule for a credential's password. The line does not repeat the password."""
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
        f"the password (not shown) lacks {', '.join(lacks)}: "
        "Twilio asks for at least 12 characters with upper case, lower case and a digit"
    )


def network(value: str) -> str | None:
    """An IPv4 address or CIDR block, but not a large part of the Internet."""
    try:
        canonical_network(value)
    except ValueError as error:
        return f"{value!r} is not an IPv4 address or CIDR block: {error}"
    return None


def canonical(value: str) -> str | None:
    """The same, written as `canonical_network` writes it."""
    if fault := network(value):
        return fault
    written = canonical_network(value)
    return None if written == value else f"{value!r} must be written {written!r}"


def canonical_network(value: str) -> str:
    """`192.0.2.1` for a single address, `192.0.2.0/24` for a block; ValueError for anything else."""
    given = IPv4Network(value)
    if given.prefixlen < WIDEST:
        raise ValueError(f"it is a large part of the Internet: give a block of /{WIDEST} or smaller")
    return block(str(given.network_address), given.prefixlen)


def block(address: str, prefix: int) -> str:
    return address if prefix == SINGLE else f"{address}/{prefix}"


def parts(canonical: str) -> tuple[str, int]:
    """Address and prefix length: the reverse of `block`."""
    address, _, prefix = canonical.partition("/")
    return address, int(prefix or SINGLE)


def phone_number(value: str) -> str | None:
    """An E.164 number: `+`, country code, number."""
    if is_phone_number(value):
        return None
    return f"{value!r} is not an E.164 number: '+', country code and number, digits only, as in +442071838750"


def is_phone_number(value: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - few processes judge a number

    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return False
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return phonenumbers.is_possible_number(number) and written == value


def is_country(value: str) -> bool:
    """Whether it is a country's ISO 3166 code."""
    import phonenumbers  # noqa: PLC0415 - few processes judge a country

    return value in phonenumbers.SUPPORTED_REGIONS


def whole_number(value: object, least: int, most: int) -> str | None:
    """A whole number within bounds; the engine hands numbers over as floats."""
    if is_whole(value) and least <= value <= most:
        return None
    return f"{shown(value)} is not a whole number from {least} to {most}"


def is_whole(value: object) -> TypeGuard[float]:
    return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def shown(value: object) -> str:
    """A value as it was typed: the engine makes floats of whole numbers."""
    return repr(int(value) if isinstance(value, float) and value.is_integer() else value)


def choice(value: str, allowed: Iterable[str]) -> str | None:
    return None if value in allowed else f"{value!r} is not one of {', '.join(allowed)}"


def host_of(sip_url: str) -> str | None:
    """The host of an origination URL, or None if it is not one."""
    match = SIP_URL.fullmatch(sip_url)
    return match["host"] if match else None


def is_private(host: str) -> bool:
    """Whether it is an address that the Internet does not route."""
    try:
        address = IPv4Address(host)
    except AddressValueError:
        return False
    return any(address in block for block in UNREACHABLE)


def is_private_block(block: str) -> bool:
    """The same for an address or a CIDR block, all of it."""
    try:
        network = IPv4Network(block, strict=False)
    except ValueError:
        return False
    return any(network.subnet_of(each) for each in UNREACHABLE)


def web_url(value: str) -> str | None:
    """An absolute http or https URL, or none."""
    if not value:
        return None
    try:
        fits = urlsplit(value).scheme in {"http", "https"} and bool(urlsplit(value).hostname)
    except ValueError:
        fits = False
    return None if fits and not _BLANK.search(value) else f"{_without_password(value)} is not an http or https URL"


def sip_url(value: str) -> str | None:
    """An origination URL: `sip:[user@]host[:port]` with the parameters transport and edge, and with X-headers."""
    shown_url = _without_password(value)
    if value.lower().startswith("sips:"):
        return f"{shown_url} has the scheme sips: use sip: with ;transport=tls"
    if not value.lower().startswith("sip:"):
        return f"{shown_url} has a scheme that is not sip: an origination URL is sip:[user@]host[:port]"
    match = SIP_URL.fullmatch(value)
    if not match or not 1 <= int(match["port"] or 1) <= MOST_PORTS:
        return f"{shown_url} is not a SIP URL: sip:[user@]host[:port][;transport=udp|tcp|tls][;edge=name]"
    seen = set[str]()
    for parameter in match["parameters"].split(";")[1:]:
        name, _, setting = parameter.partition("=")
        pattern = _SIP_PARAMETERS.get(name.lower())
        if name.lower() in seen:
            return f"{shown_url} has the parameter {name!r} twice: write it once"
        seen.add(name.lower())
        if pattern and not pattern.fullmatch(setting):
            return f"{shown_url} has {_without_password(parameter)}: transport is udp, tcp or tls, edge is a name"
    return None


def _without_password(url: str) -> str:
    """A URL for an error. It is not shown if it may have a password in it."""
    return "the URL (not shown, it has user and password)" if _CREDENTIALS.search(url) else repr(url)
