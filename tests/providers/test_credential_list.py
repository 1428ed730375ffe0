"""A credential list and its credentials."""

import pytest
from twilio.rest import Client

from trunkline.providers.errors import NotOursError, RefusedError
from trunkline.providers.twilio.account import Account
from trunkline.testing.twilio import Emulator

from ..support import account, digests, inputs
from ..support.digests import ha1
from ..support.inputs import NAME, PASSWORD
from ..support.logics import CredentialListLogic

OTHER = "Another-Password-1"


def test_create_and_read(emulator: Emulator, credential_lists: CredentialListLogic) -> None:
    declared = inputs.credential_list(credentials={"grable": PASSWORD, "second": OTHER})
    emulator.forget_requests()
    sid, outputs = credential_lists.create(declared)
    assert len(emulator.requests_made()) == 3
    assert sid.startswith("CL")
    assert outputs == declared | {"unsealed": ""}
    assert credential_lists.read(sid, outputs) == outputs
    assert digests.read(emulator) == {"grable": ha1("grable", PASSWORD), "second": ha1("second", OTHER)}


def test_create_again_converges(emulator: Emulator, credential_lists: CredentialListLogic, client: Client) -> None:
    sid, _ = credential_lists.create(inputs.credential_list())
    client.api.v2010.account.sip.credential_lists(sid).credentials.create("stranger", OTHER)
    again, outputs = credential_lists.create(inputs.credential_list(credentials={"grable": OTHER, "second": OTHER}))
    assert again == sid
    assert digests.read(emulator)["grable"] == ha1("grable", PASSWORD)  # which Asterisk may be using
    assert digests.read(emulator)["grable-next"] == ha1("grable-next", OTHER)
    assert account.read(emulator)["credential_lists"] == {NAME: ["grable", "grable-next", "second", "stranger"]}
    read = credential_lists.read(sid, outputs)
    assert read
    assert read["credentials"]["stranger"] == "(undeclared)"


@pytest.mark.parametrize("adopt", [False, True])
def test_a_foreign_list(adopt: bool, emulator: Emulator, credential_lists: CredentialListLogic, client: Client) -> None:
    foreign = client.api.v2010.account.sip.credential_lists.create(NAME)
    declared = inputs.credential_list(adopt=adopt)
    if adopt:
        assert credential_lists.inspect({}, declared) == []
        assert credential_lists.create(declared)[0] == foreign.sid
        assert account.read(emulator)["credential_lists"] == {NAME: ["grable"]}
        return
    line = (
        f"credential list {NAME!r} exists already ({foreign.sid}), and this stack has not made it: "
        "choose another name, or set adopt=True"
    )
    assert credential_lists.inspect({}, declared) == [line]
    with pytest.raises(NotOursError) as refused:
        credential_lists.create(declared)
    assert str(refused.value) == line
    assert account.read(emulator)["credential_lists"] == {NAME: []}


def test_gone(credential_lists: CredentialListLogic) -> None:
    sid, outputs = credential_lists.create(inputs.credential_list())
    credential_lists.delete(sid, outputs)
    assert credential_lists.read(sid, outputs) is None
    credential_lists.delete(sid, outputs)


def test_drift_is_reported_and_corrected(
    emulator: Emulator, credential_lists: CredentialListLogic, client: Client
) -> None:
    declared = inputs.credential_list(credentials={"grable": PASSWORD, "second": OTHER})
    sid, outputs = credential_lists.create(declared)
    by_hand = client.api.v2010.account.sip.credential_lists(sid)
    by_hand.update(friendly_name="renamed")
    by_hand.credentials.create("stranger", OTHER)
    next(each for each in by_hand.credentials.list() if each.username == "second").delete()

    drifted = credential_lists.read(sid, outputs)
    assert drifted == outputs | {
        "friendly_name": "renamed",
        "credentials": {"grable": PASSWORD, "stranger": "(undeclared)"},
    }
    assert credential_lists.update(sid, drifted, declared) == outputs
    assert account.read(emulator)["credential_lists"] == {NAME: ["grable", "second"]}


def test_update_changes_only_what_differs(emulator: Emulator, credential_lists: CredentialListLogic) -> None:
    sid, outputs = credential_lists.create(inputs.credential_list())
    emulator.forget_requests()
    credential_lists.update(sid, outputs, inputs.credential_list(credentials={"grable": PASSWORD, "second": OTHER}))
    assert [each["method"] for each in emulator.requests_made()] == ["GET", "POST"]
    emulator.forget_requests()
    credential_lists.update(sid, outputs, inputs.credential_list())
    assert emulator.requests_made() == []


def test_a_name_of_another_list_is_refused_at_a_rename(credential_lists: CredentialListLogic, client: Client) -> None:
    sid, outputs = credential_lists.create(inputs.credential_list(adopt=False))
    client.api.v2010.account.sip.credential_lists.create("taken")
    renamed = inputs.credential_list(friendly_name="taken", adopt=False)
    (finding,) = credential_lists.inspect(outputs, renamed)
    assert "'taken' exists already" in finding
    with pytest.raises(RefusedError, match="21240"):
        credential_lists.update(sid, outputs, renamed)


def test_a_list_that_a_foreign_trunk_uses_stays(credential_lists: CredentialListLogic, client: Client) -> None:
    sid, outputs = credential_lists.create(inputs.credential_list())
    client.trunking.v1.trunks.create(friendly_name="foreign").credentials_lists.create(sid)
    with pytest.raises(RefusedError, match="take it off that trunk first"):
        credential_lists.delete(sid, outputs)


def test_a_list_beyond_the_first_page_is_found(credential_lists: CredentialListLogic, client: Client) -> None:
    for number in range(60):
        client.api.v2010.account.sip.credential_lists.create(f"list {number}")
    sid, _ = credential_lists.create(inputs.credential_list())
    assert credential_lists.create(inputs.credential_list())[0] == sid


def test_a_password_of_a_username_that_is_gone_stays_out_of_a_half_done_state(client: Client) -> None:
    """The engine marks as secret only what the inputs have; it would keep the rest as plain text."""
    logic = CredentialListLogic(Account(client))
    found = inputs.credential_list(credentials={"old": OTHER, "grable": PASSWORD, "stranger": "(undeclared)"})
    stored = logic.storable(found, inputs.credential_list())
    assert stored["credentials"] == {"old": "(not known)", "grable": PASSWORD, "stranger": "(undeclared)"}


@pytest.mark.parametrize(
    ("credentials", "changes"),
    [
        ({"grable": PASSWORD}, "nothing changes, if its passwords are the declared ones"),
        ({"grable": object()}, "credentials.grable is set"),
        ({"other": object()}, "credentials.grable is removed; credentials.other is added"),
        (object(), "credentials is known after the update"),
    ],
    ids=["known", "a password that is not", "another username", "none known"],
)
def test_a_takeover(credentials: object, changes: str, credential_lists: CredentialListLogic) -> None:
    sid, _ = credential_lists.create(inputs.credential_list())
    (line,) = credential_lists.notices({}, inputs.credential_list(credentials=credentials))
    assert line == f"credential list {NAME!r} ({sid}) is taken over: {changes}"
