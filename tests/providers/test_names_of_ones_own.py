"""Things with a name that the user has chosen: an interrupted run knows again what it made, whatever the clocks say."""

import itertools
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from twilio.rest import Client

from trunkline.providers.errors import NotOursError
from trunkline.providers.twilio.account import Account
from trunkline.testing.twilio import Emulator

from ..support import account, inputs, mortality
from ..support.inputs import ORIGINATION, PASSWORD, URL
from ..support.logics import CredentialListLogic, CredentialListSealLogic, IpAccessControlListLogic, TrunkLogic
from ..support.mortality import Killed

TRUNK = "Berlin"
LOGINS = "logins"
ADDRESSES = "addresses"
HINT = {"domain_name": "grable.pstn.twilio.com", "friendly_name": TRUNK, "adopt": False}

DECLARED: dict[type[Any], dict[str, Any]] = {
    CredentialListLogic: inputs.credential_list(
        friendly_name=LOGINS, credentials={"grable": PASSWORD, "second": PASSWORD}, adopt=False, trunk=HINT
    ),
    IpAccessControlListLogic: inputs.ip_access_control_list(
        friendly_name=ADDRESSES, ip_addresses={"206.189.160.179": "a", "192.0.2.0/24": "b"}, adopt=False, trunk=HINT
    ),
    TrunkLogic: inputs.trunk(friendly_name=TRUNK, origination_urls={URL: ORIGINATION}),
}
MADE: dict[str, Any] = {
    "trunks": [
        {
            "domain_name": "grable.pstn.twilio.com",
            "friendly_name": TRUNK,
            "secure": True,
            "credential_lists": [LOGINS],
            "ip_access_control_lists": [ADDRESSES],
            "origination_urls": [URL],
            "phone_numbers": ["+11234567890"],
        }
    ],
    "credential_lists": {LOGINS: ["grable", "second"]},
    "ip_access_control_lists": {ADDRESSES: ["192.0.2.0", "206.189.160.179"]},
    "lists": 2,
}
MOST_REQUESTS = 24
DATED = ("trunks", "credential_lists", "credentials", "ip_access_control_lists", "ip_addresses", "origination_urls")


def _create_all(client: Client) -> None:
    """As the engine does, in the order of the graph."""
    shared = Account(client)

    def make(kind: type[Any], **further: Any) -> str:
        logic = kind(shared)
        logic.owner = inputs.OWNER
        declared = DECLARED[kind] | further
        assert logic.inspect({}, declared) == []
        logic.notices({}, declared)
        return str(logic.create(declared)[0])

    lists = {
        "credential_lists": [make(CredentialListLogic)],
        "ip_access_control_lists": [make(IpAccessControlListLogic)],
    }
    make(TrunkLogic, **lists)
    seal = inputs.seal(lists["credential_lists"][0], **DECLARED[CredentialListLogic]["credentials"])
    CredentialListSealLogic(shared, None).create(seal)


def _set_the_clock(emulator: Emulator, year: int) -> None:
    with closing(sqlite3.connect(emulator.state, timeout=30)) as state, state:
        for table in DATED:
            state.execute(f"UPDATE {table} SET date_created = '{year}' || substr(date_created, 5)")  # noqa: S608


def _is_made_once(emulator: Emulator) -> None:
    found = account.read(emulator)
    assert {key: found[key] for key in MADE} == MADE


def _requests(emulator: Emulator) -> int:
    emulator.forget_requests()
    _create_all(emulator.client())
    return emulator.request_count()


def test_how_many_requests_there_are(emulator: Emulator) -> None:
    """The rows below reach the last one."""
    assert _requests(emulator) < MOST_REQUESTS
    _is_made_once(emulator)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("life", range(1, MOST_REQUESTS + 1))
def test_killed_at_each_request(life: int, after: bool, emulator: Emulator) -> None:
    try:
        _create_all(mortality.client(emulator, life, after=after))
    except Killed:
        _set_the_clock(emulator, 2099 if after else 2001)
        _create_all(emulator.client())
    _is_made_once(emulator)


@pytest.mark.slow
def test_killed_again_and_again(emulator: Emulator) -> None:
    """Each run gets one request further than the one before."""
    for life in itertools.count(1):
        try:
            _create_all(mortality.client(emulator, life, after=True))
        except Killed:
            found = account.read(emulator)
            assert (found["lists"] <= MADE["lists"], len(found["trunks"]) <= 1) == (True, True)
        else:
            break
    _is_made_once(emulator)


FOREIGN: dict[str, tuple[type[Any], Callable[[Client], Any]]] = {
    "credential list, empty": (
        CredentialListLogic,
        lambda client: client.api.v2010.account.sip.credential_lists.create(LOGINS),
    ),
    "credential list with a member of ours": (
        CredentialListLogic,
        lambda client: client.api.v2010.account.sip.credential_lists.create(LOGINS).credentials.create(
            "grable", PASSWORD
        ),
    ),
    "address list, empty": (
        IpAccessControlListLogic,
        lambda client: client.api.v2010.account.sip.ip_access_control_lists.create(ADDRESSES),
    ),
    "trunk at that domain": (
        TrunkLogic,
        lambda client: client.trunking.v1.trunks.create(friendly_name="Rome", domain_name="grable.pstn.twilio.com"),
    ),
    "another stack's trunk at that domain": (
        TrunkLogic,
        lambda client: client.trunking.v1.trunks.create(
            friendly_name="trunkline/prod/twilio", domain_name="grable.pstn.twilio.com"
        ),
    ),
}


@pytest.mark.parametrize("foreign", FOREIGN)
def test_what_somebody_else_has_made_is_refused(foreign: str, emulator: Emulator, client: Client) -> None:
    kind, make = FOREIGN[foreign]
    make(client)
    before, logic = account.read(emulator), kind(Account(client))
    logic.owner = inputs.OWNER
    (line,) = logic.inspect({}, DECLARED[kind])
    assert "this stack has not made it" in line
    with pytest.raises(NotOursError) as refused:
        logic.create(DECLARED[kind])
    assert str(refused.value) == line
    assert account.read(emulator) == before


@pytest.mark.parametrize("kind", [CredentialListLogic, IpAccessControlListLogic])
def test_a_list_that_a_foreign_trunk_uses_is_not_left_over(kind: type[Any], emulator: Emulator, client: Client) -> None:
    """It has our very members."""
    somebody, declared = kind(Account(client)), DECLARED[kind]
    sid, _ = somebody.create({key: value for key, value in declared.items() if key != "trunk"})
    trunk = client.trunking.v1.trunks.create(friendly_name="Rome", domain_name="rome.pstn.twilio.com")
    getattr(trunk, kind.LOGIC.OF_TRUNK).create(sid)
    logic = kind(Account(client))
    logic.owner = inputs.OWNER
    before = account.read(emulator)
    with pytest.raises(NotOursError, match=f"exists already .{sid}., and this stack has not made it"):
        logic.create(declared)
    assert account.read(emulator) == before
