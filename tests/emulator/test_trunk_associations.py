"""Things of the account that a trunk uses: credential lists, access control lists, numbers."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client


def test_credential_lists(client: Client) -> None:
    trunk = client.trunking.v1.trunks.create()
    credentials = client.api.account.sip.credential_lists.create("credentials")

    added = trunk.credentials_lists.create(credentials.sid)

    assert (added.sid, added.trunk_sid) == (credentials.sid, trunk.sid)
    assert (added.account_sid, added.friendly_name) == (client.account_sid, "credentials")
    assert added.url == f"https://trunking.twilio.com/v1/Trunks/{trunk.sid}/CredentialLists/{credentials.sid}"
    assert added.date_created == credentials.date_created
    assert added.fetch().sid == credentials.sid
    assert [one.sid for one in trunk.credentials_lists.list()] == [credentials.sid]
    assert trunk.fetch().auth_type_set == ["CREDENTIAL_LIST"]
    assert added.delete()
    assert trunk.credentials_lists.list() == []
    assert credentials.fetch().sid == credentials.sid


def test_ip_access_control_lists(client: Client) -> None:
    trunk = client.trunking.v1.trunks.create()
    addresses = client.api.account.sip.ip_access_control_lists.create("addresses")

    added = trunk.ip_access_control_lists.create(addresses.sid)

    assert (added.sid, added.trunk_sid) == (addresses.sid, trunk.sid)
    assert added.friendly_name == "addresses"
    assert added.url == f"https://trunking.twilio.com/v1/Trunks/{trunk.sid}/IpAccessControlLists/{addresses.sid}"
    assert added.fetch().sid == addresses.sid
    assert [one.sid for one in trunk.ip_access_control_lists.list()] == [addresses.sid]
    assert trunk.fetch().auth_type == "IP_ACL"
    assert added.delete()
    assert trunk.fetch().auth_type == ""


def test_a_trunk_with_both_kinds_of_list_names_both(client: Client) -> None:
    trunk = client.trunking.v1.trunks.create()
    trunk.credentials_lists.create(client.api.account.sip.credential_lists.create("credentials").sid)
    trunk.ip_access_control_lists.create(client.api.account.sip.ip_access_control_lists.create("addresses").sid)

    trunk = trunk.fetch()

    assert trunk.auth_type == "IP_ACL,CREDENTIAL_LIST"
    assert trunk.auth_type_set == ["IP_ACL", "CREDENTIAL_LIST"]


def test_numbers(client: Client) -> None:
    trunk = client.trunking.v1.trunks.create()
    number = client.api.account.incoming_phone_numbers.list()[0]

    added = trunk.phone_numbers.create(number.sid)

    assert (added.sid, added.trunk_sid) == (number.sid, trunk.sid)
    assert added.phone_number == number.phone_number
    assert added.url == f"https://trunking.twilio.com/v1/Trunks/{trunk.sid}/PhoneNumbers/{number.sid}"
    assert added.date_created == number.date_created
    assert added.capabilities is not None
    assert added.capabilities["voice"] is True
    assert number.fetch().trunk_sid == trunk.sid
    assert [one.sid for one in trunk.phone_numbers.list()] == [number.sid]
    assert added.delete()
    assert number.fetch().trunk_sid is None


def test_a_number_moves_to_the_trunk_that_asks_for_it_last(client: Client) -> None:
    one, other = client.trunking.v1.trunks.create(), client.trunking.v1.trunks.create()
    number = client.api.account.incoming_phone_numbers.list()[0]
    one.phone_numbers.create(number.sid)

    other.phone_numbers.create(number.sid)

    assert one.phone_numbers.list() == []
    assert number.fetch().trunk_sid == other.sid


def test_what_is_another_accounts_cannot_be_shared(client: Client, stranger: Client) -> None:
    trunk = client.trunking.v1.trunks.create()
    api = stranger.api.account
    for share, sid in (
        (trunk.credentials_lists.create, api.sip.credential_lists.create("credentials").sid),
        (trunk.ip_access_control_lists.create, api.sip.ip_access_control_lists.create("addresses").sid),
        (trunk.phone_numbers.create, api.incoming_phone_numbers.list()[0].sid),
    ):
        with pytest.raises(TwilioRestException) as refused:
            share(sid)
        assert refused.value.code == 20404
