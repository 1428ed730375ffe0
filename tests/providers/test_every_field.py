"""Each property of each resource at Twilio changes in place, and back."""

from typing import Any

import pytest
from twilio.rest import Client

from ..support import inputs
from ..support.inputs import ORIGINATION, URL
from ..support.logics import CredentialListLogic, IpAccessControlListLogic, TrunkLogic

RECOVERY = {"disaster_recovery_url": "https://example.com/twiml", "disaster_recovery_method": "POST"}
TRUNK: dict[str, Any] = {
    "friendly_name": "renamed",
    "domain_name": "moved.pstn.twilio.com",
    "secure": False,
    "transfer_mode": "sip-only",
    "transfer_caller_id": "from-transferor",
    "cnam_lookup_enabled": True,
    "disaster_recovery_url": "https://example.com/other",
    "disaster_recovery_method": "GET",
    "recording": {"mode": "record-from-ringing-dual", "trim": "trim-silence"},
    "credential_lists": [],
    "ip_access_control_lists": [],
    "origination_urls": {"sip:b.example.com": ORIGINATION | {"priority": 20.0, "weight": 1.0, "enabled": False}},
    "phone_numbers": ["+442071838750"],
    "keep_domain": True,
}
URL_SETTINGS = {"friendly_name": "b", "priority": 0.0, "weight": 65535.0, "enabled": False}


def test_that_is_every_field_of_a_trunk() -> None:
    assert TRUNK.keys() == (inputs.trunk() | RECOVERY).keys() - {"adopt"}
    assert URL_SETTINGS.keys() == ORIGINATION.keys()


@pytest.mark.parametrize("field", TRUNK)
def test_a_trunk(
    field: str,
    trunks: TrunkLogic,
    credential_lists: CredentialListLogic,
    ip_access_control_lists: IpAccessControlListLogic,
) -> None:
    before = inputs.trunk(
        **RECOVERY,
        credential_lists=[credential_lists.create(inputs.credential_list())[0]],
        ip_access_control_lists=[ip_access_control_lists.create(inputs.ip_access_control_list())[0]],
    )
    sid, outputs = trunks.create(before)
    for state in (before | {field: TRUNK[field]}, before):
        outputs = trunks.update(sid, outputs, state)
        assert trunks.read(sid, outputs) == outputs == inputs.made(state)


@pytest.mark.parametrize("setting", URL_SETTINGS)
def test_an_origination_url(setting: str, trunks: TrunkLogic, client: Client) -> None:
    sid, outputs = trunks.create(inputs.trunk())
    url = client.trunking.v1.trunks(sid).origination_urls.list()[0]
    changed = inputs.trunk(origination_urls={URL: ORIGINATION | {setting: URL_SETTINGS[setting]}})
    assert trunks.read(sid, trunks.update(sid, outputs, changed)) == inputs.made(changed)
    assert getattr(url.fetch(), setting) == URL_SETTINGS[setting]


def test_a_list_keeps_its_sid_under_another_name(
    credential_lists: CredentialListLogic, ip_access_control_lists: IpAccessControlListLogic
) -> None:
    for logic, before in (
        (credential_lists, inputs.credential_list()),
        (ip_access_control_lists, inputs.ip_access_control_list()),
    ):
        sid, outputs = logic.create(before)
        renamed = before | {"friendly_name": "renamed"}
        assert logic.read(sid, logic.update(sid, outputs, renamed)) == outputs | renamed


def test_a_kept_domain(trunks: TrunkLogic, client: Client) -> None:
    """Destroyed, the trunk is there with its domain and nothing else; the next run takes it over."""
    declared = inputs.trunk(keep_domain=True)
    sid, outputs = trunks.create(declared)
    trunks.delete(sid, outputs)
    kept = trunks.read(sid, outputs)
    assert kept == outputs | {"origination_urls": {}, "phone_numbers": []}
    assert client.trunking.v1.trunks(sid).fetch().domain_name == "grable.pstn.twilio.com"
    assert trunks.create(declared)[0] == sid
    assert trunks.read(sid, outputs) == outputs
