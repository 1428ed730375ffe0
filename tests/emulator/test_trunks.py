"""Trunks and their recording, through the SDK."""

from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from trunkline.emulator.app import OPERATIONS


def test_every_operation_has_its_path() -> None:
    operations = {(method, path) for method, path, _, _ in OPERATIONS}
    assert len(operations) == len(OPERATIONS) == 50
    assert sum(path.startswith("/v1/") for _, path in operations) == 24


def test_a_trunk_has_twilios_defaults(client: Client) -> None:
    trunk = client.trunking.v1.trunks.create()

    assert trunk.sid is not None
    assert trunk.sid.startswith("TK")
    assert len(trunk.sid) == 34
    assert trunk.account_sid == client.account_sid
    assert trunk.domain_name is None
    assert trunk.friendly_name is None
    assert trunk.disaster_recovery_url is None
    assert trunk.disaster_recovery_method is None
    assert trunk.secure is False
    assert trunk.cnam_lookup_enabled is False
    assert trunk.symmetric_rtp_enabled is False
    assert trunk.recording == {"mode": "do-not-record", "trim": "do-not-trim"}
    assert trunk.transfer_mode == "disable-all"
    assert trunk.transfer_caller_id == "from-transferee"
    assert trunk.auth_type == ""
    assert trunk.auth_type_set == []
    assert trunk.date_created is not None
    assert abs(trunk.date_created - datetime.now(UTC)) < timedelta(minutes=1)
    address = f"https://trunking.twilio.com/v1/Trunks/{trunk.sid}"
    assert trunk.url == address
    assert trunk.links == {
        "origination_urls": f"{address}/OriginationUrls",
        "credential_lists": f"{address}/CredentialLists",
        "ip_access_control_lists": f"{address}/IpAccessControlLists",
        "phone_numbers": f"{address}/PhoneNumbers",
    }


@pytest.mark.parametrize("name", ["a.b.pstn.twilio.com", "Site-1.a.b.pstn.twilio.com"])
def test_a_domain_may_have_sub_domains(client: Client, domain: str, name: str) -> None:
    name = name.replace("b.pstn.twilio.com", domain)
    assert client.trunking.v1.trunks.create(domain_name=name).domain_name == name


def test_a_trunk_keeps_what_it_was_given(client: Client, domain: str) -> None:
    settings = {
        "friendly_name": "Zentrale Köln",
        "domain_name": domain,
        "disaster_recovery_url": "https://example.com/recover?a=b&c=d",
        "disaster_recovery_method": "GET",
        "transfer_mode": "enable-all",
        "transfer_caller_id": "from-transferor",
        "secure": True,
        "cnam_lookup_enabled": True,
    }
    created = client.trunking.v1.trunks.create(**settings)
    fetched = client.trunking.v1.trunks(created.sid).fetch()

    assert {name: getattr(fetched, name) for name in settings} == settings


def test_an_update_changes_only_what_it_names(client: Client, domain: str) -> None:
    trunk = client.trunking.v1.trunks.create(friendly_name="before", domain_name=domain, secure=True)

    trunk = trunk.update(friendly_name="after", transfer_mode="sip-only")

    assert (trunk.friendly_name, trunk.transfer_mode) == ("after", "sip-only")
    assert (trunk.domain_name, trunk.secure) == (domain, True)


def test_recording_is_a_part_of_the_trunk(client: Client) -> None:
    trunk = client.trunking.v1.trunks.create()
    recording = trunk.recordings()

    assert recording.update(mode="record-from-answer-dual").mode == "record-from-answer-dual"
    assert recording.update(trim="trim-silence").mode == "record-from-answer-dual"
    assert recording.fetch().trim == "trim-silence"
    assert trunk.fetch().recording == {"mode": "record-from-answer-dual", "trim": "trim-silence"}


def test_deleting_a_trunk_drops_what_is_its_own_and_frees_what_is_not(client: Client, domain: str) -> None:
    trunk = client.trunking.v1.trunks.create(domain_name=domain)
    addresses = client.api.account.sip.ip_access_control_lists.create("addresses")
    credentials = client.api.account.sip.credential_lists.create("credentials")
    number = client.api.account.incoming_phone_numbers.list()[0]
    trunk.ip_access_control_lists.create(addresses.sid)
    trunk.credentials_lists.create(credentials.sid)
    trunk.phone_numbers.create(number.sid)
    origination = trunk.origination_urls.create(
        weight=1, priority=1, enabled=True, friendly_name="pbx", sip_url="sip:pbx.example.com"
    )

    assert trunk.delete()

    with pytest.raises(TwilioRestException, match="was not found") as gone:
        trunk.fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)
    with pytest.raises(TwilioRestException, match="was not found"):
        origination.fetch()
    assert number.fetch().trunk_sid is None
    assert len(client.api.account.incoming_phone_numbers.list()) == 3
    assert addresses.delete()
    assert credentials.delete()


def test_a_trunk_belongs_to_its_account(client: Client, stranger: Client) -> None:
    trunk = client.trunking.v1.trunks.create()

    assert stranger.trunking.v1.trunks.list() == []
    for attempt in (
        stranger.trunking.v1.trunks(trunk.sid).fetch,
        stranger.trunking.v1.trunks(trunk.sid).update,
        stranger.trunking.v1.trunks(trunk.sid).delete,
        stranger.trunking.v1.trunks(trunk.sid).recordings().fetch,
    ):
        with pytest.raises(TwilioRestException) as refused:
            attempt()
        assert refused.value.code == 20404
