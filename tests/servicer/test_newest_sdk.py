"""What reaches into the SDK's servicer, by the SDK that is locked and by the newest, which `pip install` takes."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from attrs import frozen

from trunkline.providers.dynamic import CredentialList, CredentialListSeal, Endpoint, PhoneNumber, Trunk, _Shell
from trunkline.testing.twilio import Emulator

from ..support import at_once, inputs
from ..support.inputs import PASSWORD
from ..support.numbers import phone_number
from ..support.servicer import Servicer, Start

SID = "0" * 32
OTHER_ACCOUNT = f"AC{'9' * 32}"
VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


@frozen
class Sdk:
    """An SDK of Pulumi's, and a run whose provider uses it. `environment` is the run's."""

    version: tuple[int, ...]
    environment: Mapping[str, str]
    run: Servicer


@pytest.fixture(scope="session")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newest SDK on PyPI with what it needs, in a folder of its own."""
    folder = tmp_path_factory.mktemp("newest-sdk")
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "pip", "install", "--no-config", "--quiet", "--target", folder, "pulumi"], check=True)
    return folder


@pytest.fixture(params=["locked", pytest.param("newest", marks=pytest.mark.long)])
def sdk(
    request: pytest.FixtureRequest, start: Start, tmp_path: Path, emulator: Emulator, sqlite_url: str
) -> Iterator[Sdk]:
    path = {"PYTHONPATH": str(request.getfixturevalue("newest"))} if request.param == "newest" else {}
    version = _version(path)
    if path:
        assert version > _version({})
    environment = emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url} | path
    with start(tmp_path / "log", environment) as running:
        running.configure()
        yield Sdk(version, environment, running)
    assert running.stderr() == ""


def _version(environment: dict[str, str]) -> tuple[int, ...]:
    code = "import importlib.metadata as m; print(m.version('pulumi'))"
    shown = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    found = VERSION.match(shown.stdout)
    assert found
    return tuple(map(int, found.groups()))


def _fails(call: Any, *arguments: Any) -> Any:
    with pytest.raises(grpc.RpcError) as failed:
        call(*arguments)
    error: Any = failed.value
    assert error.code() is grpc.StatusCode.UNKNOWN
    for unwanted in ("\n", "Traceback", "Exception calling application", "Error: ", PASSWORD):
        assert unwanted not in error.details()
    return error


def test_many_calls_at_once(sdk: Sdk, start: Start, tmp_path: Path, emulator: Emulator) -> None:
    """The SDK's own pool has four threads. In a refresh, many calls are the first ones of the process."""
    sid, outputs = sdk.run.create(CredentialList, inputs.credential_list())
    with start(tmp_path / "refresh", sdk.environment) as refresh:
        refresh.configure()
        for run in (sdk.run, refresh):
            emulator.forget_requests()
            emulator.misbehave(kind="latency", seconds=1.0, times=24)
            with ThreadPoolExecutor(24) as pool:
                read = list(pool.map(lambda _, run=run: run.read(CredentialList, sid, outputs)[0], range(24)))
            assert read == [sid] * 24
            assert at_once.most(emulator) > 12


REFUSED: dict[type[_Shell], tuple[dict[str, Any], str]] = {
    CredentialList: (inputs.credential_list(), f"credential list '{inputs.NAME}': it is in account {OTHER_ACCOUNT}, "),
    Trunk: (inputs.trunk(), f"trunk 'grable.pstn.twilio.com': it is in account {OTHER_ACCOUNT}, "),
    PhoneNumber: (phone_number(phone_number="+1"), "phone number 'trunkline/test/desk': it is in account "),
    Endpoint: (inputs.endpoint(), "Asterisk endpoint 'twilio': its rows are in postgresql://elsewhere/asterisk, "),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_each_verb_fails_in_one_line(kind: type[_Shell], sdk: Sdk) -> None:
    declared, line = REFUSED[kind]
    place = {"database": "postgresql://elsewhere/asterisk"} if kind is Endpoint else {"account_sid": OTHER_ACCOUNT}
    outputs = declared | place
    for call in (
        lambda: sdk.run.read(kind, SID, outputs),
        lambda: sdk.run.delete(kind, SID, outputs),
        lambda: sdk.run.diff(kind, outputs, declared),
        lambda: sdk.run.update(kind, SID, outputs, declared),
    ):
        error = _fails(call)
        assert error.details().startswith(line)
        assert sdk.run.half_done(kind, error) is None


def test_a_create_that_fails_at_once(sdk: Sdk) -> None:
    error = _fails(sdk.run.create, Trunk, inputs.trunk(phone_numbers=["+15005550009"]))
    assert error.details() == sdk.run.words(
        "trunk 'grable.pstn.twilio.com': phone_numbers: +15005550009 is not a number of this account: "
        "buy it at Twilio, or leave it out"
    )
    assert sdk.run.half_done(Trunk, error) is None
    assert _fails(sdk.run.create, CredentialListSeal, inputs.seal(f"CL{SID}", grable=PASSWORD)).details()


def test_what_is_half_done_arrives(sdk: Sdk, emulator: Emulator) -> None:
    declared = inputs.trunk(credential_lists=[f"CL{SID}"])
    error = _fails(sdk.run.create, Trunk, declared)
    made = sdk.run.half_done(Trunk, error)
    assert made
    (trunk,) = emulator.client().trunking.v1.trunks.list()
    assert made[0] == trunk.sid
    assert made[1]["credential_lists"] == []
    assert made[1]["phone_numbers"] == declared["phone_numbers"]
    assert sdk.run.read(Trunk, *made)[:2] == made

    changed = inputs.trunk(credential_lists=[f"CL{SID}"], transfer_mode="sip-only")
    updated = sdk.run.half_done(Trunk, _fails(sdk.run.update, Trunk, *made, changed))
    assert updated == (trunk.sid, made[1] | {"transfer_mode": "sip-only"})
