"""Twilio misbehaves: refuses for a while, breaks before or after the effect, hangs up."""

import sqlite3
from contextlib import closing, suppress

import pytest
from twilio.rest import Client

from trunkline.providers.errors import AmbiguousError, NotOursError, RefusedError, TrunklineError
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.credential_list import CredentialListLogic
from trunkline.providers.twilio.ip_access_control_list import IpAccessControlListLogic
from trunkline.testing.twilio import Emulator

from ..support import account, inputs, twilio_side
from ..support.inputs import NAME

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


@pytest.mark.parametrize("path", POSTS.values(), ids=POSTS)
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_one_failure_is_survived_in_the_same_run(
    fault: dict[str, object], path: str, emulator: Emulator, client: Client
) -> None:
    emulator.misbehave(method="POST", path=path, **fault)
    twilio_side.create(client)
    twilio_side.is_made_once(emulator)


@pytest.mark.parametrize("path", POSTS.values(), ids=POSTS)
@pytest.mark.parametrize("kind", ["status", "status_after", "drop", "drop_after"])
def test_lasting_failure_then_another_run(kind: str, path: str, emulator: Emulator, client: Client) -> None:
    """What broke twice may break the run; the next one goes on from what there is."""
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


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_change_of_one_thing_is_repeated(fault: dict[str, object], emulator: Emulator, client: Client) -> None:
    twilio_side.create(client)
    emulator.misbehave(method="POST", path="/v1/Trunks/TK[0-9a-f]+$", **fault)
    client.trunking.v1.trunks.list()[0].update(transfer_mode="sip-only")
    assert client.trunking.v1.trunks.list()[0].transfer_mode == "sip-only"


def test_a_failed_create_takes_its_new_list_back(emulator: Emulator, client: Client) -> None:
    """With a name of the user's own the next run could not tell it from somebody else's."""
    declared = inputs.credential_list(friendly_name="explicit", adopt=False)
    emulator.misbehave(method="POST", path="/Credentials.json$", kind="status", times=4)
    with pytest.raises(AmbiguousError):
        CredentialListLogic(Account(client)).create(declared)
    emulator.behave()
    assert account.read(emulator)["credential_lists"] == {}
    CredentialListLogic(Account(client)).create(declared)
    assert account.read(emulator)["credential_lists"] == {"explicit": ["grable"]}


def test_a_list_that_was_there_stays_when_create_fails(emulator: Emulator, client: Client) -> None:
    IpAccessControlListLogic(Account(client)).create(inputs.ip_access_control_list())
    emulator.misbehave(method="POST", path="/IpAddresses.json$", kind="status", times=4)
    with pytest.raises(AmbiguousError):
        IpAccessControlListLogic(Account(client)).create(
            inputs.ip_access_control_list(ip_addresses={"206.189.160.179": "asterisk", "192.0.2.1": "second"})
        )
    assert account.read(emulator)["ip_access_control_lists"] == {NAME: ["206.189.160.179"]}


@pytest.mark.parametrize("kind", ["status_after", "drop_after"])
def test_an_own_list_whose_answer_was_lost_is_ours(kind: str, emulator: Emulator, client: Client) -> None:
    declared = inputs.ip_access_control_list(friendly_name="explicit", adopt=False)
    emulator.misbehave(method="POST", path="/SIP/IpAccessControlLists.json$", kind=kind)
    IpAccessControlListLogic(Account(client)).create(declared)
    assert account.read(emulator)["ip_access_control_lists"] == {"explicit": ["206.189.160.179"]}


@pytest.mark.parametrize("strange", ["members", "age"])
def test_a_foreign_list_is_not_ours_though_an_answer_was_lost(strange: str, emulator: Emulator, client: Client) -> None:
    """It holds something, or was there before we asked: no request of ours has made it."""
    foreign = client.api.v2010.account.sip.credential_lists.create("explicit")
    if strange == "members":
        foreign.credentials.create("stranger", "Another-Password-1")
    else:
        with closing(sqlite3.connect(emulator.state)) as state, state:
            state.execute("UPDATE credential_lists SET date_created = '2024-12-07T18:24:18Z'")
    before = account.read(emulator)
    emulator.misbehave(method="POST", path="/SIP/CredentialLists.json$", kind="drop")
    with pytest.raises(NotOursError, match=f"exists already .{foreign.sid}. and is not this stack's"):
        CredentialListLogic(Account(client)).create(inputs.credential_list(friendly_name="explicit", adopt=False))
    assert account.read(emulator) == before


def test_refused_for_long(emulator: Emulator, client: Client) -> None:
    emulator.misbehave(kind="status", status=429, times=50)
    with pytest.raises(RefusedError, match=r"^Twilio answered 429, code 20429: Too Many Requests: run again"):
        CredentialListLogic(Account(client)).create(inputs.credential_list())
    emulator.behave()
    assert account.read(emulator)["lists"] == 0
