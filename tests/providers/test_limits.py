"""Twilio's limits, with the room that a change takes for a while: a preview refuses what fails in `up`, no more."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from attrs import frozen
from twilio.rest import Client

from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import TrunklineError
from trunkline.providers.ledger import Ledger
from trunkline.providers.ownership import Owner
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.credential_list import UNDECLARED
from trunkline.providers.twilio.list_credentials import ListCredentials
from trunkline.testing.twilio import Emulator

from ..support import account, digests, inputs, rows
from ..support.inputs import NAME, PASSWORD
from ..support.logics import CredentialListLogic, EndpointLogic, IpAccessControlListLogic, PlainLogic, TrunkLogic

OTHER = "Another-Password-1"
DATES = "'2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'"


def _fill(emulator: Emulator, table: str, columns: str, values_of: Iterable[tuple[Any, ...]]) -> None:
    """Rows in the emulator's state: a thousand requests take their time."""
    values = ", ".join("?" for _ in columns.split(", "))
    with closing(sqlite3.connect(emulator.state)) as state, state:
        state.executemany(
            f"INSERT INTO {table} ({columns}, date_created, date_updated) VALUES ({values}, {DATES})",  # noqa: S608
            values_of,
        )


def _add_credentials(emulator: Emulator, sid: str, usernames: Iterable[str]) -> None:
    made = (
        (f"CR{number:032x}", emulator.account_sid, sid, username, digests.ha1(username, PASSWORD))
        for number, username in enumerate(usernames)
    )
    _fill(emulator, "credentials", "sid, account_sid, credential_list_sid, username, ha1", made)


@frozen
class Change:
    """A change of a credential list.

    Attributes:
        fits: whether there is room for it.
        stay: how many declared credentials stay as they are.
        change: how many of them get another password.
        add: how many are new.
        remove: how many are no longer declared.
        drift: how many a refresh has found that were never declared.
        unseen: the same, without a refresh.
    """

    fits: bool
    stay: int = 0
    change: int = 0
    add: int = 0
    remove: int = 0
    drift: int = 0
    unseen: int = 0

    def names(self, what: str) -> list[str]:
        return [f"{what}-{number}" for number in range(getattr(self, what))]


