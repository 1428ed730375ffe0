"""Every error code, by what provokes it."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from trunkline.emulator.store import insert, new_sid

PASSWORD = "IWasAtSignal2018"
Provocation = Callable[[Client], object]


def many(db: sqlite3.Connection, number: int, table: str, prefix: str, **columns: Any) -> None:
    """Add rows without asking for each of them."""
    db.execute("BEGIN IMMEDIATE")
    for n in range(number):
        own = {name: value(n) if callable(value) else value for name, value in columns.items()}
        insert(db, table, {"sid": new_sid(prefix), **own})
    db.execute("COMMIT")


def same_acl_name(client: Client) -> None:
    for _ in range(2):
        client.api.account.sip.ip_access_control_lists.create("same")


def acl_renamed_to_anothers_name(client: Client) -> None:
    client.api.account.sip.ip_access_control_lists.create("one")
    client.api.account.sip.ip_access_control_lists.create("two").update(friendly_name="one")


def same_address(client: Client) -> None:
    addresses = client.api.account.sip.ip_access_control_lists.create("list").ip_addresses
    addresses.create("one", "192.0.2.1")
    addresses.create("two", "192.0.2.1", cidr_prefix_length=32)


def address_changed_to_anothers(client: Client) -> None:
    addresses = client.api.account.sip.ip_access_control_lists.create("list").ip_addresses
    addresses.create("one", "192.0.2.1")
    addresses.create("two", "192.0.2.2").update(ip_address="192.0.2.1")


def acl_in_use(client: Client) -> None:
    addresses = client.api.account.sip.ip_access_control_lists.create("list")
    client.trunking.v1.trunks.create().ip_access_control_lists.create(addresses.sid)
    addresses.delete()


def same_credential_list_name(client: Client) -> None:
    for _ in range(2):
        client.api.account.sip.credential_lists.create("same")


def credential_list_renamed_to_anothers_name(client: Client) -> None:
    client.api.account.sip.credential_lists.create("one")
    client.api.account.sip.credential_lists.create("two").update(friendly_name="one")


def same_username(client: Client) -> None:
    credentials = client.api.account.sip.credential_lists.create("list").credentials
    for _ in range(2):
        credentials.create("same", PASSWORD)


def credential_list_in_use(client: Client) -> None:
    credentials = client.api.account.sip.credential_lists.create("list")
    client.trunking.v1.trunks.create().credentials_lists.create(credentials.sid)
    credentials.delete()


def credential_list_associated_twice(client: Client) -> None:
    credentials = client.api.account.sip.credential_lists.create("list")
    trunk = client.trunking.v1.trunks.create()
    for _ in range(2):
        trunk.credentials_lists.create(credentials.sid)


def acl_associated_twice(client: Client) -> None:
    addresses = client.api.account.sip.ip_access_control_lists.create("list")
    trunk = client.trunking.v1.trunks.create()
    for _ in range(2):
        trunk.ip_access_control_lists.create(addresses.sid)


def number_associated_twice(client: Client) -> None:
    number = client.api.account.incoming_phone_numbers.list()[0]
    trunk = client.trunking.v1.trunks.create()
    for _ in range(2):
        trunk.phone_numbers.create(number.sid)


def same_domain(client: Client) -> None:
    for _ in range(2):
        client.trunking.v1.trunks.create(domain_name=f"T{client.account_sid}.pstn.twilio.com".lower())


def same_domain_in_other_letters(client: Client) -> None:
    client.trunking.v1.trunks.create(domain_name=f"t{client.account_sid}.pstn.twilio.com".lower())
    trunk = client.trunking.v1.trunks.create()
    trunk.update(domain_name=f"t{client.account_sid}.pstn.twilio.com".upper())


def eleven_origination_urls(client: Client) -> None:
    trunk = client.trunking.v1.trunks.create()
    for n in range(11):
        trunk.origination_urls.create(
            weight=1, priority=n, enabled=True, friendly_name=str(n), sip_url="sip:pbx.example.com"
        )


def number_that_is_taken(client: Client) -> None:
    numbers = client.api.account.incoming_phone_numbers
    numbers.create(phone_number=numbers.list()[0].phone_number or "")


@pytest.mark.parametrize(
    ("code", "provoke"),
    [
        (20404, lambda client: client.trunking.v1.trunks("TK" + "0" * 32).fetch()),
        (20404, lambda client: client.api.account.sip.credential_lists("CL" + "0" * 32).delete()),
        (20404, lambda client: client.api.account.incoming_phone_numbers("nonsense").fetch()),
        (21235, same_acl_name),
        (21235, acl_renamed_to_anothers_name),
        (21235, same_address),
        (21235, address_changed_to_anothers),
        (21236, acl_in_use),
        (21240, same_credential_list_name),
        (21240, credential_list_renamed_to_anothers_name),
        (21240, same_username),
        (21241, credential_list_in_use),
        (21245, credential_list_associated_twice),
        (21245, acl_associated_twice),
        (21245, number_associated_twice),
        (21245, same_domain),
        (21245, same_domain_in_other_letters),
        (21249, eleven_origination_urls),
        (21421, lambda client: client.api.account.incoming_phone_numbers.create(phone_number="12345")),
        (21421, lambda client: client.api.account.incoming_phone_numbers.create(phone_number="+15005550001")),
        (21422, lambda client: client.api.account.incoming_phone_numbers.create(phone_number="+15005550000")),
        (21422, number_that_is_taken),
        (21451, lambda client: client.api.account.incoming_phone_numbers.create(area_code="1234")),
        (21452, lambda client: client.api.account.incoming_phone_numbers.create(area_code="533")),
    ],
)
def test_a_wrong_request_is_refused_with_its_code(client: Client, code: int, provoke: Provocation) -> None:
    with pytest.raises(TwilioRestException) as refused:
        provoke(client)

    assert refused.value.code == code
    assert refused.value.status == (404 if code == 20404 else 400)


def test_an_account_has_100_trunks(client: Client, db: sqlite3.Connection) -> None:
    many(db, 99, "trunks", "TK", account_sid=client.account_sid)
    client.trunking.v1.trunks.create()

    with pytest.raises(TwilioRestException) as refused:
        client.trunking.v1.trunks.create()

    assert refused.value.code == 21244


def test_an_account_has_100_credential_lists(client: Client, db: sqlite3.Connection) -> None:
    many(db, 99, "credential_lists", "CL", account_sid=client.account_sid, friendly_name=str)
    client.api.account.sip.credential_lists.create("hundredth")

    with pytest.raises(TwilioRestException) as refused:
        client.api.account.sip.credential_lists.create("one more")

    assert refused.value.code == 21239


def test_an_account_has_1000_ip_access_control_lists(client: Client, db: sqlite3.Connection) -> None:
    many(db, 999, "ip_access_control_lists", "AL", account_sid=client.account_sid, friendly_name=str)
    client.api.account.sip.ip_access_control_lists.create("thousandth")

    with pytest.raises(TwilioRestException) as refused:
        client.api.account.sip.ip_access_control_lists.create("one more")

    assert refused.value.code == 21255
    assert len(client.api.account.sip.ip_access_control_lists.list()) == 1000


def test_a_list_has_1000_credentials(client: Client, db: sqlite3.Connection) -> None:
    made = client.api.account.sip.credential_lists.create("list")
    owner = {"account_sid": client.account_sid, "credential_list_sid": made.sid}
    many(db, 999, "credentials", "CR", **owner, username=str, ha1="0" * 32)
    made.credentials.create("thousandth", PASSWORD)

    with pytest.raises(TwilioRestException) as refused:
        made.credentials.create("more", PASSWORD)

    assert refused.value.code == 21242


def test_a_list_has_100_addresses(client: Client, db: sqlite3.Connection) -> None:
    made = client.api.account.sip.ip_access_control_lists.create("list")
    owner = {"account_sid": client.account_sid, "ip_access_control_list_sid": made.sid}
    many(db, 99, "ip_addresses", "IP", **owner, friendly_name="", ip_address=lambda n: f"192.0.2.{n}")
    made.ip_addresses.create("hundredth", "198.51.100.1")

    with pytest.raises(TwilioRestException) as refused:
        made.ip_addresses.create("more", "198.51.100.2")

    assert refused.value.code == 21237


def test_an_error_has_twilios_shape(send: Callable[..., requests.Response]) -> None:
    answer = send("GET", "/v1/Trunks/TK1")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {
        "status": 404,
        "message": "The requested resource /v1/Trunks/TK1 was not found",
        "code": 20404,
        "more_info": "https://www.twilio.com/docs/errors/20404",
    }


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/Nothing", 404, 20404),
        ("GET", "/v1/Trunks/", 404, 20404),
        ("GET", "/2010-04-01/Accounts/{account}/SIP/CredentialLists", 404, 20404),
        ("PUT", "/v1/Trunks", 405, 20004),
        ("POST", "/v1/Trunks/TK1/CredentialLists/CL1", 405, 20004),
        ("POST", "/emulator/health", 405, 20004),
    ],
)
def test_what_is_not_there_is_an_error_too(
    send: Callable[..., requests.Response], method: str, path: str, status: int, code: int
) -> None:
    answer = send(method, path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
