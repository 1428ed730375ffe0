"""An IP access control list and its addresses."""

import pytest
from twilio.rest import Client

from trunkline.providers.errors import NotOursError
from trunkline.testing.twilio import Emulator

from ..support import account, inputs
from ..support.inputs import NAME
from ..support.logics import IpAccessControlListLogic


def test_create_and_read(emulator: Emulator, ip_access_control_lists: IpAccessControlListLogic) -> None:
    declared = inputs.ip_access_control_list(ip_addresses={"192.0.2.0/24": "office", "206.189.160.179": "asterisk"})
    emulator.forget_requests()
    sid, outputs = ip_access_control_lists.create(declared)
    assert len(emulator.requests_made()) == 3
    assert sid.startswith("AL")
    assert outputs == ip_access_control_lists.read(sid, outputs) == declared


def test_create_again_converges(
    emulator: Emulator, ip_access_control_lists: IpAccessControlListLogic, client: Client
) -> None:
    sid, _ = ip_access_control_lists.create(inputs.ip_access_control_list())
    client.api.v2010.account.sip.ip_access_control_lists(sid).ip_addresses.create("stranger", "203.0.113.9")
    again, _ = ip_access_control_lists.create(inputs.ip_access_control_list())
    assert again == sid
    assert account.read(emulator)["ip_access_control_lists"] == {NAME: ["206.189.160.179"]}


@pytest.mark.parametrize("adopt", [False, True])
def test_a_foreign_list(
    adopt: bool, emulator: Emulator, ip_access_control_lists: IpAccessControlListLogic, client: Client
) -> None:
    foreign = client.api.v2010.account.sip.ip_access_control_lists.create(NAME)
    foreign.ip_addresses.create("stranger", "203.0.113.9")
    declared = inputs.ip_access_control_list(adopt=adopt)
    if adopt:
        assert ip_access_control_lists.create(declared)[0] == foreign.sid
        assert account.read(emulator)["ip_access_control_lists"] == {NAME: ["206.189.160.179"]}
        return
    (finding,) = ip_access_control_lists.inspect({}, declared)
    with pytest.raises(NotOursError) as refused:
        ip_access_control_lists.create(declared)
    assert str(refused.value) == finding
    assert finding.endswith(", and this stack has not made it: choose another name, or set adopt=True")
    assert account.read(emulator)["ip_access_control_lists"] == {NAME: ["203.0.113.9"]}


def test_gone(ip_access_control_lists: IpAccessControlListLogic) -> None:
    sid, outputs = ip_access_control_lists.create(inputs.ip_access_control_list())
    ip_access_control_lists.delete(sid, outputs)
    assert ip_access_control_lists.read(sid, outputs) is None
    ip_access_control_lists.delete(sid, outputs)


def test_drift_is_reported_and_corrected(
    emulator: Emulator, ip_access_control_lists: IpAccessControlListLogic, client: Client
) -> None:
    declared = inputs.ip_access_control_list(ip_addresses={"192.0.2.0/24": "office", "206.189.160.179": "asterisk"})
    sid, outputs = ip_access_control_lists.create(declared)
    by_hand = client.api.v2010.account.sip.ip_access_control_lists(sid).ip_addresses
    by_hand.create("half of all", "203.0.113.0", cidr_prefix_length=1)
    by_hand.create("odd", "198.51.100.7", cidr_prefix_length=24)
    next(each for each in by_hand.list() if each.friendly_name == "office").delete()
    next(each for each in by_hand.list() if each.friendly_name == "asterisk").update(friendly_name="renamed")

    drifted = ip_access_control_lists.read(sid, outputs)
    assert drifted == declared | {
        "ip_addresses": {"203.0.113.0/1": "half of all", "198.51.100.7/24": "odd", "206.189.160.179": "renamed"}
    }
    assert ip_access_control_lists.update(sid, drifted, declared) == declared
    assert ip_access_control_lists.read(sid, outputs) == declared
    assert account.read(emulator)["ip_access_control_lists"] == {NAME: ["192.0.2.0", "206.189.160.179"]}


def test_the_new_address_comes_before_the_old_one_goes(
    emulator: Emulator, ip_access_control_lists: IpAccessControlListLogic
) -> None:
    sid, outputs = ip_access_control_lists.create(inputs.ip_access_control_list())
    emulator.forget_requests()
    moved = inputs.ip_access_control_list(ip_addresses={"203.0.113.7": "asterisk"})
    ip_access_control_lists.update(sid, outputs, moved)
    assert [each["method"] for each in emulator.requests_made()] == ["GET", "POST", "DELETE"]


def test_a_full_list_makes_room_first(emulator: Emulator, ip_access_control_lists: IpAccessControlListLogic) -> None:
    full = inputs.ip_access_control_list(ip_addresses={f"203.0.113.{n}": "asterisk" for n in range(100)})
    sid, outputs = ip_access_control_lists.create(full)
    changed = full["ip_addresses"] | {"192.0.2.1": "asterisk"}
    del changed["203.0.113.0"]
    ip_access_control_lists.update(sid, outputs, full | {"ip_addresses": changed})
    assert account.read(emulator)["ip_access_control_lists"] == {NAME: sorted(changed)}
