"""Trunks as people make them in the console: each is imported as it is."""

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from trunkline.testing.twilio import Emulator

from ..support import rows as tables
from . import taking_over, world

pytestmark = pytest.mark.slow

TLS = "sip:b.example.com;transport=tls"
TWILIO: dict[str, Callable[[Any, Any], object]] = {
    "the guide": lambda _, trunk: trunk,
    "weight and priority 0": lambda _, trunk: trunk.origination_urls.create(0, 0, True, "b", TLS),
    "a URL that is off": lambda _, trunk: trunk.origination_urls.create(1, 1, False, "off", "sip:10.0.0.1:5061"),
    "no URL": lambda _, trunk: [each.delete() for each in trunk.origination_urls.list()],
    "a URL with user and edge": lambda _, trunk: trunk.origination_urls.create(
        1, 1, True, "b", "sip:+1555@b.example.com;edge=dublin;transport=TLS"
    ),
    "a URL with its own header": lambda _, trunk: trunk.origination_urls.create(1, 1, True, "b", f"{TLS}?X-Site=a"),
    "plain calls": lambda _, trunk: trunk.update(secure=False),
    "a name with blanks": lambda _, trunk: trunk.update(friendly_name=" Office  trunk "),
    "an address without name": lambda twilio, trunk: _addresses(twilio, trunk).create("asterisk", "198.51.100.7"),
    "a block around an address": lambda twilio, trunk: _addresses(twilio, trunk).create(
        "b", "206.189.160.0", cidr_prefix_length=24
    ),
    "no number": lambda _, trunk: [each.delete() for each in trunk.phone_numbers.list()],
}
"""{set-up: what is done to the guide's trunk}"""


def _addresses(twilio: Any, trunk: Any) -> Any:
    (found,) = trunk.ip_access_control_lists.list()
    return twilio.api.v2010.account.sip.ip_access_control_lists(found.sid).ip_addresses


@pytest.mark.parametrize("set_up", TWILIO)
def test_trunks(emulator: Emulator, sqlite_url: str, set_up: str) -> None:
    twilio = emulator.client()
    TWILIO[set_up](twilio, twilio.trunking.v1.trunks(world.trunk_by_hand(emulator)))
    for statement in world.GUIDE:
        tables.execute(sqlite_url, statement)
    settings = evolve(emulator.settings, database_url=sqlite_url)
    imported = taking_over.imported(settings)
    before = world.account(emulator), world.rows(sqlite_url)

    taking_over.nothing_changes(settings, imported)
    assert (world.account(emulator), world.rows(sqlite_url)) == before
