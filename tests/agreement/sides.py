"""Both sides of a trunk, real and empty again for each example, and the doctor's look at them."""

import sqlite3

import sqlalchemy as sa
from attrs import frozen
from twilio.rest import Client

from trunkline.doctor.diagnosis import diagnose
from trunkline.doctor.finding import Finding
from trunkline.doctor.snapshot import Declared
from trunkline.providers import connections
from trunkline.providers.asterisk.database import Database
from trunkline.providers.settings import Settings
from trunkline.testing.twilio import NUMBERS, Emulator

_TWILIO = (
    "trunk_credential_lists",
    "trunk_ip_access_control_lists",
    "origination_urls",
    "credentials",
    "ip_addresses",
    "credential_lists",
    "ip_access_control_lists",
    "reserved_domains",
)
_ASTERISK = ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips", "extensions")


@frozen
class Sides:
    """An account that owns `NUMBERS`, and a database with Asterisk's tables."""

    emulator: Emulator
    database_url: str

    @property
    def config(self) -> dict[str, str]:
        """What a provider is configured with, as by a program of its own."""
        return {
            "twilioAccountSid": self.emulator.account_sid,
            "twilioAuthToken": self.emulator.auth_token,
            "twilioUrl": self.emulator.url,
            "databaseUrl": self.database_url,
            "explicit": "true",
        }

    @property
    def settings(self) -> Settings:
        return Settings.find(self.config.get)

    @property
    def database(self) -> Database:
        return connections.database(self.settings)

    @property
    def client(self) -> Client:
        return connections.account(self.settings).twilio

    def empty(self) -> None:
        """Have neither side hold anything but the account's numbers."""
        with sqlite3.connect(self.emulator.state) as state:
            for table in (*_TWILIO, "trunks"):
                state.execute(f"DELETE FROM {table}")  # noqa: S608 - the names are above
            state.execute("UPDATE incoming_phone_numbers SET trunk_sid = NULL")
            state.execute("DELETE FROM incoming_phone_numbers WHERE phone_number NOT IN (?, ?, ?)", NUMBERS)
        state.close()
        with self.database.transaction() as connection:
            for name in _ASTERISK:
                connection.execute(sa.delete(self.database.table(name)))
        connections.account(self.settings).forget()

    def findings(self, declared: Declared | None = None) -> list[Finding]:
        connections.account(self.settings).forget()
        return diagnose([(self.settings, declared)]).findings
