"""Writes a set-up into a database and an account."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from trunkline.providers.asterisk.database import Database
from trunkline.testing.twilio import Emulator

from ..support.realtime_schema import METADATA
from .set_up import ACCOUNT, PASSWORD, Rows, Twilio, inserted

TABLES = ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips", "extensions", "ps_registrations")

FURTHER = {
    "ps_auths": ("supported_algorithms_uac",),
    "ps_endpoints": (
        *("webrtc", "use_avpf", "send_rpid", "trust_id_outbound", "t38_udptl_ec"),
        *("contact_deny", "contact_permit"),
    ),
}
"""Columns of Asterisk that the other tests' tables do not have."""
REGISTRATIONS = "CREATE TABLE ps_registrations (id TEXT, client_uri TEXT, server_uri TEXT, outbound_auth TEXT)"


def create(file: Path) -> str:
    """An SQLite file with empty tables; its URL."""
    url = f"sqlite:///{file}"
    engine = sa.create_engine(url)
    METADATA.create_all(engine)
    engine.dispose()
    further = (f"ALTER TABLE {table} ADD COLUMN {column} TEXT" for table, each in FURTHER.items() for column in each)
    rows(url, (REGISTRATIONS, *further))
    return url


def rows(url: str, run: Iterable[str]) -> None:
    """Run statements, in one transaction."""
    with Database(url).transaction() as connection:
        for statement in run:
            connection.exec_driver_sql(statement)


def statements(wanted: Rows, account_sid: str) -> Iterator[str]:
    """Removes all rows, and inserts these."""
    for table in TABLES:
        yield f"DELETE FROM {table}"  # noqa: S608 - our own
    for table, found in wanted.items():
        yield from (inserted(table, *each).replace(ACCOUNT, account_sid) for each in found.items())


def at_twilio(emulator: Emulator, twilio: Twilio, place: Callable[[str], str] = str) -> None:
    """The account's only trunk becomes this one. Each address goes through `place`."""
    client = emulator.client()
    sip = client.api.v2010.account.sip
    trunk = next(iter(client.trunking.v1.trunks.list()), None) or client.trunking.v1.trunks.create(
        friendly_name="by hand"
    )
    trunk.update(domain_name=twilio.domain, secure=twilio.secure, friendly_name="by hand", **twilio.further)
    for parts in (trunk.origination_urls, trunk.credentials_lists, trunk.ip_access_control_lists, trunk.phone_numbers):
        for each in parts.list():
            each.delete()
    for made in (*sip.credential_lists.list(), *sip.ip_access_control_lists.list()):
        made.delete()
    _associate(trunk, sip, twilio, place)
    for url, priority in twilio.urls:
        trunk.origination_urls.create(10, priority, True, "by hand", place(url))
    for number in twilio.numbers:
        (owned,) = client.incoming_phone_numbers.list(phone_number=number)
        trunk.phone_numbers.create(owned.sid)


def _associate(trunk: Any, sip: Any, twilio: Twilio, place: Callable[[str], str]) -> None:
    if twilio.usernames is not None:
        logins = sip.credential_lists.create(friendly_name="logins")
        for username in twilio.usernames:
            logins.credentials.create(username=username, password=PASSWORD)
        trunk.credentials_lists.create(logins.sid)
    if twilio.addresses is not None:
        allowed = sip.ip_access_control_lists.create(friendly_name="addresses")
        for address in map(place, twilio.addresses):
            host, _, prefix = address.partition("/")
            allowed.ip_addresses.create(friendly_name="Asterisk", ip_address=host, cidr_prefix_length=int(prefix or 32))
        trunk.ip_access_control_lists.create(allowed.sid)
