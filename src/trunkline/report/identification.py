"""Alerts about the rows by which Asterisk identifies inbound calls: which calls it refuses, or accepts too."""

import re
from collections.abc import Iterator, Mapping

from trunkline.model import signalling
from trunkline.model.acl import Acl
from trunkline.model.asterisk import IDENTIFIES, Endpoint
from trunkline.model.sip_uri import SipUri
from trunkline.model.unknown import is_known

from .alert import CAUTION, NOTE, WARNING, Alert
from .networks import left_out, network
from .plain import mapping
from .text import listed, named
from .trunk import Trunk, endpoint_row, is_shown

_ADDRESS, _HOST, _HEADER = "address", "host", "header"
_COLUMNS = {"match": _ADDRESS, "match_request_uri": _HOST, "match_header": _HEADER}

_Criteria = Mapping[str, str]
"""{what a call has to match: id of its row}"""
_Ways = Mapping[str, _Criteria]


def of_identification(trunk: Trunk, old: Endpoint, new: Endpoint) -> Iterator[Alert]:
    if not is_known(new.ps_endpoint_id_ips):
        return
    before, after = ({way: _criteria(each, way) for way in _COLUMNS.values()} for each in (old, new))
    rows = [row for way in _COLUMNS.values() for row in _lost(trunk, before, after, way)]
    if rows:
        fact = f"{named('identify row', list(dict.fromkeys(rows)))} removed"
        yield Alert(CAUTION, f"{fact}: Asterisk refuses inbound calls that no other row matches")
    else:
        yield from _other_way(before, after)
    acl = Acl.read(endpoint_row(new))
    permitted = [rule.text for rule in Acl.read(endpoint_row(old)).permitted] or before[_ADDRESS]
    blocks = {text: block for text in permitted if (block := network(text))}
    if acl.permitted and (shut := [text for text, block in blocks.items() if acl.refused([block])]):
        yield Alert(
            CAUTION, f"{named('signalling range', shut)} no longer permitted: Asterisk refuses inbound calls from there"
        )


def _lost(trunk: Trunk, before: _Ways, after: _Ways, way: str) -> list[str]:
    """The rows without which a call that they matched is no longer the endpoint's."""
    gone = [each for each in before[way] if each not in after[way]]
    blocks = [block for each in after[_ADDRESS] if (block := network(each))]
    if way == _ADDRESS:
        gone = left_out(gone, after[_ADDRESS])
    elif not signalling.missing(blocks):
        return []
    return [] if _have_all_urls(trunk, after[_HOST]) else [before[way][each] for each in gone]


def _other_way(before: _Ways, after: _Ways) -> Iterator[Alert]:
    """All calls of the trunk are still identified."""
    ways = [[way for way in _COLUMNS.values() if each[way]] for each in (before, after)]
    if ways[0] == [_HEADER] and not after[_HEADER]:
        headers = listed(before[_HEADER])
        yield Alert(WARNING, f"header {headers} no longer required: Asterisk accepts calls of any Twilio account too")
    elif before[_HOST] and not before[_ADDRESS] and after[_ADDRESS]:
        yield Alert(
            WARNING,
            "inbound calls identified by address instead of by host: calls of other trunks would match too",
        )
    elif ways[0] == [_ADDRESS] and ways[1] == [_HOST]:
        yield Alert(
            NOTE, "inbound calls identified by host instead of by address: other trunks can share that Asterisk"
        )


def _criteria(endpoint: Endpoint, way: str) -> _Criteria:
    (column,) = (column for column, of in _COLUMNS.items() if of == way)
    found: dict[str, str] = {}
    for id_, row in endpoint.rows(IDENTIFIES).items():
        text = str(row.get(column) or "")
        items = map(str.strip, text.split(",")) if way == _ADDRESS else [text]
        found.update({item: id_ for item in items if item})
    return found


def _have_all_urls(trunk: Trunk, patterns: _Criteria) -> bool:
    """Whether the patterns match calls to each origination URL that the trunk will have."""
    found = trunk.find("Trunk")
    urls = found.new.get("origination_urls") if found else None
    if not is_shown(urls):
        return False
    enabled = [url for url, settings in mapping(urls).items() if mapping(settings).get("enabled", True)]
    return bool(enabled) and all(any(_matches(each, url) for each in patterns) for url in enabled)


def _matches(pattern: str, url: str) -> bool:
    """A pattern without slashes is the whole of a request URI, which has the called number too."""
    try:
        return pattern[:1] == pattern[-1:] == "/" and bool(re.search(pattern[1:-1], f"sip:+1@{SipUri(url).address}"))
    except re.error:
        return False
