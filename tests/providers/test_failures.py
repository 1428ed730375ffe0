"""Twilio misbehaves: refuses for a while, breaks before or after the effect, hangs up."""

from contextlib import suppress

import pytest
from twilio.rest import Client

from trunkline.providers.errors import HalfDoneError, NotOursError, RefusedError, TrunklineError
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.list_credentials import ListCredentials
from trunkline.testing.twilio import Emulator

from ..support import account, digests, inputs, twilio_side
from ..support.inputs import NAME
from ..support.logics import CredentialListLogic, IpAccessControlListLogic

pytestmark = pytest.mark.usefixtures("impatient")

POSTS = {
    "list": "/SIP/CredentialLists.json$",
    "credential": "/Credentials.json$",
    "access list": "/SIP/IpAccessControlLists.json$",
    "address": "/IpAddresses.json$",
    "trunk": "/v1/Trunks$",
    "list association": "/v1/Trunks/[^/]+/CredentialLists$",
    "access list association": "/v1/Trunks/[^/]+/IpAccessControlLists$",
    "origination URL": "/OriginationUrls$",
    "number": "/v1/Trunks/[^/]+/PhoneNumbers$",
}
FAULTS = {
    "429": {"kind": "status", "status": 429},
    "500 before": {"kind": "status", "status": 500},
    "500 after": {"kind": "status_after", "status": 500},
    "503 after": {"kind": "status_after", "status": 503},
    "hung up before": {"kind": "drop"},
    "hung up after": {"kind": "drop_after"},
}


@pytest.mark.slow
@pytest.mark.parametrize("path", POSTS.values(), ids=POSTS)
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_one_failure_is_survived_in_the_same_run(
    fault: dict[str, object], path: str, emulator: Emulator, client: Client
) -> None:
    emulator.misbehave(method="POST", path=path, **fault)
    twilio_side.create(client)
    twilio_side.is_made_once(emulator)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_standby_is_added_once(fault: dict[str, object], emulator: Emulator, client: Client) -> None:
    sid, _ = CredentialListLogic(Account(client)).create(inputs.credential_list())
    emulator.misbehave(method="POST", path="/Credentials.json$", **fault)
    ListCredentials(Account(client), sid).set_password("grable-next", "Another-Trunk-2025")
    assert account.read(emulator)["credential_lists"] == {NAME: ["grable", "grable-next"]}


def test_a_username_that_has_come_by_now_gets_the_password(emulator: Emulator, client: Client) -> None:
    sid, _ = CredentialListLogic(Account(client)).create(inputs.credential_list())
    credentials = ListCredentials(Account(client), sid)
    assert "grable-next" not in credentials.usernames()
    by_hand = client.api.v2010.account.sip.credential_lists(sid).credentials
    by_hand.create(username="grable-next", password="Former-Trunk-2024")
    credentials.set_password("grable-next", "Another-Trunk-2025")
    assert digests.read(emulator)["grable-next"] == digests.ha1("grable-next", "Another-Trunk-2025")


@pytest.mark.slow
@pytest.mark.parametrize("path", POSTS.values(), ids=POSTS)
@pytest.mark.parametrize("kind", ["status", "status_after", "drop", "drop_after"])
def test_lasting_failure_then_another_run(kind: str, path: str, emulator: Emulator, client: Client) -> None:
    """Two failures may end the run. The next run continues from there."""
    emulator.misbehave(method="POST", path=path, kind=kind, times=2)
    with suppress(TrunklineError):
        twilio_side.create(client)
    emulator.behave()
    twilio_side.create(client)
    twilio_side.is_made_once(emulator)


@pytest.mark.parametrize("kind", ["status", "status_after", "drop", "drop_after"])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_what_can_be_repeated_is_repeated(kind: str, method: str, emulator: Emulator, client: Client) -> None:
    logic = CredentialListLogic(Account(client))
    sid, outputs = logic.create(inputs.credential_list())
    emulator.misbehave(method=method, path="/SIP/CredentialLists/", kind=kind)
    if method == "GET":
        assert logic.read(sid, outputs) == outputs
    else:
        logic.delete(sid, outputs)
        assert account.read(emulator)["credential_lists"] == {}


