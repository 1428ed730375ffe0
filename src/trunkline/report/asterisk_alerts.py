"""Alerts about changes of Asterisk's rows: their effect on calls."""

from collections.abc import Iterator

from trunkline.model.asterisk import AORS, EXTENSIONS, Endpoint, Row, Rows
from trunkline.model.sip_uri import SipUri
from trunkline.model.unknown import is_known

from .alert import CAUTION, NOTE, WARNING, Alert
from .asterisk_changes import renamed
from .changes import bought_number
from .identification import of_identification
from .resource import CREATE, DELETE, REPLACE, SAME, Resource
from .text import code, listed, named
from .trunk import Delta, Trunk, endpoint_row
from .trunk import endpoint as loaded
from .words import arrow


def of_endpoint(trunk: Trunk) -> Iterator[Alert]:
    for endpoint in trunk.all("Endpoint"):
        if endpoint.op == DELETE:
            yield Alert(
                CAUTION,
                f"endpoint {code(endpoint.old.get('endpoint_id'))} deleted: Asterisk accepts no inbound calls from it, "
                f"and {_dial(loaded(endpoint.old))} fails",
            )
        elif endpoint.op == CREATE:
            yield from _caller(trunk, {}, endpoint_row(loaded(endpoint.new)))
        elif endpoint.op != SAME:
            yield from _changed(trunk, endpoint)


def _changed(trunk: Trunk, endpoint: Resource) -> Iterator[Alert]:
    old, new = loaded(endpoint.old), loaded(endpoint.new)
    if endpoint.op == REPLACE:
        ids = old.endpoint_id, new.endpoint_id
        yield Alert(
            CAUTION,
            f"endpoint replaced, {arrow(*ids)}: {_dial(old)} fails after it: the dialplan needs {_dial(new)}",
        )
        old = loaded(renamed(endpoint.old, *ids))
    yield from of_identification(trunk, old, new)
    yield from _ways(trunk, old, new)
    yield from _qualified(old, new)
    yield from _settings(endpoint_row(old), endpoint_row(new))
    yield from _caller(trunk, endpoint_row(old), endpoint_row(new))
    media = [endpoint_row(inputs).get("media_encryption") for inputs in (old, new)]
    if media[0] != media[1] and trunk.noun != "trunk":
        yield Alert(WARNING, f"media encryption {arrow(*media)}: calls fail unless the trunk's secure changes too")
    yield from _dialplan(old.rows(EXTENSIONS), new.rows(EXTENSIONS))


def _dialplan(old: Rows, new: Rows) -> Iterator[Alert]:
    delta = Delta.between(old, new)
    if gone := delta.removed:
        numbers = listed(dict.fromkeys(_number(id_, old[id_]) for id_ in gone))
        yield Alert(
            WARNING, f"{named('dialplan row', gone)} removed: calls to {numbers} fail unless extensions.conf has it"
        )
    for id_ in delta.kept:
        before, after = (f"{row.get('app')}({row.get('appdata') or ''})" for row in (old[id_], new[id_]))
        if before != after:
            yield Alert(NOTE, f"calls to {code(_number(id_, new[id_]))} run {code(after)} instead of {code(before)}")


def _number(id_: str, row: Row) -> str:
    """The number of a dialplan row, whose id is context/number/priority."""
    return str(row.get("exten") or id_.partition("/")[2].rpartition("/")[0] or id_)


def _caller(trunk: Trunk, old: Row, new: Row) -> Iterator[Alert]:
    number, found = new.get("from_user"), trunk.find("Trunk")
    known = Delta.of(found, "phone_numbers")
    own = {*known.kept, *known.added, *map(bought_number, trunk.all("PhoneNumber"))}
    if number and is_known(number) and number != old.get("from_user") and number not in own:
        yield Alert(
            WARNING,
            f"from user {arrow(old.get('from_user'), number)}: Twilio refuses calls out (error 32204) "
            "unless the account owns that number or has verified it",
        )


def _ways(trunk: Trunk, old: Endpoint, new: Endpoint) -> Iterator[Alert]:
    """Where calls out go. If the trunk's domain changes too, the trunk's alert reports it."""
    before, after = map(_hosts, (old, new))
    domains = Delta.of(trunk.find("Trunk"), "domain_name")
    if before == after or not is_known(new.ps_aors) or (domains.added and len(before) == len(after)):
        return
    first = ", to the first that answers OPTIONS," if len(after) > 1 else ""
    yield Alert(NOTE, f"calls out go to {listed(after)}{first} instead of {listed(before)}")


def _qualified(old: Endpoint, new: Endpoint) -> Iterator[Alert]:
    before, after = old.rows(AORS), new.rows(AORS)
    off = [aor for id_, aor in after.items() if _is_asked(before.get(id_, {})) and not _is_asked(aor)]
    if off:
        hosts = listed(map(_host, off))
        yield Alert(WARNING, f"OPTIONS to {hosts} turned off: Asterisk does not detect that Twilio is unreachable")


def _is_asked(aor: Row) -> bool:
    return str(aor.get("qualify_frequency") or 0) != "0"


def _hosts(inputs: Endpoint) -> list[str]:
    """The hosts of the contacts, in the order in which Asterisk tries the AORs."""
    aors = inputs.rows(AORS)
    order = str(endpoint_row(inputs).get("aors", "")).split(",")
    return [_host(aors[id_]) for id_ in sorted(aors, key=[*order, *aors].index)]


def _host(aor: Row) -> str:
    return SipUri(str(aor.get("contact", ""))).address


def _settings(old: Row, new: Row) -> Iterator[Alert]:
    for column, means in (
        ("context", "inbound calls fail unless the dialplan has it"),
        ("transport", "calls fail unless pjsip.conf has a transport of that name"),
        ("outbound_proxy", "calls out go through it"),
        ("identify_by", "it decides which calls count as the trunk's"),
    ):
        if old.get(column) != new.get(column):
            yield Alert(WARNING, f"{column.replace('_', ' ')} {arrow(old.get(column), new.get(column))}: {means}")
    codecs = [str(row.get("allow", "")).split(",") for row in (old, new)]
    if gone := [codec for codec in codecs[0] if codec not in codecs[1]]:
        yield Alert(WARNING, f"{named('codec', gone)} removed: a call without another codec fails")


def _dial(inputs: Endpoint) -> str:
    return code(f"PJSIP/…@{inputs.endpoint_id}")
