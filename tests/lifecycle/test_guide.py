"""The guide's trunk from nothing to nothing, by the real engine, on each kind of database."""

import json
from pathlib import Path
from typing import Any

import pytest

from trunkline.components import SIGNALLING_RANGES
from trunkline.testing.twilio import NUMBERS, Emulator

from ..support import account, rows
from ..support.project import PASSWORD, Project

NAME = "trunkline/test/twilio"
SEEDS_RANGE = "54.244.51.0/30"

TWILIO_SIDE = {
    "trunks": [
        {
            "domain_name": "grable.pstn.twilio.com",
            "friendly_name": NAME,
            "secure": True,
            "credential_lists": [NAME],
            "ip_access_control_lists": [NAME],
            "origination_urls": ["sip:grable.voip.zoftko.com;transport=tls"],
            "phone_numbers": ["+11234567890"],
        }
    ],
    "credential_lists": {NAME: ["grable"]},
    "ip_access_control_lists": {NAME: ["206.189.160.179"]},
    "numbers": sorted(NUMBERS),
    "lists": 2,
}
ASTERISK_SIDE: dict[str, dict[str, dict[str, Any]]] = {
    # what the guide's SQL states ...
    "ps_auths": {"twilio": {"username": "grable", "password": PASSWORD, "auth_type": "userpass"}},
    "ps_aors": {
        "twilio": {
            "contact": "sip:grable@grable.pstn.twilio.com",
            "max_contacts": 1,
            "qualify_frequency": 60,
            # ... and what it leaves to be found out
            "qualify_2xx_only": "yes",
        }
    },
    "ps_endpoints": {
        "twilio": {
            "disallow": "all",
            "allow": "ulaw",
            "outbound_auth": "twilio",
            "aors": "twilio",
            "context": "from-twilio",
            "transport": "tls",
            "identify_by": "ip",
            "media_encryption": "sdes",
            "direct_media": "no",
            "rewrite_contact": "no",
            "dtmf_mode": "rfc4733",
            "accountcode": "twilio",
        }
    },
    "ps_endpoint_id_ips": {
        f"twilio-{edge}": {"endpoint": "twilio", "match": block} for edge, block in SIGNALLING_RANGES.items()
    },
}
EMPTY = {
    "trunks": [],
    "credential_lists": {},
    "ip_access_control_lists": {},
    "numbers": sorted(NUMBERS),
    "lists": 0,
}


@pytest.fixture
def project(tmp_path: Path, engine: Path, emulator: Emulator, database_url: str) -> Project:
    folder = tmp_path / "project"
    folder.mkdir()
    return Project.create(folder, engine, emulator.environment | {"TRUNKLINE_DATABASE_URL": database_url})


def test_from_nothing_to_nothing(project: Project, emulator: Emulator, database_url: str) -> None:
    project.up(preview=True).ok()
    assert len(emulator.requests_made()) <= 16
    assert account.read(emulator) == TWILIO_SIDE
    assert rows.read(database_url) == ASTERISK_SIDE
    assert SEEDS_RANGE in SIGNALLING_RANGES.values()
    assert len(_resources(project)) <= 8
    _judge_outputs(project.outputs())

    emulator.forget_requests()
    project.up(preview=True).has_no_changes()
    assert emulator.requests_made() == []

    project.refresh().has_no_changes()

    project.destroy().ok()
    assert account.read(emulator) == EMPTY
    assert not any(rows.read(database_url).values())

    project.up().refuses("trunk 'grable.pstn.twilio.com'", "21248", "deleted in the last 30 days")
    emulator.lift_reservations()
    project.up().ok()
    assert account.read(emulator) == TWILIO_SIDE
    assert rows.read(database_url) == ASTERISK_SIDE


def _judge_outputs(outputs: dict[str, Any]) -> None:
    assert outputs.pop("twilio_trunk_sid").startswith("TK")
    assert outputs == {
        "twilio_termination_uri": "grable.pstn.twilio.com",
        "twilio_origination_urls": ["sip:grable.voip.zoftko.com;transport=tls"],
        "twilio_phone_numbers": ["+11234567890"],
        "twilio_endpoint_id": "twilio",
        "twilio_dial_string": "PJSIP/${EXTEN}@twilio",
        "twilio_username": "grable",
        "twilio_password": "[secret]",
        "twilio_signalling_ranges": dict(SIGNALLING_RANGES),
    }


def _resources(project: Project) -> list[str]:
    """Stack and providers are not counted."""
    state = json.loads(project.pulumi("stack", "export").ok().output)
    types = [resource["type"] for resource in state["deployment"]["resources"]]
    return [each for each in types if each != "pulumi:pulumi:Stack" and not each.startswith("pulumi:providers:")]
