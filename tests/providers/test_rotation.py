"""How a credential changes at Twilio and in the auth row: at each step what Asterisk sends is valid."""

import time
from functools import partial
from pathlib import Path

import pytest
from twilio.rest import Client

from trunkline.local import realtime
from trunkline.model import standby
from trunkline.providers import rotation
from trunkline.providers.asterisk.auth import AuthRow
from trunkline.providers.asterisk.database import Database
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.list_credentials import ListCredentials
from trunkline.testing.twilio import Emulator

from ..support import account, digests, inputs, mortality, rows
from ..support.digests import ha1
from ..support.inputs import NAME, PASSWORD
from ..support.logics import CredentialListLogic, CredentialListSealLogic, EndpointLogic
from ..support.mortality import Killed

OTHER = "Another-Password-1"
TYPES = ["userpass", "md5"]
AUTHS = {"auths": {"twilio": {"auth_id": "twilio"}}}


@pytest.fixture(autouse=True)
def no_call_in_flight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "OLD_PASSWORD_SECONDS", 0)
    monkeypatch.setattr(rotation, "OLD_USERNAME_SECONDS", 0)


def _is_valid(emulator: Emulator, url: str) -> bool:
    """Whether what Asterisk sends for the row is a credential at Twilio."""
    auth = rows.read(url)["ps_auths"]["twilio"]
    assert ("password" in auth) is (auth["auth_type"] == "userpass")
    assert ("md5_cred" in auth) is (auth["auth_type"] == "md5")
    sent = auth.get("md5_cred") or ha1(auth["username"], auth["password"])
    return digests.read(emulator).get(auth["username"]) == sent


@pytest.mark.parametrize("auth_type", TYPES)
def test_a_username_that_is_stored_encoded(auth_type: str, emulator: Emulator, client: Client, server_url: str) -> None:
    username, database = "gra^b1e", Database(server_url)
    old_list = inputs.credential_list(credentials={username: PASSWORD})
    new_list = inputs.credential_list(credentials={username: OTHER})
    old_rows, new_rows = inputs.sealed(auth_type, username), inputs.sealed(auth_type, username, OTHER)
    sid, _ = CredentialListLogic(Account(client)).create(old_list)
    EndpointLogic(database).create(old_rows)
    CredentialListLogic(Account(client)).update(sid, old_list, new_list)
    EndpointLogic(database).update("twilio", old_rows, new_rows)
    CredentialListSealLogic(Account(client), partial(AuthRow, database)).create(
        inputs.seal(sid, **{username: OTHER}) | AUTHS
    )
    assert digests.read(emulator) == {username: ha1(username, OTHER)}
    assert EndpointLogic(database).read("twilio", new_rows) == new_rows


@pytest.mark.parametrize("types", [("userpass", "userpass"), ("md5", "md5"), ("userpass", "md5"), ("md5", "userpass")])
@pytest.mark.parametrize(
    "credentials", [{"grable": OTHER}, {"rotated": OTHER}], ids=["password", "username and password"]
)
def test_each_step_is_valid(
    credentials: dict[str, str], types: tuple[str, str], emulator: Emulator, client: Client, database_url: str
) -> None:
    ((username, password),) = credentials.items()
    lists, endpoints = CredentialListLogic(Account(client)), EndpointLogic(Database(database_url))
    seals = CredentialListSealLogic(Account(client), partial(AuthRow, Database(database_url)))
    sid, old_list = lists.create(inputs.credential_list())
    _, old_rows = endpoints.create(inputs.sealed(types[0]))
    _, old_seal = seals.create(inputs.seal(sid, grable=PASSWORD) | AUTHS)
    assert _is_valid(emulator, database_url)

    new_rows = inputs.sealed(types[1], username, password)
    new_list = lists.update(sid, old_list, inputs.credential_list(credentials=credentials))
    assert _is_valid(emulator, database_url)
    endpoints.update("twilio", old_rows, new_rows)
    assert _is_valid(emulator, database_url)
    seals.update(sid, old_seal, inputs.seal(sid, **credentials) | AUTHS)
    assert _is_valid(emulator, database_url)

    assert digests.read(emulator) == {username: ha1(username, password)}
    assert endpoints.read("twilio", new_rows) == new_rows
    assert lists.read(sid, new_list) == new_list


