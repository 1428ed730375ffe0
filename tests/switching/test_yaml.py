"""A program in YAML takes over the stack of a Python program, and gives it back."""

import json
import os
from typing import Any

import pytest
import yaml

from trunkline.engine.yaml_host import find_or_install_yaml
from trunkline.testing.twilio import Emulator

from ..moves import live
from ..support.project import GUIDE, PLUGINS, Project
from . import states
from .switches import DYNAMIC, NATIVE, ids, only_reads, stays

pytestmark = pytest.mark.long

SEAL = f"urn:pulumi:test::trunkline::trunkline:index:TwilioTrunk${DYNAMIC}twilio:CredentialListSeal::office-seal"
"""A resource without a component has no alias of ours, because a program in YAML gives whole URNs only."""

OFFICE = {"office": "Office-Trunk-2026"}
RESOURCES: dict[str, Any] = {
    "twilio": {"type": "trunkline:SipTrunk", "properties": GUIDE},
    "sales": {
        "type": "trunkline:SipTrunk",
        "properties": {
            "domainName": "sales.pstn.twilio.com",
            "username": "sales",
            "asteriskAddresses": ["192.0.2.1"],
            "buyNumbers": [{"name": "sales-number", "country": "US", "areaCode": "415"}],
            "edges": ["dublin", "frankfurt"],
            "authType": "md5",
            "extensions": {"+14155550100": "Goto(sales,start,1)"},
        },
    },
    "office": {
        "type": "trunkline:TwilioTrunk",
        "properties": {
            "domainName": "office.pstn.twilio.com",
            "credentials": OFFICE,
            "ipAddresses": ["192.0.2.2"],
            "seal": False,
        },
    },
    "endpoint": {
        "type": "trunkline:AsteriskEndpoint",
        "name": "office",
        "properties": {
            "domainName": "office.pstn.twilio.com",
            "username": "office",
            "password": OFFICE["office"],
            "sealed": True,
        },
    },
    "seal": {
        "type": "trunkline:twilio:CredentialListSeal",
        "name": "office-seal",
        "properties": {
            "credentialListSid": "${office.credentialListSid}",
            "credentials": OFFICE,
            "unsealed": "${office.unsealed}",
            "auths": {"office": {"authId": "${endpoint.endpointId}"}},
        },
        "options": {"parent": "${office}", "aliases": [SEAL]},
    },
}
"""The program of tests/golden in YAML."""


def test_there_and_back(old: Project, emulator: Emulator, sqlite_url: str) -> None:
    file = old.folder / "Pulumi.yaml"
    python, before, password = file.read_text(), ids(old, DYNAMIC), states.generated_password(old)
    there = live.read(emulator, sqlite_url)
    kept = {key: yaml.safe_load(python)[key] for key in ("name", "stackConfigDir")}
    file.write_text(json.dumps({**kept, **PLUGINS, "runtime": "yaml", "resources": RESOURCES}))
    old.variables["PATH"] = os.pathsep.join([str(old.engine), str(find_or_install_yaml()), os.environ["PATH"]])
    with only_reads(emulator, sqlite_url):
        stays(old)
    assert ids(old, NATIVE) == before

    file.write_text(python)
    with only_reads(emulator, sqlite_url):
        stays(old)
    assert ids(old, DYNAMIC) == before
    assert states.generated_password(old) == password
    assert live.read(emulator, sqlite_url) == there
    assert live.agree(emulator, sqlite_url)
    old.destroy().ok()
