"""A trunk with its settings, recording, associations, origination URLs and numbers."""

from typing import Any

import pytest
from twilio.rest import Client

from trunkline.providers.errors import NotFoundError, NotOursError, RefusedError
from trunkline.providers.ledger import Ledger
from trunkline.providers.ownership import Owner
from trunkline.providers.twilio.account import Account
from trunkline.testing import twilio as emulators
from trunkline.testing.twilio import Emulator

from ..support import account, inputs
from ..support.inputs import NAME, ORIGINATION, URL
from ..support.logics import CredentialListLogic, IpAccessControlListLogic, TrunkLogic

Lists = dict[str, list[str]]


@pytest.fixture
def lists(credential_lists: CredentialListLogic, ip_access_control_lists: IpAccessControlListLogic) -> Lists:
    return {
        "credential_lists": [credential_lists.create(inputs.credential_list())[0]],
        "ip_access_control_lists": [ip_access_control_lists.create(inputs.ip_access_control_list())[0]],
    }


def test_create_and_read(emulator: Emulator, trunks: TrunkLogic, lists: Lists) -> None:
    declared = inputs.trunk(**lists)
    emulator.forget_requests()
    sid, outputs = trunks.create(declared)
    assert len(emulator.requests_made()) == 6
    assert sid.startswith("TK")
    assert outputs == trunks.read(sid, outputs) == inputs.made(declared)


def test_every_setting(trunks: TrunkLogic) -> None:
    declared = inputs.trunk(
        secure=False,
        transfer_mode="sip-only",
        transfer_caller_id="from-transferor",
        cnam_lookup_enabled=True,
        disaster_recovery_url="https://example.com/twiml",
        disaster_recovery_method="GET",
        recording={"mode": "record-from-answer-dual", "trim": "trim-silence"},
        origination_urls={
            URL: ORIGINATION,
            "sip:b.example.com": {"friendly_name": "b", "priority": 0.0, "weight": 65535.0, "enabled": False},
        },
        phone_numbers=["+11234567890", "+442071838750"],
    )
    sid, outputs = trunks.create(declared)
    assert trunks.read(sid, outputs) == inputs.made(declared)


def test_create_again_takes_over_and_converges(
    emulator: Emulator, trunks: TrunkLogic, lists: Lists, client: Client
) -> None:
    extra = client.api.v2010.account.sip.credential_lists.create("extra")
    made = client.trunking.v1.trunks.create(
        friendly_name=NAME,
        domain_name="grable.pstn.twilio.com",
        disaster_recovery_url="https://example.com/left-over",
        transfer_mode="enable-all",
    )
    made.credentials_lists.create(extra.sid)
    made.recordings().update(mode="record-from-answer")
    made.origination_urls.create(
        weight=1, priority=1, enabled=False, friendly_name="old", sip_url="sip:old.example.com"
    )
    declared = inputs.trunk(**lists)
    sid, outputs = trunks.create(declared)
    assert sid == made.sid
    assert trunks.read(sid, outputs) == inputs.made(declared)
    assert trunks.create(declared)[0] == sid
    assert len(account.read(emulator)["trunks"]) == 1


@pytest.mark.parametrize("adopt", [False, True])
def test_a_foreign_trunk(adopt: bool, trunks: TrunkLogic, client: Client) -> None:
    foreign = client.trunking.v1.trunks.create(friendly_name="sales", domain_name="Grable.pstn.twilio.com")
    declared = inputs.trunk(adopt=adopt)
    if adopt:
        assert trunks.inspect({}, declared) == []
        assert trunks.create(declared)[0] == foreign.sid
        return
    line = (
        f"trunk 'grable.pstn.twilio.com' exists already ({foreign.sid}, 'sales'), and this stack has not made "
        "it under that name: "
        "choose another domain_name, or set adopt=True"
    )
    assert trunks.inspect({}, declared) == [line]
    with pytest.raises(NotOursError) as refused:
        trunks.create(declared)
    assert str(refused.value) == line
    assert foreign.fetch().friendly_name == "sales"


