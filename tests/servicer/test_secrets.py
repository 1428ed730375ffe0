"""Which properties are secret in a state: these, all of them, and no other."""

import json
from collections.abc import Iterator
from typing import Any

from trunkline.testing.twilio import Emulator

from ..support.project import PASSWORD, Project

SIGNATURE = "4dabf18193072939515e22adb298388d"
"""Key of a dictionary that marks a secret in a state."""

SECRET = {
    ("dynamic/twilio:CredentialList", "credentials.grable"),
    ("dynamic/asterisk:Endpoint", "sealed.credentials.grable"),
    ("dynamic/asterisk:Endpoint", "ps_auths.twilio.password"),
}


def _secrets(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, list):
        for index, element in enumerate(value):
            yield from _secrets(element, f"{path}.{index}")
    elif isinstance(value, dict) and SIGNATURE in value:
        yield path.lstrip(".")
    elif isinstance(value, dict):
        for key, element in value.items():
            yield from _secrets(element, f"{path}.{key}")


def _marked(project: Project, bag: str) -> set[tuple[str, str]]:
    exported = project.pulumi("stack", "export").ok().output
    assert PASSWORD not in exported
    return {
        (resource["type"].removeprefix("pulumi-python:"), path)
        for resource in json.loads(exported)["deployment"]["resources"]
        if "dynamic" in resource["type"]
        for path in _secrets(resource.get(bag, {}))
    }


def test_in_the_state(project: Project, emulator: Emulator) -> None:
    project.up().ok()
    assert _marked(project, "inputs") == _marked(project, "outputs") == SECRET

    lists = emulator.client().api.v2010.account.sip.credential_lists
    lists(lists.list()[0].sid).credentials.create("stranger", "Another-Password-1")
    project.refresh().ok()
    assert _marked(project, "outputs") >= SECRET
