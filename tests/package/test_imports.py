"""What each process imports: no more than it uses, since a start-up takes longer than most of what follows it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import grpc
import pytest

import trunkline
from trunkline.providers.dynamic import CredentialList, Endpoint
from trunkline.testing import Emulator

from ..support import inputs
from ..support import servicer as servicers
from ..support.waiting import wait_for

pytestmark = pytest.mark.slow

DRIVERS = ("pymysql", "psycopg2", "sqlalchemy.dialects.mysql", "sqlalchemy.dialects.postgresql")
SIDES = ("requests", "sqlalchemy", "twilio", "trunkline.providers.asterisk.database", "trunkline.providers.twilio")
TOOLS = ("rich", "starlette", "typer", "trunkline.emulator", "trunkline.engine", "trunkline.local", "trunkline.testing")
OTHER_KINDS = ("twilio.rest.api.v2010.account.call", "twilio.rest.api.v2010.account.sip.domain", "twilio.rest.voice")
OPEN = "from trunkline.providers.settings import Settings; from trunkline.providers import connections as c; c"
PROCESSES = {
    "the package": (
        "import trunkline",
        ("attrs", "phonenumbers", "pulumi", "trunkline.components", "trunkline.model", *SIDES, *TOOLS),
        85,
    ),
    "a program": (
        "from trunkline import SipTrunk, SipTrunkArgs, stack_trunks",
        ("phonenumbers", "trunkline.components.existing_trunk", "trunkline.doctor.checks", *SIDES, *TOOLS),
        580,
    ),
    "the command line": (
        "from trunkline.cli import app; app(['--help'], standalone_mode=False)",
        ("attrs", "phonenumbers", "pulumi", "trunkline.components", "trunkline.model", "trunkline.providers", *SIDES),
        370,
    ),
    "the doctor": (
        "from trunkline.doctor import diagnosis, report, stack",
        ("phonenumbers", "pulumi", "starlette", "trunkline.components", *DRIVERS, *OTHER_KINDS),
        660,
    ),
    "an account": (
        f"{OPEN}.account(Settings(twilio_account_sid='AC' + 32 * '0', twilio_auth_token='x')).numbers",
        ("sqlalchemy", "pulumi", *OTHER_KINDS),
        440,
    ),
    "PostgreSQL": (
        f"{OPEN}.database(Settings(database_url='postgresql://a@127.0.0.1/a'))",
        ("pymysql", "sqlalchemy.dialects.mysql", "twilio"),
        380,
    ),
    "MariaDB": (
        f"{OPEN}.database(Settings(database_url='mariadb://a@127.0.0.1/a'))",
        ("psycopg2", "sqlalchemy.dialects.postgresql", "twilio"),
        430,
    ),
    "SQLite": (f"{OPEN}.database(Settings(database_url='sqlite:////a'))", (*DRIVERS, "twilio"), 420),
}
"""{process: (its imports, modules that it must not load, how many it may load)}

The numbers leave a fifth for other versions of Python and of the packages.
"""


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_imports_what_it_uses(process: str) -> None:
    code, unwanted, most = PROCESSES[process]
    printed = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport json, sys; print(); print(json.dumps([*sys.modules]))"],
        env={key: value for key, value in os.environ.items() if not key.startswith(("TWILIO_", "TRUNKLINE_"))},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    modules = set(json.loads(printed.splitlines()[-1]))
    assert modules.isdisjoint(unwanted)
    assert len(modules) <= most


def test_a_provider_imports_a_side_when_it_uses_it(tmp_path: Path, emulator: Emulator, sqlite_url: str) -> None:
    environment = emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url, "PYTHONPROFILEIMPORTTIME": "1"}
    declared = inputs.credential_list()
    with servicers.running(tmp_path / "log", environment) as servicer:
        servicer.configure()

        def loaded() -> set[str]:
            return {line.rpartition("|")[2].strip() for line in servicer.stderr().splitlines()}

        servicer.check(CredentialList, declared, declared)
        assert "trunkline.providers.dynamic" in loaded()
        assert loaded().isdisjoint(("phonenumbers", "trunkline.components", *SIDES, *TOOLS))

        servicer.check(CredentialList, declared)
        assert "twilio" in loaded()
        assert loaded().isdisjoint(("phonenumbers", "sqlalchemy", *OTHER_KINDS, *TOOLS))

        servicer.create(CredentialList, declared)  # its endpoint comes next
        wait_for(lambda: "trunkline.providers.asterisk.reading" in loaded())
        assert loaded().isdisjoint(("phonenumbers", *DRIVERS, *OTHER_KINDS, *TOOLS))


def test_the_database_is_read_ahead_without_a_word(tmp_path: Path, emulator: Emulator) -> None:
    """If that fails, the endpoint has the error."""
    environment = emulator.environment | {"TRUNKLINE_DATABASE_URL": f"sqlite:///{tmp_path}/none"}
    with servicers.running(tmp_path / "log", environment) as servicer:
        servicer.configure()
        assert servicer.create(CredentialList, inputs.credential_list())[0].startswith("CL")
        with pytest.raises(grpc.RpcError, match="unable to open database file"):
            servicer.create(Endpoint, inputs.endpoint())
    assert servicer.stderr() == ""


def test_the_sdk_is_whole_to_others_in_the_process() -> None:
    """Packages of it are deferred until somebody asks for a name in them (`twilio/sdk.py`)."""
    code = """
import trunkline.providers.twilio.sdk
import twilio.rest.api.v2010.account as account, twilio.rest.api.v2010.account.sip as sip, sys
assert "twilio.rest.api.v2010.account.call" not in sys.modules
from twilio.rest.api.v2010.account.call import CallList
from twilio.rest.api.v2010.account import AccountContext
from twilio.rest import Client
client = Client("AC" + 32 * "0", "x")
assert isinstance(client.calls, CallList) and isinstance(client.api.v2010.account, AccountContext)
assert isinstance(client.api.v2010.account.sip.domains, sip.DomainList) and account.CallList is CallList
assert not hasattr(account, "nothing") and not hasattr(sip, "__all__")
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_each_public_name_is_there() -> None:
    names = [*trunkline.__all__]
    assert {name: getattr(trunkline, name) for name in names}
    assert {*names} <= {*dir(trunkline)}
    assert len({*names}) == len(names)
    with pytest.raises(AttributeError, match="module 'trunkline' has no attribute 'SipTrnk'"):
        trunkline.SipTrnk  # type: ignore[attr-defined] # noqa: B018