def test_gone(emulator: Emulator, trunks: TrunkLogic) -> None:
    sid, outputs = trunks.create(inputs.trunk())
    trunks.delete(sid, outputs)
    assert trunks.read(sid, outputs) is None
    trunks.delete(sid, outputs)
    assert account.read(emulator)["numbers"] == sorted(emulators.NUMBERS)


def test_drift_is_reported_in_full_and_corrected(trunks: TrunkLogic, lists: Lists, client: Client) -> None:
    extra = client.api.v2010.account.sip.ip_access_control_lists.create("extra")
    declared = inputs.trunk(
        **lists,
        cnam_lookup_enabled=True,
        disaster_recovery_url="https://example.com/twiml",
        origination_urls={URL: ORIGINATION, "sip:b.example.com": ORIGINATION},
    )
    sid, outputs = trunks.create(declared)
    by_hand = client.trunking.v1.trunks(sid)
    by_hand.update(
        secure=False,
        cnam_lookup_enabled=False,
        friendly_name="",
        disaster_recovery_url="",
        transfer_mode="enable-all",
    )
    by_hand.recordings().update(mode="record-from-answer", trim="trim-silence")
    by_hand.ip_access_control_lists.create(extra.sid)
    by_hand.credentials_lists(lists["credential_lists"][0]).delete()
    deleted, changed = sorted(by_hand.origination_urls.list(), key=lambda url: url.sip_url)
    deleted.delete()
    changed.update(weight=99, enabled=False)
    by_hand.origination_urls.create(
        weight=1, priority=1, enabled=True, friendly_name="x", sip_url="sip:evil.example.com"
    )
    second = by_hand.origination_urls.create(weight=1, priority=1, enabled=True, friendly_name="twice", sip_url=URL)
    by_hand.phone_numbers(by_hand.phone_numbers.list()[0].sid).delete()
    by_hand.phone_numbers.create(client.incoming_phone_numbers.list(phone_number="+442071838750")[0].sid)

    drifted = trunks.read(sid, outputs)
    assert drifted == inputs.made(declared) | {
        "auth_type": "IP_ACL",
        "secure": False,
        "cnam_lookup_enabled": False,
        "friendly_name": "",
        "disaster_recovery_url": "",
        "transfer_mode": "enable-all",
        "recording": {"mode": "record-from-answer", "trim": "trim-silence"},
        "credential_lists": [],
        "ip_access_control_lists": sorted([*lists["ip_access_control_lists"], extra.sid]),
        "origination_urls": {
            URL: ORIGINATION | {"weight": 99, "enabled": False},
            f"{URL} ({second.sid})": {"friendly_name": "twice", "weight": 1, "priority": 1, "enabled": True},
            "sip:evil.example.com": {"friendly_name": "x", "weight": 1, "priority": 1, "enabled": True},
        },
        "phone_numbers": ["+442071838750"],
    }
    assert trunks.update(sid, drifted, declared) == inputs.made(declared)
    assert trunks.read(sid, outputs) == inputs.made(declared)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"disaster_recovery_url": "https://example.com/twiml"}, {}),
        ({"disaster_recovery_url": "https://example.com/twiml", "disaster_recovery_method": "GET"}, {}),
        (
            {"disaster_recovery_url": "https://example.com/twiml", "disaster_recovery_method": "GET"},
            {"disaster_recovery_url": "https://example.com/twiml"},
        ),
        ({"disaster_recovery_method": "GET"}, {"disaster_recovery_method": "POST"}),
        ({"domain_name": "grable.pstn.twilio.com"}, {"domain_name": "moved.pstn.twilio.com"}),
        ({"secure": True}, {"secure": False}),
        ({"phone_numbers": ["+11234567890"]}, {"phone_numbers": []}),
        ({"origination_urls": {URL: ORIGINATION}}, {"origination_urls": {}}),
    ],
)
def test_update_in_place(before: dict[str, Any], after: dict[str, Any], trunks: TrunkLogic) -> None:
    sid, outputs = trunks.create(inputs.trunk(**before))
    assert trunks.read(sid, outputs) == inputs.made(inputs.trunk(**before))
    declared = inputs.trunk(**after)
    assert trunks.update(sid, outputs, declared) == inputs.made(declared)
    assert trunks.read(sid, declared) == inputs.made(declared)


