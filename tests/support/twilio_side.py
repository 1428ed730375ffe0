"""Twilio's half of the guide's trunk, made as the engine makes it: each resource's logic in the order of the graph."""

from typing import Any

from twilio.rest import Client

from trunkline.providers.twilio.account import Account
from trunkline.testing.twilio import NUMBERS, Emulator

from . import account as accounts
from . import digests, inputs
from .digests import ha1
from .inputs import NAME, PASSWORD, URL
from .logics import CredentialListLogic, CredentialListSealLogic, IpAccessControlListLogic, TrunkLogic

MADE: dict[str, Any] = {
    "trunks": [
        {
            "domain_name": "grable.pstn.twilio.com",
            "friendly_name": NAME,
            "secure": True,
            "credential_lists": [NAME],
            "ip_access_control_lists": [NAME],
            "origination_urls": [URL],
            "phone_numbers": ["+11234567890"],
        }
    ],
    "credential_lists": {NAME: ["grable"]},
    "ip_access_control_lists": {NAME: ["206.189.160.179"]},
    "numbers": sorted(NUMBERS),
    "lists": 2,
}
"""The account when everything is there, once."""


def create(client: Client) -> None:
    account = Account(client)
    credentials, _ = CredentialListLogic(account).create(inputs.credential_list())
    addresses, _ = IpAccessControlListLogic(account).create(inputs.ip_access_control_list())
    TrunkLogic(account).create(inputs.trunk(credential_lists=[credentials], ip_access_control_lists=[addresses]))
    CredentialListSealLogic(account, None).create(inputs.seal(credentials, grable=PASSWORD))


def inspect(client: Client) -> list[str]:
    """The findings of a preview, which does not know the SIDs of the lists."""
    account = Account(client)
    trunk = inputs.trunk(credential_lists=object(), ip_access_control_lists=object())
    return [
        *CredentialListLogic(account).inspect({}, inputs.credential_list()),
        *IpAccessControlListLogic(account).inspect({}, inputs.ip_access_control_list()),
        *TrunkLogic(account).inspect({}, trunk),
        *CredentialListSealLogic(account, None).inspect(
            {}, inputs.seal("", grable=PASSWORD) | {"credential_list_sid": object()}
        ),
    ]


def is_made_once(emulator: Emulator) -> None:
    assert accounts.read(emulator) == MADE
    assert digests.read(emulator) == {"grable": ha1("grable", PASSWORD)}
