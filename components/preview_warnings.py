"""The warnings of a preview, in the doctor's words: such a setting can be intended, but is a mistake more often."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from ipaddress import IPv4Network
from typing import Any

from attrs import evolve

from trunkline.doctor import codes
from trunkline.doctor.finding import Code
from trunkline.model import signalling, values
from trunkline.model.asterisk import ALGORITHMS, AUDIO, CONTACT_ACL, HEARD, REQUIRING, excludes_md5, refuses_calls
from trunkline.model.path import Path, Problem
from trunkline.model.sip_uri import SipUri
from trunkline.model.unknown import is_known

from .checks import is_on, sip_url_of


def takes_calls(urls: Any, given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """A trunk with numbers needs an origination URL that the Internet can reach.

    Args:
        urls: the origination URLs, also the default ones.
        given: the arguments.
        path: the path of the arguments.
    """
    if not isinstance(urls, list | tuple):
        return
    yield from _reaches_twilio(given, path)
    numbers = [*given["buy_numbers"], *(given["phone_numbers"] if is_known(given["phone_numbers"]) else ())]
    at = path.field("origination_urls")
    if numbers and not any(map(is_on, urls)):
        yield _warning(at, codes.NO_ORIGINATION, "no URL is enabled, but the trunk has numbers")
    for index, url in enumerate(urls):
        uri = SipUri(sip_url_of(url) or "")
        here = at.index(index).field("sip_url") if given["origination_urls"] is not None else _address(uri, given, path)
        if is_on(url) and values.is_private(uri.host):
            yield _warning(here, codes.PRIVATE_ORIGINATION, uri.host)
        if is_on(url) and uri.is_uri and uri.strange_port:
            yield _warning(here, codes.ORIGINATION_PORT, uri.strange_port)


def of_endpoint(urls: Any, given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Asterisk accepts Twilio's calls and handles them well; `urls` as in `takes_calls`."""
    if given["rows_as_found"] is None:
        yield from _ranges(given, path)
        yield from _handling(given, path)
        yield from _columns(given, path)
    else:
        yield from _rows(urls, given, path)


def has_numbers(extensions: Any, numbers: Collection[str], path: Path) -> Iterator[Problem]:
    """The dialplan has rows for the trunk's own numbers.

    Args:
        extensions: the argument.
        numbers: the trunk's numbers, also the bought ones.
        path: the path of the arguments.
    """
    for exten in extensions if isinstance(extensions, Mapping) else ():
        if values.is_phone_number(exten) and exten not in numbers:
            yield _warning(path.field("extensions").key(exten), codes.CALLS_GO_ELSEWHERE, exten)


def _ranges(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Asterisk accepts calls from all of Twilio's signalling ranges, and from no other address."""
    ranges = given["signalling_ranges"]
    if not is_known(ranges):
        return
    blocks = {label: IPv4Network(block) for label, block in ranges.items() if isinstance(block, str)}
    if len(blocks) < len(ranges):
        return
    here = path.field("signalling_ranges")
    if missing := signalling.missing([*blocks.values()], _wanted(given)):
        yield _warning(here, codes.RANGE_MISSING, ", ".join(map(str, missing)))
    for label, block in blocks.items():
        if signalling.strange([block]):
            yield _warning(here.key(label), codes.STRANGERS_MATCH, str(block))


def _wanted(given: Mapping[str, Any]) -> Sequence[IPv4Network]:
    """All ranges. An endpoint with edges of its own may be one of several that take the calls of one trunk."""
    is_whole_trunk, edges = "asterisk_addresses" in given, given["edges"]
    if is_whole_trunk or not is_known(edges) or not edges:
        return signalling.RANGES
    return [IPv4Network(signalling.SIGNALLING_RANGES[each]) for each in edges if is_known(each)]


def _handling(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Media, dialled keys and failover work with Twilio."""
    if given["direct_media"] is True:
        yield _warning(path.field("direct_media"), codes.DIRECT_MEDIA, "True")
    if is_known(given["dtmf_mode"]) and given["dtmf_mode"] not in HEARD:
        yield _warning(path.field("dtmf_mode"), codes.DTMF, repr(given["dtmf_mode"]))
    edges = given["edges"]
    if is_known(edges) and len(edges) > 1 and given["qualify_frequency"] == 0:
        yield _warning(path.field("qualify_frequency"), codes.NO_FAILOVER, "0")


def _columns(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """No column asks of a call what Twilio does not offer."""
    options, at = given["endpoint_options"], path.field("endpoint_options")
    values_at = {column: (value, at.key(column)) for column, value in options.items()} if is_known(options) else {}
    for column, (value, here) in {"timers": (given["timers"], path.field("timers")), **values_at}.items():
        if is_known(value) and refuses_calls(column, value):
            code = codes.NO_AUDIO if column == AUDIO else codes.BROWSER_MEDIA
            yield _warning(here, codes.REQUIRED_EXTENSION if column in REQUIRING else code, f"{column} is {value!r}")
        elif column in CONTACT_ACL and value is not None:
            yield _warning(here, codes.CONTACT_ACL, column)
    of_auth = given["auth_options"]
    algorithms = of_auth.get(ALGORITHMS) if of_auth and is_known(of_auth) else None
    if algorithms is not None and is_known(algorithms) and excludes_md5(algorithms):
        yield _warning(path.field("auth_options").key(ALGORITHMS), codes.NO_MD5, repr(algorithms))


def _reaches_twilio(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Twilio sees one of the addresses that it allows."""
    name = "asterisk_addresses" if "asterisk_addresses" in given else "ip_addresses"
    addresses, code = given[name], codes.PRIVATE_ADDRESSES
    blocks = [*addresses] if addresses and is_known(addresses) else []
    if blocks and all(isinstance(each, str) and values.is_private_block(each) for each in blocks):
        declared = str(code.declared).replace("asterisk_addresses", name)
        yield _warning(path.field(name), evolve(code, declared=declared), ", ".join(blocks))


def _rows(urls: Any, given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """The rows of `rows_as_found` fit the trunk."""
    rows = given["rows_as_found"]
    if not _is_all_known(rows):
        return
    from .rows_examined import examined  # noqa: PLC0415 - few programs have such rows, and it loads the doctor

    for finding in examined(rows, urls, given):
        yield Problem(
            path.field("rows_as_found"), f"{finding.subject}: {finding.fact}: {finding.code.in_program(path)}"
        )


def _address(uri: SipUri, given: Mapping[str, Any], path: Path) -> Path:
    """The path of Asterisk's address from which the default URL derives."""
    addresses, here = given["asterisk_addresses"], path.field("asterisk_addresses")
    at = next(index for index, each in enumerate(addresses) if each in {uri.host, f"{uri.host}/{values.SINGLE}"})
    return here.key([*addresses][at]) if isinstance(addresses, Mapping) else here.index(at)


def _is_all_known(value: Any) -> bool:
    return all(map(_is_all_known, value.values())) if isinstance(value, Mapping) else is_known(value)


def _warning(path: Path, code: Code, fact: str) -> Problem:
    return Problem(path, f"{code.finding}: {fact}: {code.in_program(path)}")