def test_update_asks_only_about_what_differs(emulator: Emulator, trunks: TrunkLogic, lists: Lists) -> None:
    sid, outputs = trunks.create(inputs.trunk(**lists))
    emulator.forget_requests()
    trunks.update(sid, outputs, inputs.trunk(**lists, transfer_mode="enable-all"))
    assert [each["path"] for each in emulator.requests_made()] == [f"/v1/Trunks/{sid}"]


def test_the_new_origination_url_comes_before_the_old_one_goes(emulator: Emulator, trunks: TrunkLogic) -> None:
    sid, outputs = trunks.create(inputs.trunk())
    emulator.forget_requests()
    trunks.update(sid, outputs, inputs.trunk(origination_urls={"sip:new.example.com": ORIGINATION}))
    assert [each["method"] for each in emulator.requests_made()] == ["GET", "POST", "DELETE"]


def test_ten_origination_urls_make_room_first(trunks: TrunkLogic) -> None:
    ten = {f"sip:a{number}.example.com": ORIGINATION for number in range(10)}
    sid, outputs = trunks.create(inputs.trunk(origination_urls=ten))
    changed = ten | {"sip:new.example.com": ORIGINATION}
    del changed["sip:a0.example.com"]
    declared = inputs.trunk(origination_urls=changed)
    trunks.update(sid, outputs, declared)
    assert trunks.read(sid, declared) == inputs.made(declared)


@pytest.mark.parametrize("adopt", [False, True])
def test_a_number_of_another_trunk(adopt: bool, emulator: Emulator, trunks: TrunkLogic, client: Client) -> None:
    number = client.incoming_phone_numbers.list(phone_number="+11234567890")[0]
    foreign = client.trunking.v1.trunks.create(friendly_name="sales")
    foreign.phone_numbers.create(number.sid)
    declared = inputs.trunk(adopt=adopt)
    if adopt:
        sid, _ = trunks.create(declared)
        assert number.fetch().trunk_sid == sid
        return
    line = (
        f"phone_numbers: +11234567890 belongs to another trunk ({foreign.sid}, 'sales'), whose "
        "calls would stop: leave it out, take it off that trunk first, or set adopt=True"
    )
    assert trunks.inspect({}, declared) == [line]
    with pytest.raises(NotOursError) as refused:
        trunks.create(declared)
    assert str(refused.value) == line
    assert [each["friendly_name"] for each in account.read(emulator)["trunks"]] == ["sales"]


@pytest.mark.parametrize("number", ["+15005550009", "+1123456789"])
def test_a_number_that_the_account_does_not_own(number: str, emulator: Emulator, trunks: TrunkLogic) -> None:
    """The second one is a part of a number that it owns, which Twilio's filter finds."""
    declared = inputs.trunk(phone_numbers=[number])
    line = f"phone_numbers: {number} is not a number of this account: buy it at Twilio, or leave it out"
    assert trunks.inspect({}, declared) == [line]
    with pytest.raises(NotFoundError) as refused:
        trunks.create(declared)
    assert str(refused.value) == line
    assert account.read(emulator)["trunks"] == []


def test_a_number_taken_off_by_hand_comes_back_with_the_next_change(trunks: TrunkLogic, client: Client) -> None:
    """Also without a refresh, so that the state does not know it."""
    sid, outputs = trunks.create(inputs.trunk())
    numbers = client.trunking.v1.trunks(sid).phone_numbers
    numbers(numbers.list()[0].sid).delete()
    declared = inputs.trunk(phone_numbers=["+11234567890", "+442071838750"])
    trunks.update(sid, outputs, declared)
    assert trunks.read(sid, declared) == inputs.made(declared)