CHANGES = {
    "a stand-by takes the last place": Change(fits=True, stay=998, change=1),
    "no place for a stand-by": Change(fits=False, stay=999, change=1),
    "two stand-bys": Change(fits=True, stay=996, change=2),
    "one stand-by too many": Change(fits=False, stay=997, change=2),
    "one more": Change(fits=True, stay=999, add=1),
    "what is removed stays until the seal": Change(fits=False, stay=999, add=1, remove=1),
    "removed, and one less": Change(fits=True, stay=998, add=1, remove=1),
    "a removal alone": Change(fits=True, stay=998, remove=2),
    "what was never declared goes first": Change(fits=True, stay=998, change=1, drift=1),
    "drift that a refresh has not seen": Change(fits=False, stay=998, change=1, unseen=1),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_update_of_credentials(change: Change, emulator: Emulator, client: Client) -> None:
    stay, changed, added = (change.names(what) for what in ("stay", "change", "add"))
    drift, gone = change.names("drift"), change.names("remove")
    sid = client.api.v2010.account.sip.credential_lists.create(NAME).sid
    _add_credentials(emulator, sid, [*stay, *changed, *drift, *gone, *change.names("unseen")])
    olds = inputs.credential_list(
        credentials=dict.fromkeys([*stay, *changed, *gone], PASSWORD) | dict.fromkeys(drift, UNDECLARED)
    )
    news = inputs.credential_list(credentials=dict.fromkeys(stay, PASSWORD) | dict.fromkeys([*changed, *added], OTHER))
    before = digests.read(emulator)
    found = CredentialListLogic(Account(client)).inspect(olds, news)
    assert (found == []) is change.fits
    if change.fits:
        CredentialListLogic(Account(client)).update(sid, olds, news)
        assert len(digests.read(emulator)) <= 1000
        return
    with pytest.raises(TrunklineError) as refused:
        CredentialListLogic(Account(client)).update(sid, olds, news)
    assert [str(refused.value)] == found
    assert digests.read(emulator) == before


@pytest.mark.parametrize(
    ("others", "strangers", "fits"),
    [(998, 0, True), (999, 0, False), (998, 1, True)],
    ids=["the last place", "no place", "what was never declared goes first"],
)
def test_a_password_that_drifted_in_the_database(
    others: int, strangers: int, *, fits: bool, emulator: Emulator, client: Client, sqlite_url: str
) -> None:
    """The list stays as it is, and the endpoint needs a stand-by in it."""
    usernames = ["grable", *(f"other-{number}" for number in range(others))]
    sid = client.api.v2010.account.sip.credential_lists.create(NAME).sid
    _add_credentials(emulator, sid, [*usernames, *(f"stranger-{number}" for number in range(strangers))])
    sealing = EndpointLogic(Database(sqlite_url), credentials=partial(ListCredentials, Account(client)))
    sealed = {"credentials": dict.fromkeys(usernames, PASSWORD), "credential_list_sid": sid}
    declared = inputs.endpoint(sealed=sealed)
    EndpointLogic(Database(sqlite_url)).create(inputs.endpoint())
    assert sealing.inspect(declared, declared) == []
    rows.execute(sqlite_url, f"UPDATE ps_auths SET password = '{OTHER}'")  # noqa: S608
    known = sealing.read("twilio", declared)
    assert known
    line = (
        "Asterisk endpoint 'twilio': a new password of 'grable' makes 1001 credentials for a while, and a list holds "
        "1000: declare at most 999"
    )
    assert sealing.inspect(known, declared) == ([] if fits else [line])


@pytest.mark.parametrize(("strangers", "fits"), [(998, True), (999, False)])
def test_a_list_that_is_taken_over(strangers: int, fits: bool, emulator: Emulator, client: Client) -> None:
    """Its passwords are not known, so each declared username needs a stand-by."""
    sid = client.api.v2010.account.sip.credential_lists.create(NAME).sid
    _add_credentials(emulator, sid, ["grable", *(f"stranger-{number}" for number in range(strangers))])
    found = CredentialListLogic(Account(client)).inspect({}, inputs.credential_list())
    if fits:
        assert found == []
        CredentialListLogic(Account(client)).create(inputs.credential_list())
        return
    (line,) = found
    assert line == (
        f"credential list {NAME!r}: during the change it has 1001 credentials, 1 of them for changed passwords, and a "
        "list holds 1000: choose another friendly_name, which makes a new list"
    )
    with pytest.raises(TrunklineError) as refused:
        CredentialListLogic(Account(client)).create(inputs.credential_list())
    assert [str(refused.value)] == found


def test_what_to_do_about_a_full_list(emulator: Emulator, client: Client) -> None:
    sid = client.api.v2010.account.sip.credential_lists.create(NAME).sid
    usernames = [f"user-{number}" for number in range(1000)]
    _add_credentials(emulator, sid, usernames)
    olds = inputs.credential_list(credentials=dict.fromkeys(usernames, PASSWORD))
    for news, remedy in (
        (olds["credentials"] | {"user-0": OTHER}, "declare at most 999, as a changed password needs one more during"),
        (dict.fromkeys(usernames[2:], OTHER), "make the change in several runs, and remove credentials first"),
    ):
        (line,) = CredentialListLogic(Account(client)).inspect(olds, inputs.credential_list(credentials=news))
        assert f", and a list holds 1000: {remedy}" in line


@pytest.mark.parametrize(("declared", "fits"), [(1000, True), (1001, False)])
def test_how_many_credentials(declared: int, fits: bool, client: Client) -> None:
    given = inputs.credential_list(credentials={f"user-{number}": PASSWORD for number in range(declared)})
    assert (CredentialListLogic(Account(client)).validate(given) == []) is fits


def _addresses(first: int, count: int) -> dict[str, str]:
    return {f"203.0.{number // 250}.{number % 250}": "asterisk" for number in range(first, first + count)}


@pytest.mark.parametrize(("first", "unseen"), [(0, 0), (1, 0), (99, 0), (100, 0), (0, 1), (50, 1)])
def test_a_full_list_of_addresses_takes_any_other_hundred(
    first: int, unseen: int, emulator: Emulator, client: Client
) -> None:
    """The first deletions are those that make room, and no more."""
    sid, _ = IpAccessControlListLogic(Account(client)).create(
        olds := inputs.ip_access_control_list(ip_addresses=_addresses(0, 2))
    )
    rows = [
        (f"IP{number:032x}", emulator.account_sid, sid, address, "asterisk")
        for number, address in enumerate(_addresses(2, 98 - unseen) | dict.fromkeys(["192.0.2.1"][:unseen], ""))
    ]
    columns = "sid, account_sid, ip_access_control_list_sid, ip_address, friendly_name"
    _fill(emulator, "ip_addresses", columns, rows)
    news = inputs.ip_access_control_list(ip_addresses=_addresses(first, 100))
    logic = IpAccessControlListLogic(Account(client))
    assert logic.validate(news) == logic.inspect(olds, news) == []
    emulator.forget_requests()
    logic.update(sid, olds, news)
    assert account.read(emulator)["ip_access_control_lists"] == {NAME: sorted(news["ip_addresses"])}


def test_one_address_too_many(client: Client) -> None:
    (line,) = IpAccessControlListLogic(Account(client)).validate(
        inputs.ip_access_control_list(ip_addresses=_addresses(0, 101))
    )
    assert line == "ip_addresses: 101 given: at most 100 are allowed"


@pytest.mark.parametrize("first", [0, 1, 9, 10])
def test_ten_urls_take_the_place_of_any_others(first: int, emulator: Emulator, client: Client) -> None:
    def declared(first: int) -> dict[str, Any]:
        urls = {f"sip:pbx{number}.example.com;transport=tls": inputs.ORIGINATION for number in range(first, first + 10)}
        return inputs.trunk(origination_urls=urls, phone_numbers=[])

    sid, olds = TrunkLogic(Account(client)).create(declared(0))
    news = declared(first)
    logic = TrunkLogic(Account(client))
    assert logic.validate(news) == logic.inspect(olds, news) == []
    logic.update(sid, olds, news)
    assert account.read(emulator)["trunks"][0]["origination_urls"] == sorted(news["origination_urls"])


MOST: dict[str, tuple[type[PlainLogic], str, str, str, int]] = {
    "trunks": (TrunkLogic, "trunk", "sid, account_sid", "TK", 100),
    "credential_lists": (CredentialListLogic, "credential_list", "sid, account_sid, friendly_name", "CL", 100),
    "ip_access_control_lists": (
        IpAccessControlListLogic,
        "ip_access_control_list",
        "sid, account_sid, friendly_name",
        "AL",
        1000,
    ),
}


@pytest.mark.parametrize("room", [0, 1, 2])
@pytest.mark.parametrize("table", MOST)
def test_how_many_an_account_has(table: str, room: int, emulator: Emulator, client: Client) -> None:
    """A warning, since Twilio raises these limits on request; two resources of a run need two places."""
    logic_of, kind, columns, prefix, most = MOST[table]
    rows = [
        (f"{prefix}{number:032x}", emulator.account_sid, f"list {number}")[: len(columns.split(", "))]
        for number in range(most - room)
    ]
    _fill(emulator, table, columns, rows)
    ledger = Ledger()
    changes: dict[str, Any] = {"phone_numbers": []} if table == "trunks" else {}
    warned, failed = [], []
    for name in "ab":
        declared = getattr(inputs, kind)(friendly_name=name, **changes)
        if table == "trunks":
            declared["domain_name"] = f"{name}.pstn.twilio.com"
        logic = logic_of(Account(client))
        logic.owner = Owner(f"urn:pulumi:test::trunkline::kind::{name}", ledger)
        assert logic.inspect({}, declared) == []
        warned += [line for line in logic.notices({}, declared) if "delete" in line]
    for name in "ab":
        declared = getattr(inputs, kind)(friendly_name=name, **changes)
        if table == "trunks":
            declared["domain_name"] = f"{name}.pstn.twilio.com"
        try:
            logic_of(Account(client)).create(declared)
        except TrunklineError as error:
            failed.append(str(error))
    assert len(warned) == len(failed) == 2 - room
    assert all(f"and Twilio allows {most}, or more on request: delete " in line for line in warned)
