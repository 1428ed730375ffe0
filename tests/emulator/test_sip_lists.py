"""Credential lists and IP access control lists, through the SDK."""

import hashlib
import sqlite3

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

PASSWORD = "IWasAtSignal2018"


def test_a_credential_list_lives_and_dies(client: Client) -> None:
    made = client.api.account.sip.credential_lists.create("one")
    assert made.sid is not None
    assert made.sid.startswith("CL")
    address = f"/2010-04-01/Accounts/{client.account_sid}/SIP/CredentialLists/{made.sid}"
    assert made.uri == f"{address}.json"
    assert made.subresource_uris == {"credentials": f"{address}/Credentials.json"}
    assert made.date_created is not None

    assert made.update(friendly_name="two").friendly_name == "two"
    assert made.update(friendly_name="two").friendly_name == "two"
    assert made.fetch().friendly_name == "two"
    assert [one.sid for one in client.api.account.sip.credential_lists.list()] == [made.sid]
    assert made.delete()
    assert client.api.account.sip.credential_lists.list() == []


def test_a_credential_lives_and_dies(client: Client, db: sqlite3.Connection) -> None:
    credentials = client.api.account.sip.credential_lists.create("list").credentials

    def stored() -> object:
        return db.execute("SELECT ha1 FROM credentials WHERE sid = ?", (made.sid,)).fetchone()[0]

    made = credentials.create("pbx", PASSWORD)
    assert made.sid is not None
    assert made.sid.startswith("CR")
    assert made.username == "pbx"
    assert not hasattr(made, "password")
    assert stored() == hashlib.md5(f"pbx:sip.twilio.com:{PASSWORD}".encode()).hexdigest()  # noqa: S324

    made.update(password="Another0Password")
    assert stored() == hashlib.md5(b"pbx:sip.twilio.com:Another0Password").hexdigest()  # noqa: S324
    assert made.fetch().username == "pbx"
    assert [one.sid for one in credentials.list()] == [made.sid]
    assert made.delete()
    assert credentials.list() == []


def test_a_credential_list_takes_its_credentials_along(client: Client, db: sqlite3.Connection) -> None:
    made = client.api.account.sip.credential_lists.create("list")
    credential = made.credentials.create("pbx", PASSWORD)

    assert made.delete()

    assert db.execute("SELECT count(*) FROM credentials WHERE sid = ?", (credential.sid,)).fetchone() == (0,)


def test_an_ip_access_control_list_lives_and_dies(client: Client) -> None:
    made = client.api.account.sip.ip_access_control_lists.create("one")
    assert made.sid is not None
    assert made.sid.startswith("AL")
    address = f"/2010-04-01/Accounts/{client.account_sid}/SIP/IpAccessControlLists/{made.sid}"
    assert made.uri == f"{address}.json"
    assert made.subresource_uris == {"ip_addresses": f"{address}/IpAddresses.json"}

    assert made.update(friendly_name="two").friendly_name == "two"
    assert made.fetch().friendly_name == "two"
    assert [one.sid for one in client.api.account.sip.ip_access_control_lists.list()] == [made.sid]
    assert made.delete()
    assert client.api.account.sip.ip_access_control_lists.list() == []


def test_an_ip_address_lives_and_dies(client: Client) -> None:
    addresses = client.api.account.sip.ip_access_control_lists.create("list").ip_addresses

    made = addresses.create("pbx", "192.0.2.1")
    assert made.sid is not None
    assert made.sid.startswith("IP")
    assert (made.ip_address, made.cidr_prefix_length) == ("192.0.2.1", 32)

    changed = made.update(ip_address="198.51.100.0", cidr_prefix_length=24)
    assert (changed.ip_address, changed.cidr_prefix_length) == ("198.51.100.0", 24)
    assert changed.friendly_name == "pbx"
    assert made.fetch().cidr_prefix_length == 24
    assert [one.sid for one in addresses.list()] == [made.sid]
    assert made.delete()
    assert addresses.list() == []


def test_accounts_share_no_names(client: Client, stranger: Client) -> None:
    for account in (client, stranger):
        account.api.account.sip.credential_lists.create("same")
        account.api.account.sip.ip_access_control_lists.create("same")


def test_an_entry_belongs_to_its_list(client: Client) -> None:
    one = client.api.account.sip.credential_lists.create("one")
    other = client.api.account.sip.credential_lists.create("other")
    credential = one.credentials.create("pbx", PASSWORD)
    with pytest.raises(TwilioRestException, match="was not found"):
        other.credentials(credential.sid or "").delete()

    allowed = client.api.account.sip.ip_access_control_lists.create("allowed")
    denied = client.api.account.sip.ip_access_control_lists.create("denied")
    address = allowed.ip_addresses.create("pbx", "192.0.2.1")
    with pytest.raises(TwilioRestException, match="was not found"):
        denied.ip_addresses(address.sid or "").fetch()
