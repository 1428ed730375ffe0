"""An account of its own for each test, in the emulator that a worker's tests share."""

import re
import secrets
import sqlite3
from contextlib import closing

import requests
from attrs import field, frozen

from trunkline.testing.twilio import Emulator

from .documents import shape

EMPTIED = (
    "trunk_credential_lists",
    "trunk_ip_access_control_lists",
    "credentials",
    "credential_lists",
    "ip_addresses",
    "ip_access_control_lists",
    "origination_urls",
    "incoming_phone_numbers",
    "reserved_domains",
)


@frozen
class Account:
    """The account; once furnished, with one of everything that the operations use."""

    emulator: Emulator
    sid: str
    token: str
    session: requests.Session
    sids: dict[str, str] = field(factory=dict)
    """By path, without the names of its parameters, of the collection that it is in."""

    @property
    def auth(self) -> tuple[str, str]:
        return self.sid, self.token

    def furnish(self) -> None:
        """Make the things, and note their paths."""
        api = f"/2010-04-01/Accounts/{self.sid}"
        trunk = self._make("/v1/Trunks")
        number = self._make(f"{api}/IncomingPhoneNumbers.json", PhoneNumber=f"+1512{secrets.randbelow(10**7):07}")
        self._make(f"/v1/Trunks/{trunk}/PhoneNumbers", PhoneNumberSid=number)
        url = {"SipUrl": "sip:example.com", "Priority": "1", "Weight": "1", "Enabled": "true", "FriendlyName": "url"}
        self._make(f"/v1/Trunks/{trunk}/OriginationUrls", **url)
        credentials = self._make(f"{api}/SIP/CredentialLists.json", FriendlyName="credentials")
        credential = {"Username": "grable", "Password": "Correct1Horse2Battery"}
        self._make(f"{api}/SIP/CredentialLists/{credentials}/Credentials.json", **credential)
        self._make(f"/v1/Trunks/{trunk}/CredentialLists", CredentialListSid=credentials)
        addresses = self._make(f"{api}/SIP/IpAccessControlLists.json", FriendlyName="addresses")
        address = {"FriendlyName": "pbx", "IpAddress": "192.0.2.1"}
        self._make(f"{api}/SIP/IpAccessControlLists/{addresses}/IpAddresses.json", **address)
        self._make(f"/v1/Trunks/{trunk}/IpAccessControlLists", IpAccessControlListSid=addresses)

    def clear(self) -> None:
        """Leave nothing in the emulator but the accounts, and of this one's things the trunk's settings."""
        with closing(sqlite3.connect(self.emulator.state)) as db, db:
            for table in EMPTIED:
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - own names
            db.execute("DELETE FROM trunks WHERE sid != ?", (self.sids["/v1/Trunks"],))

    def parameters(self, path: str) -> dict[str, str]:
        """What leads to one of the things: the parameters of a path of the documents."""
        known = {"AccountSid": self.sid, "CountryCode": "GB"}
        return {
            match[1]: known.get(match[1]) or self.sids[shape(path[: match.start()])]
            for match in re.finditer(r"/{(\w+)}", path)
        }

    def _make(self, path: str, **form: str) -> str:
        answer = self.session.post(self.emulator.url + path, data=form, auth=self.auth, timeout=10)
        answer.raise_for_status()
        collection = re.sub(r"[A-Z]{2}[0-9a-f]{32}", "{}", path.removesuffix(".json"))
        sid: str = answer.json()["sid"]
        return self.sids.setdefault(collection, sid)