@pytest.mark.parametrize("types", [("userpass", "userpass"), ("md5", "md5"), ("userpass", "md5"), ("md5", "userpass")])
@pytest.mark.parametrize(
    "credentials", [{"grable": OTHER}, {"rotated": OTHER}], ids=["password", "username and password"]
)
def test_an_endpoint_that_seals(
    credentials: dict[str, str], types: tuple[str, str], emulator: Emulator, client: Client, database_url: str
) -> None:
    ((username, password),) = credentials.items()
    sid, old_list = CredentialListLogic(Account(client)).create(inputs.credential_list())
    _, old_rows = _sealing(client, database_url).create(inputs.sealed(types[0], list_sid=sid))
    new_rows = inputs.sealed(types[1], username, password, sid)
    CredentialListLogic(Account(client)).update(sid, old_list, inputs.credential_list(credentials=credentials))
    assert _is_valid(emulator, database_url)
    _sealing(client, database_url).update("twilio", old_rows, new_rows)
    assert _is_valid(emulator, database_url)
    assert digests.read(emulator) == {username: ha1(username, password)}
    assert _sealing(client, database_url).read("twilio", new_rows) == new_rows


def _sealing(client: Client, database_url: str) -> EndpointLogic:
    return EndpointLogic(Database(database_url), credentials=partial(ListCredentials, Account(client)))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("life", range(1, 6))
@pytest.mark.parametrize("auth_type", TYPES)
@pytest.mark.parametrize("own", [True, False], ids=["endpoint seals", "seal"])
def test_killed_at_each_request(
    auth_type: str, life: int, *, own: bool, after: bool, emulator: Emulator, client: Client, sqlite_url: str
) -> None:
    """The next run does again what the engine has not seen come back; until then, and meanwhile, calls go on."""
    sid, _ = CredentialListLogic(Account(client)).create(inputs.credential_list())
    list_sid = sid if own else None
    old = (inputs.credential_list(), inputs.sealed(auth_type, list_sid=list_sid))
    new = (
        inputs.credential_list(credentials={"grable": OTHER}),
        inputs.sealed(auth_type, password=OTHER, list_sid=list_sid),
    )
    _sealing(client, sqlite_url).create(old[1])
    done: list[str] = []

    def run(twilio: Client) -> None:
        if "list" not in done:
            CredentialListLogic(Account(twilio)).update(sid, old[0], new[0])
            done.append("list")
        if "endpoint" not in done:
            _sealing(twilio, sqlite_url).update("twilio", old[1], new[1])
            done.append("endpoint")
        if not own:
            seals = CredentialListSealLogic(Account(twilio), partial(AuthRow, Database(sqlite_url)))
            seals.create(inputs.seal(sid, grable=OTHER) | AUTHS)

    with pytest.raises(Killed):
        run(mortality.client(emulator, life, after=after))
    assert _is_valid(emulator, sqlite_url)
    run(client)
    assert _is_valid(emulator, sqlite_url)
    assert digests.read(emulator) == {"grable": ha1("grable", OTHER)}
    assert EndpointLogic(Database(sqlite_url)).read("twilio", new[1]) == new[1]


