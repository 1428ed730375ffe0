"""The option of a Python program with native resources: where it may be, what it makes, and what it warns of."""

import logging
from importlib.metadata import version
from typing import Any

import pulumi
import pytest
from pulumi.runtime import config, mocks

from trunkline import InvalidArgs, Provider, SipTrunk, use_plugin
from trunkline.model import twilio
from trunkline.providers import native
from trunkline.providers.names import to_wire
from trunkline.providers.settings import VARIABLES

TRUNK: Any = {"domain_name": "a.pstn.twilio.com", "username": "a", "asterisk_addresses": ["192.0.2.1"]}
URL = {"sip_url": "sip:a.example.com;transport=tls", "friendly_name": "a"}


class Recording(mocks.Mocks):
    def __init__(self) -> None:
        self.made: dict[str, dict[str, Any]] = {}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        self.made[args.typ] = args.inputs
        return f"{args.name}-id", to_wire(twilio.Trunk, args.inputs)

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], None]:  # noqa: ARG002 - Pulumi's signature
        return {}, None


@pytest.fixture
def recording(monkeypatch: pytest.MonkeyPatch) -> Recording:
    """A program that has made nothing yet, in a project of another name than trunkline's."""
    for name, value in {"_used": False, "_decided": False, "_version": None}.items():
        monkeypatch.setattr(native, name, value)
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    made = Recording()
    mocks.set_mocks(made, project="office", stack="test")
    return made


def test_native_resources_keep_their_python_names(recording: Recording) -> None:
    found: list[Any] = []

    def make() -> pulumi.Output[Any]:
        use_plugin()
        Provider("own", {"database_url": "sqlite://"})
        trunk = SipTrunk("main", TRUNK | {"origination_urls": [URL]}).trunk
        return trunk.origination_urls.apply(found.append)

    mocks.test(make)()
    assert {"trunkline:twilio:Trunk", "trunkline:asterisk:Endpoint", "pulumi:providers:trunkline"} <= {*recording.made}
    assert not any("dynamic" in made for made in recording.made)
    assert recording.made["trunkline:twilio:Trunk"]["domainName"] == TRUNK["domain_name"]
    (urls,) = found
    assert [url["friendly_name"] for url in urls.values()] == ["a"]
    assert native.version() == version("trunkline")


def test_after_a_resource_it_is_too_late(recording: Recording) -> None:
    def make() -> pulumi.Output[Any]:
        made = SipTrunk("main", TRUNK).urn
        with pytest.raises(InvalidArgs) as refused:
            use_plugin()
        assert str(refused.value) == (
            "use_plugin(): the program has made resources before: call it before the first one"
        )
        return made

    mocks.test(make)()
    assert all("trunkline:twilio" not in made for made in recording.made)


@pytest.mark.usefixtures("recording")
def test_settings_that_only_the_project_has(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    before = dict(config.CONFIG.get())
    monkeypatch.setenv("TRUNKLINE_TWILIO_URL", "http://127.0.0.1:1")  # of the environment, which wins
    settings = {"databaseUrl": "Canary", "twilioUrl": "Canary", "twilioRegion": "", "twilioAccountSid": "Canary"}
    config.set_all_config(
        {f"office:{key}": value for key, value in settings.items()} | {"trunkline:twilioAccountSid": "AC"}
    )
    try:
        with caplog.at_level(logging.WARNING):
            mocks.test(use_plugin)()
    finally:
        config.set_all_config(before)
    (line,) = [each.getMessage() for each in caplog.records]
    assert line == (
        "config office:databaseUrl: the plugin reads trunkline:databaseUrl instead: run "
        "`pulumi config set --secret trunkline:databaseUrl … --stack test`, "
        "or leave it if the program gives it to a Provider"
    )
