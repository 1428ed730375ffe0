"""Checks a value with a kind: the line about it, or None."""

from collections.abc import Callable
from functools import partial

from trunkline.model import scalars
from trunkline.model.asterisk import COLUMNS
from trunkline.model.kinds import Kind
from trunkline.model.path import Path
from trunkline.model.properties import known

Rule = Callable[[str, object], str | None]


def line(kind: Kind, prop: str, value: object) -> str | None:
    found = list(kind.problems(known(value), Path().field(prop)))
    assert len(found) <= 1
    return str(found[0]) if found else None


domain_name: Rule = partial(line, scalars.DOMAIN_NAME)
username: Rule = partial(line, scalars.USERNAME)
password: Rule = partial(line, scalars.PASSWORD)
network: Rule = partial(line, scalars.CANONICAL_NETWORK)
phone_number: Rule = partial(line, scalars.PHONE_NUMBER)
web_url: Rule = partial(line, scalars.WEB_URL)
sip_url: Rule = partial(line, scalars.SIP_URL)
codecs: Rule = partial(line, COLUMNS["ps_endpoints"]["allow"].kind)


def text(prop: str, value: object, most: int) -> str | None:
    return line(scalars.text(most), prop, value)


def whole_number(prop: str, value: object, least: int, most: int) -> str | None:
    return line(scalars.whole_number(least, most), prop, value)


def choice(prop: str, value: object, allowed: tuple[str, ...]) -> str | None:
    return line(scalars.one_of(*allowed), prop, value)
