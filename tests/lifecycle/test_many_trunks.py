"""Many trunks: by one provider process, and in a state with the worker providers of an earlier version."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from trunkline.testing.twilio import Emulator

from ..moves import live
from ..moves.programs import WORKERS
from ..support import account
from ..support.project import ROOT, Project

pytestmark = pytest.mark.long

PROGRAM = (ROOT / "__main__.py").read_text()
WITH_WORKERS = f"""
import pulumi

from trunkline import SipTrunk, stack_trunks

{WORKERS}
trunks = stack_trunks()
for (name, args), worker in zip(trunks.items(), workers(len(trunks)), strict=True):
    trunk = SipTrunk(name, args, pulumi.ResourceOptions(provider=worker))
    for output, value in trunk.outputs().items():
        pulumi.export(f"{{name}}_{{output}}", value)
    pulumi.export(f"{{name}}_password", trunk.password)
"""
WITH_NONES = """
import pulumi

from trunkline import SipTrunk, stack_trunks, workers

trunks = stack_trunks()
for (name, args), worker in zip(trunks.items(), workers(len(trunks)), strict=True):
    SipTrunk(name, args, pulumi.ResourceOptions(provider=worker))
workers(2)
"""
WARNING = "trunkline.workers() is not needed any more"


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


@pytest.fixture
def settings(project: Project, emulator: Emulator, sqlite_url: str) -> dict[str, str]:
    """All settings in the stack's config, and none in the environment."""
    project.variables.clear()
    return {
        "twilioAccountSid": emulator.account_sid,
        "twilioAuthToken": emulator.auth_token,
        "twilioUrl": emulator.url,
        "databaseUrl": sqlite_url,
    }


def _configure(project: Project, count: int, settings: dict[str, str]) -> None:
    project.configure(**_trunks(count))
    for key, value in settings.items():
        project.set_secret(key, value)


def _resources(project: Project) -> Iterator[dict[str, Any]]:
    yield from json.loads(project.pulumi("stack", "export").ok().output)["deployment"]["resources"]


def _providers(project: Project) -> set[str]:
    """The names of the providers of trunkline's resources."""
    return {each["provider"].split("::")[-2] for each in _resources(project) if "dynamic/" in each["type"]}


def test_from_nine_to_two(project: Project, emulator: Emulator, settings: dict[str, str]) -> None:
    _configure(project, 9, settings)
    project.up().ok()
    assert len(account.read(emulator)["trunks"]) == 9
    assert emulator.auth_token not in project.pulumi("stack", "export").ok().output
    assert len(_providers(project)) == 1
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


def test_from_workers_to_one_process(
    project: Project, emulator: Emulator, sqlite_url: str, settings: dict[str, str]
) -> None:
    _configure(project, 9, settings)
    main = project.folder / "__main__.py"
    main.write_text(WITH_WORKERS)
    project.up().ok()
    assert _providers(project) == {"worker-0", "worker-1"}
    before = live.read(emulator, sqlite_url)

    emulator.forget_requests()
    for program, warnings in ((WITH_NONES, 1), (PROGRAM, 0)):
        main.write_text(program)
        previewed = json.loads(project.preview("--json").ok().output)
        assert sum(WARNING in each["message"] for each in previewed.get("diagnostics", ())) == warnings
        changed = {each["urn"].rpartition("::")[2]: each["op"] for each in previewed["steps"] if each["op"] != "same"}
        assert changed == {"worker-0": "delete", "worker-1": "delete"}
    project.up().ok()
    assert {each["method"] for each in emulator.requests_made()} <= {"GET"}
    assert live.read(emulator, sqlite_url) == before
    assert len(providers := _providers(project)) == 1
    assert not providers & {"worker-0", "worker-1"}
    assert not any("::worker-" in each["urn"] for each in _resources(project))
    project.preview().has_no_changes()
    project.refresh().has_no_changes()
    project.destroy().ok()
    assert account.read(emulator)["lists"] == 0
