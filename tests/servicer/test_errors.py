"""An error is one line in the engine's hands: no traceback, no secret, whatever the call."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import pytest

from trunkline.providers.dynamic import CredentialList, Endpoint, IpAccessControlList, Trunk, _Shell
from trunkline.testing.twilio import Emulator

from ..support import inputs
from ..support.inputs import PASSWORD
from ..support.servicer import Servicer, Start, secret

TOKEN = "CanaryToken5f1e9a77"
DATABASE_URL = "postgresql://asterisk:CanaryDatabase5f1e9a77@127.0.0.1:1/asterisk"

CALLS: dict[str, Callable[[Servicer, type[_Shell], dict[str, Any]], Any]] = {
    "create": lambda servicer, kind, given: servicer.create(kind, given),
    "read": lambda servicer, kind, given: servicer.read(kind, "CL" + "0" * 32, given),
    "update": lambda servicer, kind, given: servicer.update(
        kind, "CL" + "0" * 32, given | {"friendly_name": "x"}, given
    ),
    "delete": lambda servicer, kind, given: servicer.delete(kind, "CL" + "0" * 32, given),
}
INPUTS: dict[type[_Shell], dict[str, Any]] = {
    CredentialList: inputs.credential_list(),
    IpAccessControlList: inputs.ip_access_control_list(),
    Trunk: inputs.trunk(),
    Endpoint: inputs.endpoint(),
}
SUBJECTS = {
    CredentialList: f"credential list {inputs.NAME!r}: Twilio answered 401, code 20003: ",
    IpAccessControlList: f"IP access control list {inputs.NAME!r}: Twilio answered 401, code 20003: ",
    Trunk: "trunk 'grable.pstn.twilio.com': Twilio answered 401, code 20003: ",
    Endpoint: "Asterisk endpoint 'twilio': database 127.0.0.1/asterisk cannot be reached: ",
}


def _is_clean(text: str) -> None:
    for canary in (TOKEN, "CanaryDatabase5f1e9a77", PASSWORD, "Traceback", "\n"):
        assert canary not in text


@pytest.mark.parametrize("source", ["environment", "config"])
def test_one_line_from_every_call(source: str, start: Start, tmp_path: Path, emulator: Emulator) -> None:
    given = {
        "TWILIO_ACCOUNT_SID": emulator.account_sid,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TRUNKLINE_TWILIO_URL": emulator.url,
        "TRUNKLINE_DATABASE_URL": DATABASE_URL,
    }
    config = {
        "twilioAccountSid": emulator.account_sid,
        "twilioAuthToken": secret(TOKEN),
        "twilioUrl": emulator.url,
        "databaseUrl": secret(DATABASE_URL),
    }
    with start(tmp_path / "log", given if source == "environment" else {}) as servicer:
        servicer.configure(**(config if source == "config" else {}))
        for kind, declared in INPUTS.items():
            for call in CALLS.values():
                with pytest.raises(grpc.RpcError) as failed:
                    call(servicer, kind, declared)
                details = failed.value.details()
                assert details.startswith((SUBJECTS[kind], "Asterisk endpoint 'twilio': Twilio answered 401"))
                assert kind is Endpoint or "Asterisk" not in details
                _is_clean(details)
            _, (finding,) = servicer.preview(kind, declared)
            assert SUBJECTS[kind].partition(": ")[2] in finding
            _is_clean(finding)
        assert servicer.stderr() == ""


def test_the_environment_wins_over_the_config(start: Start, tmp_path: Path, emulator: Emulator) -> None:
    """On refresh and destroy the config comes from the state, where a rotated token is stale."""
    with start(tmp_path / "log", emulator.environment) as servicer:
        servicer.configure(twilioAccountSid=emulator.account_sid, twilioAuthToken=secret("stale"))
        assert servicer.create(CredentialList, inputs.credential_list())[0]


def test_nothing_is_configured(start: Start, tmp_path: Path) -> None:
    with start(tmp_path / "log", {}) as servicer:
        servicer.configure()
        _, (finding,) = servicer.check(Trunk, inputs.trunk())
        assert finding == (
            "TWILIO_ACCOUNT_SID is not set: export it, or run "
            f"`pulumi config set {servicer.NAMESPACE}twilioAccountSid --stack test`"
        )
        _, (finding,) = servicer.check(Endpoint, inputs.endpoint())
        assert finding == (
            "TRUNKLINE_DATABASE_URL is not set: export it, or run "
            f"`pulumi config set --secret {servicer.NAMESPACE}databaseUrl --stack test`"
        )
        with pytest.raises(grpc.RpcError) as failed:
            servicer.create(Trunk, inputs.trunk())
        assert "TWILIO_ACCOUNT_SID is not set" in failed.value.details()
        assert servicer.stderr() == ""


def test_retries_are_silent(servicer: Servicer, emulator: Emulator) -> None:
    emulator.misbehave(kind="status", status=429, times=2)
    assert servicer.create(CredentialList, inputs.credential_list())[0]
    assert servicer.stderr() == ""