def test_a_deletion_of_which_nothing_is_known(emulator: Emulator, client: Client) -> None:
    """It fails, and it cannot be read whether the thing is gone."""
    logic = IpAccessControlListLogic(Account(client))
    both = {"192.0.2.1": "one", "192.0.2.2": "two"}
    sid, outputs = logic.create(inputs.ip_access_control_list(ip_addresses=both))
    for method in ("DELETE", "GET"):
        emulator.misbehave(method=method, path="/IpAddresses/IP", kind="status", times=10**6)
    with pytest.raises(TrunklineError):
        logic.update(sid, outputs, inputs.ip_access_control_list(ip_addresses={"192.0.2.1": "one"}))
    assert len(client.api.v2010.account.sip.ip_access_control_lists(sid).ip_addresses.list()) == 2


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_change_of_one_thing_is_repeated(fault: dict[str, object], emulator: Emulator, client: Client) -> None:
    twilio_side.create(client)
    emulator.misbehave(method="POST", path="/v1/Trunks/TK[0-9a-f]+$", **fault)
    client.trunking.v1.trunks.list()[0].update(transfer_mode="sip-only")
    assert client.trunking.v1.trunks.list()[0].transfer_mode == "sip-only"


@pytest.mark.slow
@pytest.mark.parametrize("name", [NAME, "explicit"])
@pytest.mark.parametrize("path", ["/Credentials.json$", "/SIP/CredentialLists/CL[0-9a-f]+.json$"])
def test_a_failed_create_says_what_it_has_made(path: str, name: str, emulator: Emulator, client: Client) -> None:
    """The next run goes on from there, by the state or, if that was lost, by itself."""
    declared = inputs.credential_list(friendly_name=name, adopt=name == NAME)
    emulator.misbehave(method="POST", path=path, kind="status", times=4)
    logic = _of_this_stack(client)
    if name == NAME and "Credentials" not in path:
        logic.create(declared)  # which does not rename
        return
    with pytest.raises(HalfDoneError) as failed:
        logic.create(declared)
    emulator.behave()
    remains = logic.remains(failed.value.id, {}, declared)
    assert remains
    assert remains["credentials"] in ({}, {"grable": "(not known)"})
    assert _of_this_stack(client).create(declared)[0] == failed.value.id
    _of_this_stack(client).update(failed.value.id, remains, declared)
    assert name in account.read(emulator)["credential_lists"]
    assert account.read(emulator)["lists"] == 1


def test_a_list_that_was_there_stays_when_create_fails(emulator: Emulator, client: Client) -> None:
    IpAccessControlListLogic(Account(client)).create(inputs.ip_access_control_list())
    emulator.misbehave(method="POST", path="/IpAddresses.json$", kind="status", times=4)
    with pytest.raises(HalfDoneError):
        IpAccessControlListLogic(Account(client)).create(
            inputs.ip_access_control_list(ip_addresses={"206.189.160.179": "asterisk", "192.0.2.1": "second"})
        )
    assert account.read(emulator)["ip_access_control_lists"] == {NAME: ["206.189.160.179"]}


@pytest.mark.parametrize("kind", ["status_after", "drop_after"])
def test_an_own_list_whose_answer_was_lost_is_ours(kind: str, emulator: Emulator, client: Client) -> None:
    """It has another name until it is whole, so it is not taken for somebody else's."""
    declared = inputs.ip_access_control_list(friendly_name="explicit", adopt=False)
    emulator.misbehave(method="POST", path="/SIP/IpAccessControlLists.json$", kind=kind)
    logic = IpAccessControlListLogic(Account(client))
    logic.owner = inputs.OWNER
    logic.create(declared)
    assert account.read(emulator)["ip_access_control_lists"] == {"explicit": ["206.189.160.179"]}


@pytest.mark.parametrize("members", [[], ["stranger"], ["grable", "stranger"]])
def test_a_foreign_list_is_not_ours_though_an_answer_was_lost(
    members: list[str], emulator: Emulator, client: Client
) -> None:
    foreign = client.api.v2010.account.sip.credential_lists.create("explicit")
    for username in members:
        foreign.credentials.create(username, "Another-Password-1")
    before = account.read(emulator)
    emulator.misbehave(method="POST", path="/SIP/CredentialLists.json$", kind="drop")
    for logic in (_of_this_stack(client), CredentialListLogic(Account(client))):
        with pytest.raises(NotOursError, match=f"exists already .{foreign.sid}., and this stack has not made it"):
            logic.create(inputs.credential_list(friendly_name="explicit", adopt=False))
    assert account.read(emulator) == before


def _of_this_stack(client: Client) -> CredentialListLogic:
    logic = CredentialListLogic(Account(client))
    logic.owner = inputs.OWNER
    return logic


def test_refused_for_long(emulator: Emulator, client: Client) -> None:
    emulator.misbehave(kind="status", status=429, times=50)
    with pytest.raises(RefusedError, match=r"^Twilio answered 429, code 20429: Too Many Requests: run again"):
        CredentialListLogic(Account(client)).create(inputs.credential_list())
    emulator.behave()
    assert account.read(emulator)["lists"] == 0