def test_a_domain_that_is_reserved(emulator: Emulator, trunks: TrunkLogic) -> None:
    sid, outputs = trunks.create(inputs.trunk())
    trunks.delete(sid, outputs)
    with pytest.raises(RefusedError, match=r"21248.*or a trunk that had it was deleted in the last 30 days: choose"):
        trunks.create(inputs.trunk())
    emulator.lift_reservations()
    trunks.create(inputs.trunk())


def test_a_domain_of_another_account(trunks: TrunkLogic, emulator: Emulator) -> None:
    with emulators.running(emulator.state) as other:
        TrunkLogic(Account(other.client())).create(inputs.trunk(phone_numbers=[]))
        with pytest.raises(RefusedError, match="another account has this domain_name"):
            trunks.create(inputs.trunk())
    assert account.read(emulator)["trunks"] == []


def test_inspection_sends_no_request_if_nothing_changed(emulator: Emulator, trunks: TrunkLogic) -> None:
    """Only the owner of the trunk is read."""
    emulator.forget_requests()
    assert trunks.inspect({}, inputs.trunk(domain_name=object())) == []
    assert emulator.requests_made() == []
    assert trunks.inspect(inputs.trunk(), inputs.trunk(transfer_mode="enable-all")) == []
    assert [request["path"] for request in emulator.requests_made()] == ["/v1/Trunks"]


@pytest.mark.parametrize(
    ("declared", "changes"),
    [
        ({"phone_numbers": object()}, "phone_numbers is known after the update"),
        ({"phone_numbers": [object()]}, "phone_numbers is known after the update"),
        ({"transfer_mode": object()}, "transfer_mode is known after the update"),
        (
            {"origination_urls": {URL: {**ORIGINATION, "weight": object()}}},
            f"origination_urls.{URL}.weight is known after the update",
        ),
        ({"origination_urls": object()}, "origination_urls is known after the update"),
        ({"recording": {"mode": object(), "trim": "do-not-trim"}}, "recording.mode is known after the update"),
        ({"credential_lists": [object()]}, "credential_lists is known after the update"),
    ],
    ids=["numbers", "a number", "a setting", "a weight", "URLs", "recording", "a list"],
)
def test_a_takeover_by_what_is_not_known_yet(declared: dict[str, Any], changes: str, trunks: TrunkLogic) -> None:
    sid, _ = trunks.create(inputs.trunk())
    (line,) = trunks.notices({}, inputs.trunk(adopt=True, **declared))
    assert line == f"trunk 'grable.pstn.twilio.com' ({sid}) is taken over: {changes}"


HINT = {"domain_name": "grable.pstn.twilio.com", "friendly_name": NAME, "adopt": True}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("old", "nothing changes at Twilio"),
        ("free", "credential_lists loses {old}; credential_lists gains {new}"),
        ("new", "credential_lists loses {old}; credential_lists gains a new list"),
        (object(), "credential_lists is known after the update"),
    ],
    ids=["the same", "another one", "a new one", "not known"],
)
def test_a_takeover_together_with_a_list(name: Any, changes: str, lists: Lists, client: Client) -> None:
    """The preview has no SIDs of lists that the state lacks."""
    new = client.api.v2010.account.sip.credential_lists.create("free").sid
    client.api.v2010.account.sip.credential_lists(lists["credential_lists"][0]).update(friendly_name="old")
    TrunkLogic(Account(client)).create(inputs.trunk(**lists))
    shared, owner = Account(client), Owner(inputs.OWNER.urn, Ledger())
    found: list[str] = []
    for kind, declared in (
        (CredentialListLogic, inputs.credential_list(friendly_name=name, trunk=HINT)),
        (IpAccessControlListLogic, inputs.ip_access_control_list(trunk=HINT)),
        (TrunkLogic, inputs.trunk(adopt=True, **{kind: [object()] for kind in lists})),
    ):
        logic: Any = kind(shared)
        logic.owner = owner
        found = logic.notices({}, declared)
    (line,) = found
    assert f": {changes.format(old=lists['credential_lists'][0], new=new)}. If the preview also deletes it" in line
