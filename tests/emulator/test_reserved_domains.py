"""Termination domains that were given up: who may take them again, and when."""

import sqlite3
from collections.abc import Callable

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

Send = Callable[..., requests.Response]


def refused(client: Client, domain: str) -> object:
    """The code that a trunk with the domain is refused with."""
    with pytest.raises(TwilioRestException) as error:
        client.trunking.v1.trunks.create(domain_name=domain)
    return error.value.code


def test_a_domain_is_unique_in_all_of_twilio(client: Client, stranger: Client, domain: str) -> None:
    client.trunking.v1.trunks.create(domain_name=domain)

    assert refused(stranger, domain) == 21248
    assert refused(stranger, domain.upper()) == 21248


def test_a_deleted_trunks_domain_is_reserved_from_everybody(
    client: Client, stranger: Client, domain: str, db: sqlite3.Connection
) -> None:
    client.trunking.v1.trunks.create(domain_name=domain).delete()

    assert refused(client, domain) == refused(stranger, domain.upper()) == 21248
    with pytest.raises(TwilioRestException) as error:
        client.trunking.v1.trunks.create().update(domain_name=domain)
    assert error.value.code == 21248
    row = "SELECT julianday(reserved_until) - julianday('now') FROM reserved_domains WHERE domain_name = ?"
    assert 29.9 < db.execute(row, (domain,)).fetchone()[0] <= 30


def test_a_reservation_ends(client: Client, domain: str, db: sqlite3.Connection) -> None:
    client.trunking.v1.trunks.create(domain_name=domain).delete()
    db.execute("UPDATE reserved_domains SET reserved_until = '2020-01-01T00:00:00Z' WHERE domain_name = ?", (domain,))

    assert client.trunking.v1.trunks.create(domain_name=domain).domain_name == domain


def test_a_changed_domain_is_reserved_from_others_only(client: Client, stranger: Client, domain: str) -> None:
    trunk = client.trunking.v1.trunks.create(domain_name=domain)
    trunk.update(domain_name=f"new-{domain}")

    assert refused(stranger, domain) == 21248
    assert trunk.update(domain_name=domain).domain_name == domain
    trunk.update(domain_name="")
    assert refused(stranger, domain) == 21248
    assert client.trunking.v1.trunks.create(domain_name=domain).domain_name == domain


def test_an_update_to_the_same_domain_is_none(client: Client, domain: str) -> None:
    trunk = client.trunking.v1.trunks.create(domain_name=domain)

    assert trunk.update(domain_name=domain).domain_name == domain
    assert trunk.update(domain_name=domain.upper()).domain_name == domain.upper()


def test_reservations_are_lifted(client: Client, stranger: Client, domain: str, send: Send) -> None:
    domains = [f"{letter}{domain}" for letter in "abc"]
    for one in domains:
        client.trunking.v1.trunks.create(domain_name=one).delete()
    stranger.trunking.v1.trunks.create(domain_name=domain).delete()

    assert send("DELETE", f"/emulator/reserved-domains/{domains[0]}").status_code == 204
    assert client.trunking.v1.trunks.create(domain_name=domains[0]).domain_name == domains[0]
    assert refused(client, domains[1]) == 21248

    assert send("DELETE", "/emulator/reserved-domains").status_code == 204
    assert client.trunking.v1.trunks.create(domain_name=domains[1]).domain_name == domains[1]
    assert client.trunking.v1.trunks.create(domain_name=domains[2]).domain_name == domains[2]
    assert refused(client, domain) == 21248
