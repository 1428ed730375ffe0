"""A healthy trunk as the doctor sees it, to be broken one thing at a time."""

import copy
from collections.abc import Iterable
from typing import Any

from attrs import Factory, define

from trunkline.doctor.snapshot import (
    AsteriskSide,
    Declared,
    NamedList,
    OriginationUrl,
    Snapshot,
    Trunk,
    TwilioSide,
    Unread,
)
from trunkline.model import asterisk, twilio
from trunkline.model.signalling import SIGNALLING_RANGES

PASSWORD = "Grable-Trunk-2024"
DOMAIN = "grable.pstn.twilio.com"
URL = "sip:grable.voip.zoftko.com;transport=tls"
TRUNK, OTHER_TRUNK = f"TK{'1' * 32}", f"TK{'2' * 32}"
CREDENTIALS, ADDRESSES, OTHER_LIST = f"CL{'1' * 32}", f"AL{'1' * 32}", f"CL{'2' * 32}"
NAME = "trunkline/test/twilio"
NUMBER, SPARE = "+11234567890", "+442071838750"


def _rows() -> dict[str, dict[str, dict[str, Any]]]:
    return {
        "ps_auths": {"twilio": {"auth_type": "userpass", "username": "grable", "password": PASSWORD}},
        "ps_aors": {
            "twilio": {
                "contact": f"sip:grable@{DOMAIN}",
                "max_contacts": 1,
                "qualify_frequency": 60,
                "qualify_2xx_only": "yes",
            }
        },
        "ps_endpoints": {
            "twilio": {
                "aors": "twilio",
                "outbound_auth": "twilio",
                "context": "from-twilio",
                "transport": "tls",
                "disallow": "all",
                "allow": "ulaw,alaw",
                "media_encryption": "sdes",
                "identify_by": "ip",
                "direct_media": "no",
                "rewrite_contact": "no",
                "dtmf_mode": "rfc4733",
            }
        },
        "ps_endpoint_id_ips": {
            f"twilio-{edge}": {"endpoint": "twilio", "match": block} for edge, block in SIGNALLING_RANGES.items()
        },
    }


def _settings() -> dict[str, Any]:
    return {
        "friendly_name": NAME,
        "domain_name": DOMAIN,
        "secure": True,
        "transfer_mode": "disable-all",
        "recording": {"mode": "do-not-record", "trim": "do-not-trim"},
    }


