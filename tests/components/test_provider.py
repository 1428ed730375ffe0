"""A provider in the program: the settings that it gets, and those that it refuses."""

from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks, rpc

from trunkline import InvalidArgs, Provider, ProviderArgs
from trunkline.providers.errors import NotConfiguredError
from trunkline.providers.settings import Settings

TOLD: dict[str, Any] = {}


class Recording(mocks.Mocks):
    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        TOLD.update(args.inputs)
        return f"{args.name}-id", args.inputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], None]:  # noqa: ARG002 - Pulumi's signature
        return {}, None


@pytest.fixture(autouse=True)
def _mocks() -> None:
    TOLD.clear()
    mocks.set_mocks(Recording(), project="trunkline", stack="test")


def _made(**arguments: Any) -> dict[str, Any]:
    def make() -> pulumi.Output[Any]:
        return Provider("second", ProviderArgs(**arguments)).urn

    mocks.test(make)()
    return TOLD


def test_secrets_are_secret_and_the_rest_is_plain_text() -> None:
    told = _made(twilio_account_sid="AC", twilio_auth_token="token", database_url="sqlite://", twilio_edge="dublin")
    secret = {key for key, value in told.items() if isinstance(value, dict) and rpc._special_sig_key in value}
    assert secret == {"trunkline:twilioAuthToken", "trunkline:databaseUrl"}
    assert told["trunkline:twilioAccountSid"] == "AC"
    assert told["trunkline:twilioEdge"] == "dublin"


def test_its_settings_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "of the shell")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "of the shell")
    made = _made(database_url="sqlite://")
    told = {key.removeprefix("trunkline:"): rpc.unwrap_rpc_secret(value) for key, value in made.items()}
    settings = Settings.find(told.get)
    assert settings == Settings(database_url="sqlite://", explicit=True)
    with pytest.raises(NotConfiguredError) as refused:
        settings.require("twilio_account_sid")
    assert str(refused.value) == "twilio_account_sid is not set: set it in ProviderArgs"


NOT_OPENED = "missing, and the account has no other login: set it, or twilio_api_key with twilio_api_secret"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({}, ": neither twilio_account_sid nor database_url is set: set one of them, or both"),
        ({"twilio_auth_token": "Canary"}, ": neither twilio_account_sid nor database_url is set: set one of them"),
        ({"twilio_account_sid": "AC"}, f".twilio_auth_token: {NOT_OPENED}"),
        ({"twilio_account_sid": "AC", "twilio_api_secret": "Canary"}, f".twilio_auth_token: {NOT_OPENED}"),
        (
            {"twilio_account_sid": "AC", "twilio_auth_token": "Canary", "twilio_api_key": "SK"},
            ".twilio_api_secret: missing, and the account has no other login: set it, or leave twilio_api_key out",
        ),
        ({"ami_secret": "Canary"}, ".ami_secret: database_url is missing: set it, or leave this out"),
        (
            {"database_url": "sqlite:///Canary", "ami_host": "pbx", "ami_user": "u"},
            ".ami_secret: missing: the manager interface needs host, user and secret: set it",
        ),
        ({"database_url": ""}, ".database_url: an empty text given: set it, or leave it out"),
        ({"database_url": "sqlite://", "twilio_auth_token": ["Canary"]}, ".twilio_auth_token: a list given: a text"),
    ],
)
def test_refused(arguments: dict[str, Any], line: str) -> None:
    for args in (ProviderArgs(**arguments), arguments):
        with pytest.raises(InvalidArgs) as refused:
            Provider("second", args)  # type: ignore[arg-type]
        assert str(refused.value).startswith(f"second: ProviderArgs{line}")
        assert "\n" not in str(refused.value)
        assert "Canary" not in str(refused.value) + repr(ProviderArgs(**arguments))
    assert TOLD == {}
