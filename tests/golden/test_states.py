"""States written by earlier versions: the current code previews them without a change, and finds its providers."""

import base64
import json
from pathlib import Path
from typing import Any

import dill
import pytest

from trunkline.providers.dynamic import SHELLS

from ..support.project import Project

GOLDEN = sorted(path.parent for path in Path(__file__).parent.glob("*/state.json"))
PROVIDERS = {
    "pulumi-python:dynamic/twilio:CredentialList": "CredentialListProvider",
    "pulumi-python:dynamic/twilio:CredentialListSeal": "CredentialListSealProvider",
    "pulumi-python:dynamic/twilio:IpAccessControlList": "IpAccessControlListProvider",
    "pulumi-python:dynamic/twilio:Trunk": "TrunkProvider",
    "pulumi-python:dynamic/twilio:PhoneNumber": "PhoneNumberProvider",
    "pulumi-python:dynamic/trunkline:GeneratedPassword": "GeneratedPasswordProvider",
    "pulumi-python:dynamic/asterisk:Endpoint": "EndpointProvider",
}


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.name)
def test_no_changes(golden: Path, project: Project) -> None:
    (project.folder / "__main__.py").write_text((golden / "program.py").read_text())
    (project.folder / "stacks" / "Pulumi.test.yaml").write_text((golden / "Pulumi.test.yaml").read_text())
    project.pulumi("stack", "import", "--file", str(golden / "state.json")).ok()
    project.variables["TRUNKLINE_TWILIO_URL"] = "http://127.0.0.1:9"  # no server is asked
    project.preview().has_no_changes()


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.name)
def test_provider_classes_are_where_the_state_says(golden: Path) -> None:
    state = json.loads((golden / "state.json").read_text())
    resources: list[dict[str, Any]] = state["deployment"]["resources"]
    stored = {
        each["type"]: each["inputs"]["__provider"] for each in resources if "__provider" in each.get("inputs", {})
    }
    assert stored.keys() == PROVIDERS.keys()
    for kind, provider in stored.items():
        pickled = base64.b64decode(provider)
        assert b"trunkline.providers.dynamic" in pickled
        assert type(dill.loads(pickled)).__name__ == PROVIDERS[kind]  # noqa: S301 - our own file


def test_native_resources_have_these_types_as_aliases() -> None:
    assert {f"pulumi-python:{shell._resource_type_name}" for shell in SHELLS} == PROVIDERS.keys()


def test_there_is_one() -> None:
    assert GOLDEN
