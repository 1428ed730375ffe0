"""The schema of the package: what other languages know of it. `tests/reference` says when it is out of date."""

import json
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

import attrs
from pulumi.runtime.proto import provider_pb2

import trunkline
from trunkline.model import twilio
from trunkline.model.path import camel
from trunkline.plugin.kinds import PROVIDERS

from ..support.project import ROOT
from ..support.servicer import PluginServicer

FILE = ROOT / "src" / "trunkline" / "plugin" / "schema.json"
SCHEMA = json.loads(FILE.read_text())


def test_pulumi_accepts_it(engine: Path) -> None:
    """By the schema of schemas, and by all that the generators of SDKs need."""
    checked = subprocess.run([engine / "pulumi", "schema", "check", FILE], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_the_plugin_gives_it_with_the_version(plugin: PluginServicer) -> None:
    given = json.loads(plugin.stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)
    assert given == SCHEMA | {"version": version("trunkline")}


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Each set of properties."""
    for name in ("properties", "inputProperties", "variables"):
        if isinstance(found := value.get(name), dict):
            yield found
    for each in value.values():
        if isinstance(each, dict):
            yield from _objects(each)


def test_everything_is_described() -> None:
    for properties in _objects(SCHEMA):
        for name, spec in properties.items():
            description = spec["description"]
            assert description[0] == description[0].upper(), name
            for python in ("True", "False", "None", "_sid`", "_name`", "](", "trunkline."):
                assert python not in description, name


def test_each_argument_is_an_input() -> None:
    for name in ("SipTrunk", "TwilioTrunk", "AsteriskEndpoint"):
        arguments = [field.name for field in attrs.fields(getattr(trunkline, f"{name}Args")) if field.init]
        inputs = SCHEMA["resources"][f"trunkline:index:{name}"]["inputProperties"]
        assert {*inputs} == {*map(camel, arguments)}
    assert SCHEMA["resources"].keys() > PROVIDERS.keys()


def test_what_is_secret() -> None:
    """An input with parts is not: the plugin marks the parts. An output is secret as a whole."""
    inputs = {
        (token.rpartition(":")[2], name)
        for token, resource in SCHEMA["resources"].items()
        for name, spec in resource["inputProperties"].items()
        if spec.get("secret")
    }
    assert inputs == {
        ("SipTrunk", "password"),
        ("AsteriskEndpoint", "password"),
        ("AsteriskEndpoint", "databaseUrl"),
        ("AsteriskEndpoint", "amiSecret"),
    }
    outputs = {
        (token.rpartition(":")[2], name)
        for token, resource in SCHEMA["resources"].items()
        for name, spec in resource["properties"].items()
        if spec.get("secret")
    }
    assert outputs == {
        ("SipTrunk", "password"),
        ("CredentialList", "credentials"),
        ("CredentialListSeal", "credentials"),
        ("Endpoint", "psAuths"),
        ("GeneratedPassword", "password"),
    }


def test_types() -> None:
    inputs = SCHEMA["resources"]["trunkline:index:SipTrunk"]["inputProperties"]
    mode = SCHEMA["types"][inputs["recordingMode"]["$ref"].removeprefix("#/types/")]
    assert tuple(each["value"] for each in mode["enum"]) == get_args(twilio.RecordingMode)
    assert inputs["qualifyFrequency"]["type"] == "integer"
    assert inputs["qualifyTimeout"]["type"] == "number"
    assert inputs["buyNumbers"]["plain"]
    assert "plain" not in inputs["buyNumbers"]["items"]
    replacing = {
        name
        for resource in SCHEMA["resources"].values()
        for name, spec in resource["inputProperties"].items()
        if spec.get("willReplaceOnChanges")
    }
    assert replacing == {"endpointId"}