@define
class World:
    """Both sides, and what the stack declares; `declared` is None without a stack."""

    rows: dict[str, dict[str, dict[str, Any]]] = Factory(_rows)
    dialect: str = "postgresql"
    extensions: dict[str, frozenset[str]] | None = None
    registrations: dict[str, str] = Factory(dict)
    settings: dict[str, Any] = Factory(_settings)
    credential_lists: dict[str, list[str]] = Factory(lambda: {CREDENTIALS: ["grable"]})
    ip_access_control_lists: dict[str, list[str]] = Factory(lambda: {ADDRESSES: ["206.189.160.179"]})
    urls: list[dict[str, Any]] = Factory(lambda: [{"sip_url": URL}])
    numbers: dict[str, str | None] = Factory(lambda: {NUMBER: TRUNK, SPARE: None})
    trunk_is_there: bool = True
    twilio: Unread | None = None
    asterisk: Unread | None = None
    declared: Declared | None = None

    def column(self, table: str, column: str, value: Any, row: str = "twilio") -> None:
        """Set a column; None clears it."""
        self.rows[table][row][column] = value
        if value is None:
            del self.rows[table][row][column]

    def add(self, table: str, row: str, **columns: Any) -> None:
        self.rows[table][row] = columns

    def remove(self, table: str, row: str) -> None:
        del self.rows[table][row]

    def declare(self, address: str = "206.189.160.179", *, whole: bool = False) -> None:
        """Have a stack declare what exists now, and `address` for Asterisk; with `whole`, the members of lists too."""
        rows = copy.deepcopy(self.rows)
        credential_lists = self.credential_lists if whole else {CREDENTIALS: ["grable"]}
        address_lists = self.ip_access_control_lists if whole else {ADDRESSES: ["206.189.160.179", address]}
        self.declared = Declared(
            stack="test",
            trunks={
                TRUNK: twilio.Trunk.load(
                    {
                        **copy.deepcopy(self.settings),
                        "credential_lists": list(credential_lists),
                        "ip_access_control_lists": list(address_lists),
                        "origination_urls": {url.pop("sip_url"): url for url in map(_url, self.urls)},
                        "phone_numbers": [NUMBER],
                    }
                )
            },
            credential_lists={
                sid: twilio.CredentialList(friendly_name=NAME, credentials=dict.fromkeys(usernames, PASSWORD))
                for sid, usernames in credential_lists.items()
            },
            ip_access_control_lists={
                sid: twilio.IpAccessControlList(friendly_name=NAME, ip_addresses=dict.fromkeys(blocks, "asterisk"))
                for sid, blocks in address_lists.items()
            },
            endpoints={
                id_: asterisk.Endpoint.load({"endpoint_id": id_, **own})
                for id_, own in _by_endpoint(rows, rows["ps_endpoints"]).items()
            },
        )

    def snapshot(self) -> Snapshot:
        return Snapshot(self.twilio or self._twilio(), self.asterisk or self._asterisk(), self.declared)

    def _twilio(self) -> TwilioSide:
        trunk = Trunk(
            TRUNK,
            self.settings,
            {sid: NamedList(NAME, tuple(members)) for sid, members in self.credential_lists.items()},
            {sid: NamedList(NAME, tuple(members)) for sid, members in self.ip_access_control_lists.items()},
            tuple(OriginationUrl(**_url(url)) for url in self.urls),
            tuple(number for number, owner in self.numbers.items() if owner == TRUNK),
        )
        there = self.trunk_is_there
        domains = {self.settings["domain_name"]} if there else set()
        return TwilioSide(f"AC{'0' * 32}", frozenset(domains), {TRUNK: trunk} if there else {}, self.numbers)

    def _asterisk(self) -> AsteriskSide:
        return AsteriskSide(
            "database asterisk",
            self.dialect,
            dict(self.rows["ps_auths"]),
            dict(self.rows["ps_aors"]),
            dict(self.rows["ps_endpoints"]),
            dict(self.rows["ps_endpoint_id_ips"]),
            self.extensions,
            {
                "ps_aors": frozenset({"contact", "qualify_frequency", "qualify_2xx_only"}),
                "ps_endpoints": frozenset({"direct_media"}),
            },
            _by_endpoint(copy.deepcopy(self.rows), self.declared.endpoints) if self.declared else {},
            self.registrations,
        )


def _by_endpoint(
    rows: dict[str, dict[str, dict[str, Any]]], endpoints: Iterable[str]
) -> dict[str, dict[str, dict[str, dict[str, Any]]]]:
    """{endpoint id: its rows}. The first endpoint has the rows that are no other one's, and those of several."""
    first, *others = endpoints
    found = {first: {table: dict(each) for table, each in rows.items()}}
    for id_ in others:
        own: dict[str, list[Any]] = {
            "ps_endpoints": [id_],
            "ps_aors": [rows["ps_endpoints"].get(id_, {}).get("aors")],
        }
        own["ps_endpoint_id_ips"] = [key for key, row in rows["ps_endpoint_id_ips"].items() if row["endpoint"] == id_]
        found[id_] = {
            table: {key: found[first][table].pop(key) for key in keys if key in found[first][table]}
            for table, keys in own.items()
        }
    return found


def _url(given: dict[str, Any]) -> dict[str, Any]:
    return {"priority": 10, "weight": 10, "enabled": True, "friendly_name": "asterisk"} | given
