"""Rules for several arguments."""

from collections.abc import Iterator, Mapping
from typing import Any

from trunkline.model import asterisk, values
from trunkline.model.path import ConfigPath, Path, Problem
from trunkline.model.sip_uri import SipUri
from trunkline.model.standby import reserved
from trunkline.model.unknown import is_known
from trunkline.providers import settings

OPTIMISTIC = "media_encryption_optimistic"
_MANAGER = ("ami_host", "ami_user", "ami_secret")


def derives_ids(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Ids of rows derive from the endpoint's id, unless the rows exist already."""
    id_ = given["endpoint_id"]
    if given["rows_as_found"] is None and isinstance(id_, str) and (fault := asterisk.ID.rule(id_)):
        yield Problem(path.field("endpoint_id"), fault)


def encrypts(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """The name of a secure endpoint's transport is not that of a plain one, and its media are SRTP only."""
    transport, options = given["transport"], given["endpoint_options"]
    if given["secure"] is not True:
        return
    if isinstance(transport, str) and asterisk.transport_kind(transport) in {"udp", "tcp"}:
        remedy = f"set it to a TLS transport of pjsip.conf, or set {path.assign('secure', value=False)}"
        yield Problem(path.field("transport"), f"{transport!r} does not encrypt, but the trunk is secure: {remedy}")
    if is_known(options) and asterisk.is_yes(options.get(OPTIMISTIC)):
        text = "it offers calls without SRTP, but the trunk is secure: leave it out"
        yield Problem(path.field("endpoint_options").key(OPTIMISTIC), text)


def identifies_once(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Calls are identified by their host or by their account: matching either one would be enough."""
    by_host = next((name for name in ("shared_asterisk", "request_hosts") if _is_set(given.get(name))), None)
    if given["account_sid"] is not None and by_host:
        text = f"{path.written(by_host)} identifies the calls already, by their host: set one of the two"
        yield Problem(path.field("account_sid"), text)


def _is_set(value: Any) -> bool:
    return is_known(value) and bool(value)


def has_side(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """A provider has an account with its login, or a database."""
    account, key = given["twilio_account_sid"], given["twilio_api_key"]
    opener = settings.opener(with_key=key is not None)
    names = {name: path.written(name) for name in given}
    if account is None and given["database_url"] is None and all(given[name] is None for name in _MANAGER):
        text = f"neither {names['twilio_account_sid']} nor {names['database_url']} is set: set one of them, or both"
        yield Problem(path, text)
    elif account is not None and given[opener] is None:
        remedy = f"set it, or leave {names['twilio_api_key']} out"
        if key is None:
            remedy = f"set it, or {names['twilio_api_key']} with {names['twilio_api_secret']}"
        yield Problem(path.field(opener), f"missing, and the account has no other login: {remedy}")


def has_own_database(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """A manager interface has a user and a secret, and comes with the database of its Asterisk."""
    missing = [name for name in _MANAGER if given[name] is None]
    if given["database_url"] is None and (given_ones := [name for name in _MANAGER if name not in missing]):
        text = (
            f"{path.written('database_url')} is missing: set it, or leave this out: "
            "the stack's config has the manager interface of its own database"
        )
        yield Problem(path.field(given_ones[0]), text)
    elif len(missing) < len(_MANAGER):
        for name in missing:
            yield Problem(path.field(name), "missing: the manager interface needs host, user and secret: set it")


def keeps_standbys(argument: str, usernames: Any, path: Path) -> Iterator[Problem]:
    """No username is the stand-by of another."""
    for text in reserved([each for each in usernames if isinstance(each, str)]):
        yield Problem(path.field(argument), text)


def lists_once(argument: str, addresses: Any, path: Path) -> Iterator[Problem]:
    """No address is listed twice, written in two ways."""
    written: dict[str, str] = {}
    for address in addresses if addresses and is_known(addresses) else ():
        if isinstance(address, str) and not values.network(address):
            canonical = values.canonical_network(address)
            if canonical in written and address != written[canonical]:
                yield Problem(path.field(argument), f"{address!r} is the same as {written[canonical]!r}: list it once")
            written.setdefault(canonical, address)


def buys_once(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Each number to be bought has its own name, and none is the trunk's already."""
    bought, numbers = given["buy_numbers"], given["phone_numbers"]
    names, taken = set[str](), {each for each in numbers if isinstance(each, str)} if is_known(numbers) else set()
    for at, number in enumerate(bought if is_known(bought) else ()):
        here = path.field("buy_numbers").index(at)
        name, exact = number.get("name"), number.get("phone_number")
        if name in names:
            yield Problem(here.field("name"), f"{name!r} is listed before: give each number its own name")
        if exact in taken:
            yield Problem(here.field("phone_number"), f"{exact!r} is the trunk's already: list it once")
        names |= {name} if isinstance(name, str) else set()
        taken |= {exact} if isinstance(exact, str) else set()


def sends_by_tls(urls: Any, given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """A secure trunk calls its URLs by TLS. Each URL is listed once."""
    seen = set[str]()
    for at, url in enumerate(urls if isinstance(urls, list | tuple) else ()):
        sip_url, here = sip_url_of(url), path.field("origination_urls").index(at).field("sip_url")
        if sip_url in seen:
            yield Problem(
                here, f"{sip_url!r} is listed twice: list it once, because a URL has one priority and one weight"
            )
        if sip_url and given["secure"] is True and is_on(url) and SipUri(sip_url).sent_by != "tls":
            insecure = path.assign("secure", value=False)
            yield Problem(
                here, f"{sip_url!r} does not use TLS, but the trunk is secure: add ;transport=tls, or set {insecure}"
            )
        seen |= {sip_url} if sip_url else set()


def sip_url_of(url: Any) -> str | None:
    """The SIP URL of an origination URL, if it is known."""
    found = url.get("sip_url") if isinstance(url, Mapping) else None
    return found if isinstance(found, str) else None


def is_on(url: Any) -> bool:
    """Whether an origination URL is enabled, as far as is known."""
    return not isinstance(url, Mapping) or url.get("enabled", True) is not False


def names_numbers(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Twilio calls a number with its `+`, which YAML drops from a key without quotes."""
    extensions, numbers = given["extensions"], given["phone_numbers"]
    known = numbers if is_known(numbers) else ()
    for exten in extensions if is_known(extensions) else ():
        number = f"+{exten}"
        is_bare = isinstance(path, ConfigPath) and exten.isdecimal() and values.is_phone_number(number)
        if number in known or is_bare:
            text = f"{exten!r} has no '+', but Twilio calls {number!r}: write the key in quotes, {number!r}"
            yield Problem(path.field("extensions"), text)
