"""Checks a value with a kind: the line about it, or None."""

from collections.abc import Callable
from functools import partial

from trunkline.model import kinds
from trunkline.model.asterisk import COLUMNS
from trunkline.model.kinds import Kind
from trunkline.model.path import Path
from trunkline.model.properties import known

Rule = Callable[[str, object], str | None]


def line(kind: Kind, prop: str, value: object) -> str | None:
    found = list(kind.problems(known(value), Path().field(prop)))
    assert len(found) <= 1
    return str(found[0]) if found else None


domain_name: Rule = partial(line, kinds.DOMAIN_NAME)
username: Rule = partial(line, kinds.USERNAME)
password: Rule = partial(line, kinds.PASSWORD)
network: Rule = partial(line, kinds.CANONICAL_NETWORK)
phone_number: Rule = partial(line, kinds.PHONE_NUMBER)
web_url: Rule = partial(line, kinds.WEB_URL)
sip_url: Rule = partial(line, kinds.SIP_URL)
codecs: Rule = partial(line, COLUMNS["ps_endpoints"]["allow"].kind)


def text(prop: str, value: object, most: int) -> str | None:
    return line(kinds.text(most), prop, value)


def whole_number(prop: str, value: object, least: int, most: int) -> str | None:
    return line(kinds.whole_number(least, most), prop, value)


def choice(prop: str, value: object, allowed: tuple[str, ...]) -> str | None:
    return line(kinds.one_of(*allowed), prop, value)
