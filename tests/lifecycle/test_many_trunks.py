"""More trunks than one provider process takes, with all settings in the stack's config."""

import json
from typing import Any

import pytest

from trunkline.testing.twilio import Emulator

from ..support import account
from ..support.project import Project

pytestmark = pytest.mark.long


def _trunks(count: int) -> dict[str, dict[str, Any]]:
    return {
        f"office{number}": {
            "domainName": f"office{number}.pstn.twilio.com",
            "username": f"office{number}",
            "asteriskAddresses": ["192.0.2.1"],
            "originationUrls": [{"sipUrl": f"sip:office{number}.example.com"}],
            "secure": False,
        }
        for number in range(count)
    }


def _configure(project: Project, count: int, settings: dict[str, str]) -> None:
    project.configure(**_trunks(count))
    for key, value in settings.items():
        project.set_secret(key, value)


def test_from_nine_to_two(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    settings = {
        "twilioAccountSid": emulator.account_sid,
        "twilioAuthToken": emulator.auth_token,
        "twilioUrl": emulator.url,
        "databaseUrl": sqlite_url,
    }
    project.variables.clear()
    _configure(project, 9, settings)
    project.up().ok()
    assert len(account.read(emulator)["trunks"]) == 9
    state = project.pulumi("stack", "export").ok().output
    assert emulator.auth_token not in state
    workers = {each["urn"].rpartition("::")[2] for each in json.loads(state)["deployment"]["resources"]}
    assert {"worker-0", "worker-1"} <= workers
    project.refresh().has_no_changes()

    _configure(project, 2, settings)
    fewer = project.up().ok().output
    assert "replace" not in fewer
    assert sorted(each["domain_name"] for each in account.read(emulator)["trunks"]) == [
        "office0.pstn.twilio.com",
        "office1.pstn.twilio.com",
    ]
    project.destroy().ok()
    assert account.read(emulator)["lists"] == 0