@pytest.mark.parametrize(
    ("credentials", "waits"),
    [({"grable": OTHER}, ["password", "username"]), ({"rotated": PASSWORD}, ["username"]), ({"grable": PASSWORD}, [])],
    ids=["password", "username", "nothing"],
)
def test_each_wait_is_for_calls_under_way(
    credentials: dict[str, str], waits: list[str], client: Client, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows with the old password, before it changes at Twilio; or with a username, before it is removed."""
    slept: list[str] = []
    monkeypatch.setattr(rotation, "OLD_PASSWORD_SECONDS", "password")
    monkeypatch.setattr(rotation, "OLD_USERNAME_SECONDS", "username")
    monkeypatch.setattr(time, "sleep", slept.append)
    ((username, password),) = credentials.items()
    sid, old_list = CredentialListLogic(Account(client)).create(inputs.credential_list())
    old_rows, new_rows = inputs.sealed(list_sid=sid), inputs.sealed("userpass", username, password, sid)
    _sealing(client, sqlite_url).create(old_rows)
    CredentialListLogic(Account(client)).update(sid, old_list, inputs.credential_list(credentials=credentials))
    _sealing(client, sqlite_url).update("twilio", old_rows, new_rows)
    assert slept == waits


def test_run_again_when_all_was_done(emulator: Emulator, client: Client, sqlite_url: str) -> None:
    """Killed after the stand-by went: it must not be used again, not for a moment."""
    sid, old_list = CredentialListLogic(Account(client)).create(inputs.credential_list())
    old_rows, new_rows = inputs.sealed(list_sid=sid), inputs.sealed(password=OTHER, list_sid=sid)
    _sealing(client, sqlite_url).create(old_rows)
    CredentialListLogic(Account(client)).update(sid, old_list, inputs.credential_list(credentials={"grable": OTHER}))
    _sealing(client, sqlite_url).update("twilio", old_rows, new_rows)
    EndpointLogic(Database(sqlite_url)).update("twilio", old_rows, new_rows)
    assert _is_valid(emulator, sqlite_url)


@pytest.mark.parametrize("auth_type", TYPES)
def test_a_password_that_somebody_changed_in_the_row_is_no_rotation(
    auth_type: str, emulator: Emulator, client: Client, database_url: str
) -> None:
    """There is no stand-by at Twilio, and no seal to come."""
    declared, endpoints = inputs.sealed(auth_type), EndpointLogic(Database(database_url))
    CredentialListLogic(Account(client)).create(inputs.credential_list())
    endpoints.create(declared)
    column, value = ("md5_cred", "0" * 32) if auth_type == "md5" else ("password", "by hand")
    rows.execute(database_url, f"UPDATE ps_auths SET {column} = '{value}'")  # noqa: S608 - names of our own
    drifted = endpoints.read("twilio", declared)
    assert drifted != declared
    endpoints.update("twilio", drifted or {}, declared)
    assert _is_valid(emulator, database_url)
    assert endpoints.read("twilio", declared) == declared


def test_rows_in_a_database_of_their_own(emulator: Emulator, client: Client, database_url: str, tmp_path: Path) -> None:
    """Two Asterisks with the same endpoint, each on its own database."""
    other = tmp_path / "other.sqlite3"
    realtime.create(other)
    urls = {"first": database_url, "second": f"sqlite:///{other}"}
    sid, old_list = CredentialListLogic(Account(client)).create(inputs.credential_list())
    old_rows, new_rows = inputs.sealed("userpass"), inputs.sealed("md5", password=OTHER)
    CredentialListLogic(Account(client)).update(sid, old_list, inputs.credential_list(credentials={"grable": OTHER}))
    for url in urls.values():
        EndpointLogic(Database(url)).create(old_rows)
        EndpointLogic(Database(url)).update("twilio", old_rows, new_rows)
        assert rows.read(url)["ps_auths"]["twilio"]["username"] == "grable-next"
    elsewhere = {name: {"auth_id": "twilio", "database_url": url} for name, url in urls.items()}
    CredentialListSealLogic(Account(client), None).create(inputs.seal(sid, grable=OTHER) | {"auths": elsewhere})
    assert digests.read(emulator) == {"grable": ha1("grable", OTHER)}
    for url in urls.values():
        assert _is_valid(emulator, url)


def test_the_old_credential_stays_until_the_seal(
    emulator: Emulator, credential_lists: CredentialListLogic, seals: CredentialListSealLogic
) -> None:
    sid, outputs = credential_lists.create(inputs.credential_list())
    _, sealed = seals.create(inputs.seal(sid, grable=PASSWORD))
    credential_lists.update(sid, outputs, inputs.credential_list(credentials={"rotated": OTHER}))
    assert account.read(emulator)["credential_lists"] == {NAME: ["grable", "rotated"]}
    seals.update(sid, sealed, inputs.seal(sid, rotated=OTHER))
    assert account.read(emulator)["credential_lists"] == {NAME: ["rotated"]}


def test_a_seal_with_nothing_to_do_asks_once(
    emulator: Emulator, credential_lists: CredentialListLogic, seals: CredentialListSealLogic
) -> None:
    """It owns nothing: a read or a delete sends no request."""
    list_sid, _ = credential_lists.create(inputs.credential_list())
    emulator.forget_requests()
    declared = inputs.seal(list_sid, grable=PASSWORD)
    assert seals.validate(declared) == seals.inspect({}, declared) == []
    sid, outputs = seals.create(declared)
    assert (sid, outputs) == (list_sid, declared)
    assert len(emulator.requests_made()) == 1
    assert seals.read(sid, outputs) == declared
    seals.delete(sid, outputs)
    assert len(emulator.requests_made()) == 1
    assert digests.read(emulator) == {"grable": ha1("grable", PASSWORD)}


LONG = "x" * 27


@pytest.mark.parametrize(
    "usernames", [(f"{LONG}-a", f"{LONG}-b"), ("a" * 27, "a" * 28), (f"{LONG}aaaaa", f"{LONG}aaaab")]
)
def test_each_username_has_a_stand_by_of_its_own(
    usernames: tuple[str, str], emulator: Emulator, client: Client
) -> None:
    """Twilio's usernames have up to 32 characters."""
    lists, seals = CredentialListLogic(Account(client)), CredentialListSealLogic(Account(client), None)
    old, new = (inputs.credential_list(credentials=dict.fromkeys(usernames, each)) for each in (PASSWORD, OTHER))
    assert standby.reserved(usernames) == []
    sid, outputs = lists.create(old)
    CredentialListLogic(Account(client)).update(sid, outputs, new)
    standbys = {standby.standby(username) for username in usernames}
    assert {*digests.read(emulator)} == {*usernames, *standbys}
    assert len(standbys) == len(usernames)
    seals.create(inputs.seal(sid, **new["credentials"]))
    assert digests.read(emulator) == {username: ha1(username, OTHER) for username in usernames}


def test_a_stand_by_that_an_earlier_version_has_named(emulator: Emulator, client: Client, sqlite_url: str) -> None:
    """It cut a long username, and was killed before the seal: the seal goes on from there."""
    username = f"{LONG}-a"
    former = f"{LONG}-next"
    sid, _ = CredentialListLogic(Account(client)).create(inputs.credential_list(credentials={username: PASSWORD}))
    client.api.v2010.account.sip.credential_lists(sid).credentials.create(former, OTHER)
    EndpointLogic(Database(sqlite_url)).create(inputs.sealed(username=former, password=OTHER))
    seals = CredentialListSealLogic(Account(client), partial(AuthRow, Database(sqlite_url)))
    seals.create(inputs.seal(sid, **{username: OTHER}) | AUTHS)
    assert digests.read(emulator) == {username: ha1(username, OTHER)}
    assert rows.read(sqlite_url)["ps_auths"]["twilio"]["username"] == username
    (line,) = standby.reserved([username, former])
    assert line == f"{former!r} is kept for the rotation of {username!r}: choose another username"


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (11, None),
        (10, "ps_auths.twilio.username: while the password changes, 'grable-next' "),
        (6, "ps_auths.twilio.username: while the password changes, 'grable-next' "),
        (5, "ps_auths.twilio.username: 'grable' "),
    ],
)
def test_a_column_that_is_too_narrow_for_the_standby(width: int, line: str | None, sqlite_url: str) -> None:
    rows.execute(sqlite_url, "ALTER TABLE ps_auths DROP COLUMN username")
    rows.execute(sqlite_url, f"ALTER TABLE ps_auths ADD COLUMN username VARCHAR({width})")
    found = EndpointLogic(Database(sqlite_url)).inspect({}, inputs.sealed())
    assert [each.startswith(line or "-") for each in found] == ([True] if line else [])
    alone = EndpointLogic(Database(sqlite_url)).inspect({}, inputs.endpoint())
    assert bool(alone) is (width < len("grable"))
