"""get_trunk and get_trunk_output, in a program that runs without an engine."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks

from trunkline import GetTrunkResult, InvalidArgs, Provider, ProviderArgs, get_trunk, get_trunk_output, use_plugin
from trunkline.providers import native
from trunkline.providers.settings import CONFIG_KEYS, VARIABLES
from trunkline.testing import Emulator

from ..importing import world
from ..support import rows

DOMAIN = "grable.pstn.twilio.com"
SID = "TK" + "0" * 32
SECOND = (
    "INSERT INTO ps_aors (id, contact) VALUES ('dublin', 'sip:grable@grable.pstn.dublin.twilio.com')",
    "INSERT INTO ps_endpoints (id, aors, context) VALUES ('dublin', 'dublin', 'from-dublin')",
)
"""Another endpoint of the guide's trunk."""


class Recording(mocks.Mocks):
    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        return f"{args.name}-id", args.inputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], None]:  # noqa: ARG002 - Pulumi's signature
        return {}, None


@pytest.fixture(autouse=True)
def _program() -> None:
    mocks.set_mocks(Recording(), project="trunkline", stack="test")


@pytest.fixture
def sid(emulator: Emulator, database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The SID of the guide's trunk, which the environment leads to."""
    for variable, value in (emulator.environment | {"TRUNKLINE_DATABASE_URL": database_url}).items():
        monkeypatch.setenv(variable, value)
    for statement in world.GUIDE:
        rows.execute(database_url, statement)
    return world.trunk_by_hand(emulator)


def _expected(emulator: Emulator, sid: str, endpoint_id: str | None = "twilio") -> GetTrunkResult:
    sip = emulator.client().api.v2010.account.sip
    return GetTrunkResult(
        trunk_sid=sid,
        friendly_name="grable by hand",
        termination_uri=DOMAIN,
        secure=True,
        origination_urls=["sip:grable.voip.zoftko.com;transport=tls"],
        phone_numbers=["+11234567890"],
        credential_list_sids=[each.sid for each in sip.credential_lists.list()],
        ip_access_control_list_sids=[each.sid for each in sip.ip_access_control_lists.list()],
        endpoint_id=endpoint_id,
        dial_string=endpoint_id and f"PJSIP/${{EXTEN}}@{endpoint_id}",
    )


def test_a_trunk_by_hand(sid: str, emulator: Emulator, database_url: str) -> None:
    emulator.forget_requests()
    found = get_trunk(domain_name=DOMAIN)
    assert {made["method"] for made in emulator.requests_made()} == {"GET"}
    assert found == get_trunk(trunk_sid=sid) == _expected(emulator, sid)
    for statement in SECOND:
        rows.execute(database_url, statement)
    assert get_trunk(domain_name=DOMAIN) == _expected(emulator, sid, None)
    rows.execute(database_url, "DELETE FROM ps_endpoints WHERE id = 'twilio'")
    assert get_trunk(domain_name=DOMAIN) == _expected(emulator, sid, "dublin")
    rows.execute(database_url, "DELETE FROM ps_endpoints")
    assert get_trunk(domain_name=DOMAIN) == _expected(emulator, sid, None)


def test_without_a_database(sid: str, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRUNKLINE_DATABASE_URL")
    assert get_trunk(domain_name=DOMAIN) == _expected(emulator, sid, None)


def test_a_trunk_that_is_made_later(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in emulator.environment.items():
        monkeypatch.setenv(variable, value)
    _refused(lambda: get_trunk(domain_name=DOMAIN))
    made = emulator.client().trunking.v1.trunks.create(domain_name=DOMAIN)
    found = get_trunk(domain_name=DOMAIN)
    assert (found.trunk_sid, found.secure, found.origination_urls, found.phone_numbers) == (made.sid, False, [], [])


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "neither": ({}, "get_trunk.domain_name: missing: set it, or trunk_sid"),
    "both": (
        {"domain_name": DOMAIN, "trunk_sid": SID},
        "get_trunk.trunk_sid: does not go with domain_name: set one of the two",
    ),
    "no domain": ({"domain_name": "grable.twilio.com"}, "get_trunk.domain_name: 'grable.twilio.com' is not a"),
    "no SID": ({"trunk_sid": "CL1"}, "get_trunk.trunk_sid: 'CL1' is not a SID: TK and 32 hex digits"),
    "a number": ({"trunk_sid": 1}, "get_trunk.trunk_sid: 1 is a number: a text is needed"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments(case: str) -> None:
    given, line = WRONG[case]
    assert _refused(lambda: get_trunk(**given), InvalidArgs).startswith(line)


def test_what_is_not_there(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _refused(lambda: get_trunk(domain_name=DOMAIN)).startswith("get_trunk: TWILIO_ACCOUNT_SID is not set: ")
    for variable, value in emulator.environment.items():
        monkeypatch.setenv(variable, value)
    rest = "check it and TWILIO_ACCOUNT_SID (twilioAccountSid)"
    account = f"get_trunk: account {emulator.account_sid} has no trunk with the"
    assert _refused(lambda: get_trunk(domain_name=DOMAIN)) == f"{account} domain {DOMAIN}: {rest}"
    assert _refused(lambda: get_trunk(trunk_sid=SID)) == f"{account} SID {SID}: {rest}"
    world.trunk_by_hand(emulator)
    monkeypatch.setenv("TRUNKLINE_DATABASE_URL", "sqlite:////nowhere/none")
    line = _refused(lambda: get_trunk(domain_name=DOMAIN))
    assert line.startswith("get_trunk: ")
    assert "unable to open database file" in line


def test_a_provider_of_the_program(sid: str, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its settings alone: the environment leads elsewhere."""
    given = {
        "twilio_account_sid": emulator.account_sid,
        "twilio_auth_token": emulator.auth_token,
        "twilio_url": emulator.url,
    }
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "1" * 32)
    found: list[Any] = []

    def program() -> pulumi.Output[Any]:
        plain = Provider("plain", ProviderArgs(**given))
        token: Any = pulumi.Output.secret(emulator.auth_token)
        secret = Provider("secret", ProviderArgs(**{**given, "twilio_auth_token": token}))
        opts = pulumi.InvokeOptions(provider=plain)
        inherited = pulumi.InvokeOptions(parent=pulumi.ComponentResource("a:b:C", "c", opts=_with(plain)))
        found.extend([get_trunk(domain_name=DOMAIN, opts=opts), get_trunk(trunk_sid=sid, opts=inherited)])
        found.append(_refused(lambda: get_trunk(trunk_sid=sid, opts=_invoked(secret)), InvalidArgs))
        found.append(_refused(lambda: get_trunk(trunk_sid=SID, opts=opts)))
        domain = pulumi.Output.from_input(DOMAIN)
        late_one = get_trunk_output(domain_name=domain, opts=_invoked(secret))
        return pulumi.Output.all(late_one, late_one.is_secret(), late_one.dial_string).apply(found.extend)

    mocks.test(program)()
    expected = _expected(emulator, sid, None)
    assert found == [
        expected,
        expected,
        "get_trunk: the provider has Outputs among its arguments: use get_trunk_output",
        f"get_trunk: account {emulator.account_sid} has no trunk with the SID {SID}: check it and twilio_account_sid",
        expected,
        False,
        None,
    ]


def _with(provider: Provider) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(providers=[provider])


def _invoked(provider: Provider) -> pulumi.InvokeOptions:
    return pulumi.InvokeOptions(provider=provider)


def _refused(call: Callable[[], object], kind: type[Exception] = pulumi.RunError) -> str:
    with pytest.raises(kind) as refused:
        call()
    return str(refused.value)


def test_a_program_with_the_plugin(
    sid: str, emulator: Emulator, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings are under `trunkline:`, whatever the project's name, and a parent can have a native `Provider`."""
    environment = emulator.environment | {"TRUNKLINE_DATABASE_URL": database_url}
    keys = dict(zip(VARIABLES, CONFIG_KEYS, strict=True))
    for name, value in {"_used": False, "_decided": False, "_version": None}.items():
        monkeypatch.setattr(native, name, value)
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    mocks.set_mocks(Recording(), project="office", stack="test")
    expected = _expected(emulator, sid)

    def program() -> None:
        use_plugin()
        config = {f"trunkline:{keys[variable]}": value for variable, value in environment.items() if value}
        monkeypatch.setattr("pulumi.runtime.config.CONFIG", ContextVar("config", default=config))
        assert get_trunk(domain_name=DOMAIN) == expected
        config.clear()
        with pytest.raises(pulumi.RunError, match="trunkline:twilioAccountSid"):
            get_trunk(domain_name=DOMAIN)
        args = ProviderArgs(
            twilio_account_sid=emulator.account_sid, twilio_auth_token=emulator.auth_token, twilio_url=emulator.url
        )
        parent = pulumi.ComponentResource(
            "tests:index:Site", "site", None, pulumi.ResourceOptions(providers=[Provider("own", args)])
        )
        found = get_trunk(trunk_sid=sid, opts=pulumi.InvokeOptions(parent=parent))
        assert (found.trunk_sid, found.endpoint_id) == (sid, None)

    mocks.test(program)()
