"""A state keeps only the import path of a provider, which is a contract with all existing states."""

import base64
import pickletools
from pathlib import Path

import pytest

from trunkline.providers.dynamic import (
    CredentialList,
    CredentialListSeal,
    Endpoint,
    GeneratedPassword,
    IpAccessControlList,
    PhoneNumber,
    Trunk,
    _Shell,
)

from ..support import servicer as servicers
from ..support.servicer import serialized

PATHS = {
    CredentialList: "CredentialListProvider",
    CredentialListSeal: "CredentialListSealProvider",
    Endpoint: "EndpointProvider",
    GeneratedPassword: "GeneratedPasswordProvider",
    IpAccessControlList: "IpAccessControlListProvider",
    PhoneNumber: "PhoneNumberProvider",
    Trunk: "TrunkProvider",
}
TYPES = {
    CredentialList: "dynamic/twilio:CredentialList",
    CredentialListSeal: "dynamic/twilio:CredentialListSeal",
    Endpoint: "dynamic/asterisk:Endpoint",
    GeneratedPassword: "dynamic/trunkline:GeneratedPassword",
    IpAccessControlList: "dynamic/twilio:IpAccessControlList",
    PhoneNumber: "dynamic/twilio:PhoneNumber",
    Trunk: "dynamic/twilio:Trunk",
}


@pytest.mark.parametrize("resource", PATHS)
def test_a_reference_and_nothing_else(resource: type[_Shell], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "Canary5f1e9a77")
    text = serialized(resource)
    assert len(text) < 200
    strings = [
        argument for opcode, argument, _ in pickletools.genops(base64.b64decode(text)) if "UNICODE" in opcode.name
    ]
    assert strings == ["trunkline.providers.dynamic", PATHS[resource]]
    assert serialized(resource) == text


@pytest.mark.parametrize("resource", TYPES)
def test_type_tokens(resource: type[_Shell]) -> None:
    assert resource._resource_type_name == TYPES[resource]


def test_secrets_are_left_to_the_engine(tmp_path: Path) -> None:
    """It strips them off what it sends, and marks them again in the answers by the inputs."""
    with servicers.running(tmp_path / "log", {}) as servicer:
        assert not servicer.configure().acceptSecrets
    assert not any(resource.PROVIDER.serialize_as_secret_always for resource in PATHS)
