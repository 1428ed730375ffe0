"""The worlds of the scenarios, in plain data: what a person declares, and what then has to be on both sides."""

import hashlib
from collections.abc import Mapping
from typing import Any
from unittest.mock import ANY

from attrs import frozen

OWNER = "trunkline/test/twilio"
DESK = "trunkline/test/desk"

RANGES = {
    "ashburn": "54.172.60.0/30",
    "umatilla": "54.244.51.0/30",
    "dublin": "54.171.127.192/30",
    "frankfurt": "35.156.191.128/30",
    "tokyo": "54.65.63.192/30",
    "singapore": "54.169.127.128/30",
    "sydney": "54.252.254.64/30",
    "sao-paulo": "177.71.206.192/30",
}

_ALWAYS = {"endpointId": "twilio", "transport": "tls", "qualifyFrequency": 60}
_DESK = {"name": "desk", "country": "US", "areaCode": "415", "releaseOnDelete": True}

DECLARED: dict[str, dict[str, Any]] = {
    "base": _ALWAYS
    | {
        "domainName": "grable.pstn.twilio.com",
        "username": "grable",
        "password": "Canary-Base-2024",
        "asteriskAddresses": ["206.189.160.179"],
        "originationUrls": [{"sipUrl": "sip:grable.voip.zoftko.com;transport=tls"}],
        "phoneNumbers": ["+11234567890"],
        "buyNumbers": [_DESK],
        "context": "from-twilio",
        "codecs": ["ulaw"],
        "edges": ["ashburn"],
        "extensions": {"+11234567890": "Goto(attendant,start,1)"},
    },
    "changed": _ALWAYS
    | {
        "domainName": "grable-two.pstn.twilio.com",
        "username": "grable",
        "password": "Canary-Changed-2024",
        "asteriskAddresses": ["206.189.160.180", "206.189.160.181"],
        "originationUrls": [
            {"sipUrl": "sip:two.voip.zoftko.com;transport=tls"},
            {"sipUrl": "sip:three.voip.zoftko.com;transport=tls", "priority": 20},
        ],
        "phoneNumbers": ["+15005550006"],
        "buyNumbers": [_DESK | {"emergencyStatus": "Active"}],
        "context": "from-twilio",
        "codecs": ["alaw"],
        "edges": ["dublin", "ashburn"],
        "extensions": {"700": "Goto(attendant,start,1)"},
    },
    "third": _ALWAYS
    | {
        "domainName": "grable-three.pstn.twilio.com",
        "username": "third",
        "password": "Canary-Third-2024",
        "asteriskAddresses": ["206.189.160.179", "206.189.160.182"],
        "originationUrls": [{"sipUrl": "sip:third.voip.zoftko.com;transport=tls"}],
        "phoneNumbers": ["+442071838750"],
        "context": "from-third",
        "codecs": ["ulaw", "alaw"],
        "edges": ["frankfurt"],
        "extensions": {"+442071838750": "Goto(attendant,start,1)"},
    },
}
"""{world: a trunk as the stack's config states it}"""

GENERATED: dict[str, dict[str, Any]] = {
    world: {key: value for key, value in trunk.items() if key != "password"} | {"passwordGeneration": generation}
    for generation, (world, trunk) in enumerate(DECLARED.items(), 1)
}
"""The same with passwords that trunkline generates."""

CANARIES = (*(trunk["password"] for trunk in DECLARED.values()), "Database-Canary-2024")
"""Texts that no error may show."""


@frozen
class World:
    """The things that must exist, besides those of others.

    Attributes:
        trunks: {friendly name: the trunk's settings, its lists' names, URLs and numbers}.
        credential_lists: {friendly name: {username: HA1}}.
        address_lists: {friendly name: {CIDR block: friendly name}}.
        bought: {friendly name: the number's settings}.
        rows: {table: {id: {column: value}}}, without what is NULL; a row of extensions has the id
            `<context>/<exten>/<priority>`.
    """

    trunks: Mapping[str, Mapping[str, Any]]
    credential_lists: Mapping[str, Mapping[str, str]]
    address_lists: Mapping[str, Mapping[str, str]]
    bought: Mapping[str, Mapping[str, Any]]
    rows: Mapping[str, Mapping[str, Mapping[str, Any]]]


