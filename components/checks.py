"""Rules of several arguments, and of what a preview warns."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from trunkline.model import values
from trunkline.model.kinds import is_known
from trunkline.model.path import ConfigPath, Path, Problem
from trunkline.model.standby import reserved
from trunkline.providers import settings

UNREACHABLE = tuple(
    map(
        IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
    )
)
"""What the Internet does not route."""

_MANAGER = ("ami_host", "ami_user", "ami_secret")


def encrypts(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """A secure endpoint's transport is not a plain one by its name."""
    transport = given["transport"]
    is_plain = isinstance(transport, str) and any(plain in transport.lower() for plain in ("udp", "tcp"))
    if given["secure"] is True and is_plain:
        remedy = f"name a TLS transport of pjsip.conf, or set {path.assign('secure', value=False)}"
        yield Problem(path.field("transport"), f"{transport!r} does not encrypt, and the trunk is secure: {remedy}")


def has_side(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """A provider has an account that it can open, or a database."""
    account, key = given["twilio_account_sid"], given["twilio_api_key"]
    opener = settings.opener(with_key=key is not None)
    names = {name: path.spell(name) for name in given}
    if account is None and given["database_url"] is None and all(given[name] is None for name in _MANAGER):
        text = f"neither {names['twilio_account_sid']} nor {names['database_url']} is set: set one of them, or both"
        yield Problem(path, text)
    elif account is not None and given[opener] is None:
        remedy = f"set it, or leave {names['twilio_api_key']} out"
        if key is None:
            remedy = f"set it, or {names['twilio_api_key']} with {names['twilio_api_secret']}"
        yield Problem(path.field(opener), f"missing, and nothing else opens the account: {remedy}")


def has_own_database(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """A manager interface is that of an Asterisk whose database is given, and has a user and a secret."""
    missing = [name for name in _MANAGER if given[name] is None]
    if given["database_url"] is None and (given_ones := [name for name in _MANAGER if name not in missing]):
        text = (
            f"{path.spell('database_url')} is missing: set it, or leave this out: the stack's own is set in its config"
        )
        yield Problem(path.field(given_ones[0]), text)
    elif len(missing) < len(_MANAGER):
        for name in missing:
            yield Problem(path.field(name), "missing: the manager interface needs host, user and secret: set it")


def keeps_standbys(argument: str, usernames: Any, path: Path) -> Iterator[Problem]:
    """No username is another one's stand-by."""
    for text in reserved([each for each in usernames if isinstance(each, str)]):
        yield Problem(path.field(argument), text)


def lists_once(argument: str, addresses: Any, path: Path) -> Iterator[Problem]:
    """No address is given in two spellings."""
    written: dict[str, str] = {}
    for address in addresses if is_known(addresses) else ():
        if isinstance(address, str) and not values.network(address):
            canonical = values.canonical_network(address)
            if canonical in written and address != written[canonical]:
                yield Problem(path.field(argument), f"{address!r} is {written[canonical]!r} again: list it once")
            written.setdefault(canonical, address)


def sends_by_tls(urls: Any, given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """A secure trunk sends its calls by TLS, and to each URL once."""
    seen = set[str]()
    for at, url in enumerate(urls if isinstance(urls, list | tuple) else ()):
        sip_url, here = _sip_url(url), path.field("origination_urls").index(at).field("sip_url")
        if sip_url in seen:
            yield Problem(here, f"{sip_url!r} is listed before: a URL has one priority and one weight")
        if sip_url and given["secure"] is True and _is_on(url) and ";transport=tls" not in sip_url.lower():
            insecure = path.assign("secure", value=False)
            yield Problem(
                here, f"{sip_url!r} is not for TLS, and the trunk is secure: add ;transport=tls, or set {insecure}"
            )
        seen |= {sip_url} if sip_url else set()


def takes_calls(urls: Any, given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Numbers need somewhere to send their calls, which the Internet can reach."""
    if not isinstance(urls, list | tuple):
        return
    numbers = [*given["buy_numbers"], *(given["phone_numbers"] if is_known(given["phone_numbers"]) else ())]
    on = [url for url in urls if _is_on(url)]
    if numbers and not on:
        yield Problem(
            path.field("origination_urls"), "none is enabled, and the trunk has numbers: no inbound call arrives"
        )
    for at, url in enumerate(urls):
        host = values.host_of(_sip_url(url) or "")
        if host and _is_on(url) and is_private(host):
            text = f"{host} cannot be reached from the Internet: name Asterisk's public address"
            yield Problem(path.field("origination_urls").index(at).field("sip_url"), text)


def _sip_url(url: Any) -> str | None:
    found = url.get("sip_url") if isinstance(url, Mapping) else None
    return found if isinstance(found, str) else None


def _is_on(url: Any) -> bool:
    return not isinstance(url, Mapping) or url.get("enabled", True) is not False


def names_numbers(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Twilio calls a number with its `+`, which YAML takes from a key without quotes."""
    extensions, numbers = given["extensions"], given["phone_numbers"]
    known = numbers if is_known(numbers) else ()
    for exten in extensions if is_known(extensions) else ():
        number = f"+{exten}"
        is_bare = isinstance(path, ConfigPath) and exten.isdecimal() and values.is_phone_number(number)
        if number in known or is_bare:
            text = f"{exten!r} has no '+', and Twilio calls {number!r}: write the key in quotes, {number!r}"
            yield Problem(path.field("extensions"), text)


def is_private(host: str) -> bool:
    """Whether it is an address that the Internet does not route."""
    try:
        network = IPv4Network(host)
    except ValueError:
        return False
    return any(IPv4Address(network.network_address) in block for block in UNREACHABLE)