NOTHING = World({}, {}, {}, {}, {})


def ha1(username: str, password: str) -> str:
    """The digest that Twilio keeps for a credential."""
    return hashlib.md5(f"{username}:sip.twilio.com:{password}".encode(), usedforsecurity=False).hexdigest()


def _world(trunk: Mapping[str, Any]) -> World:
    desk = trunk.get("buyNumbers", [])
    username, password = trunk["username"], trunk.get("password")
    return World(
        trunks={OWNER: _trunk(trunk, ["+14155550100"] if desk else [])},
        credential_lists={OWNER: {username: ha1(username, password) if password else ANY}},
        address_lists={OWNER: {f"{address}/32": "asterisk" for address in trunk["asteriskAddresses"]}},
        bought={DESK: _bought(desk[0])} if desk else {},
        rows=_rows(trunk),
    )


def _bought(number: Mapping[str, Any]) -> dict[str, str]:
    """The first number on sale in that area code."""
    return {"phone_number": "+14155550100", "emergency_status": number.get("emergencyStatus", "Inactive")}


def _trunk(trunk: Mapping[str, Any], bought: list[str]) -> dict[str, Any]:
    return {
        "domain_name": trunk["domainName"],
        "secure": 1,
        "cnam_lookup_enabled": 0,
        "transfer_mode": "disable-all",
        "transfer_caller_id": "from-transferee",
        "recording_mode": "do-not-record",
        "recording_trim": "do-not-trim",
        "credential_lists": [OWNER],
        "address_lists": [OWNER],
        "origination_urls": sorted(
            [url["sipUrl"], "asterisk", url.get("priority", 10), 10, 1] for url in trunk["originationUrls"]
        ),
        "phone_numbers": sorted([*trunk["phoneNumbers"], *bought]),
    }


def _rows(trunk: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    password = trunk.get("password", ANY)
    aors = {edge: f"twilio-{edge}" for edge in trunk["edges"]}
    host = trunk["domainName"].partition(".")[0]
    endpoint = {
        "aors": ",".join(aors.values()),
        "outbound_auth": "twilio",
        "context": trunk["context"],
        "transport": "tls",
        "disallow": "all",
        "allow": ",".join(trunk["codecs"]),
        "media_encryption": "sdes",
        "identify_by": "ip",
        "direct_media": "no",
        "rewrite_contact": "no",
        "dtmf_mode": "rfc4733",
        "accountcode": "twilio",
    }
    return {
        "ps_auths": {"twilio": {"auth_type": "userpass", "username": trunk["username"], "password": password}},
        "ps_aors": {
            aor: {
                "contact": f"sip:{trunk['username']}@{host}.pstn.{edge}.twilio.com",
                "max_contacts": 1,
                "qualify_frequency": 60,
                "qualify_2xx_only": "yes",
            }
            for edge, aor in aors.items()
        },
        "ps_endpoints": {"twilio": endpoint},
        "ps_endpoint_id_ips": {
            f"twilio-{edge}": {"endpoint": "twilio", "match": block} for edge, block in RANGES.items()
        },
        "extensions": {
            f"{trunk['context']}/{exten}/1": {
                "context": trunk["context"],
                "exten": exten,
                "priority": 1,
                "app": "Goto",
                "appdata": "attendant,start,1",
            }
            for exten in trunk["extensions"]
        },
    }


def worlds(declared: Mapping[str, Mapping[str, Any]]) -> dict[str, World]:
    """{world: what must exist once it is declared and up}."""
    return {"nothing": NOTHING} | {name: _world(trunk) for name, trunk in declared.items()}


WORLDS = worlds(DECLARED)
