"""A trunk that `SipTrunk` made is healthy; anything that is broken by hand on either side has its code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from twilio.rest import Client

from trunkline.doctor import stack
from trunkline.doctor.diagnosis import diagnose
from trunkline.doctor.errors import DoctorError
from trunkline.doctor.snapshot import Declared
from trunkline.engine import pulumi_command
from trunkline.providers.asterisk.database import Database
from trunkline.providers.settings import Settings
from trunkline.testing.twilio import Emulator, running

from ..support import rows
from ..support.adapters import BOTH
from ..support.project import GUIDE, PASSWORD, Project
from .conftest import ByHand

pytestmark = pytest.mark.long

DATABASE = {
    "TL102": "UPDATE ps_aors SET contact = 'sip:grable@grabel.pstn.twilio.com'",
    "TL202": "DELETE FROM ps_auths",
    "TL203": "UPDATE ps_auths SET username = 'XXXXX'",
    "TL204": "UPDATE ps_auths SET password = 'Grable-Trunk-2023'",
    "TL302": "DELETE FROM ps_endpoint_id_ips WHERE id = 'twilio-ashburn'",
    "TL303": """INSERT INTO ps_endpoint_id_ips (id, endpoint, "match") VALUES ('office', 'twilio', '198.51.100.7')""",
    "TL305": "UPDATE ps_endpoints SET identify_by = NULL",
    "TL401": "UPDATE ps_endpoints SET media_encryption = 'no'",
    "TL402": "UPDATE ps_endpoints SET transport = 'udp'",
    "TL403": "UPDATE ps_aors SET contact = 'sip:grable@grable.pstn.twilio.com:5060'",
    "TL413": "UPDATE ps_aors SET qualify_frequency = 5",
    "TL601": "DELETE FROM ps_endpoints",
    "TL606": "UPDATE ps_endpoints SET context = 'default'",
}
"""{code: what somebody did to Asterisk's side}"""


@contextmanager
def _credential(client: Client, name: str, *, add: bool) -> Iterator[None]:
    credentials = client.api.v2010.account.sip.credential_lists(_lists(client)[0].sid).credentials
    if add:
        made = credentials.create(name, PASSWORD)
        yield
        made.delete()
    else:
        next(each for each in credentials.list() if each.username == name).delete()
        yield
        credentials.create(name, PASSWORD)


@contextmanager
def _address(client: Client, *, add: bool) -> Iterator[None]:
    addresses = client.api.v2010.account.sip.ip_access_control_lists(
        client.api.v2010.account.sip.ip_access_control_lists.list()[0].sid
    ).ip_addresses
    (asterisk,) = addresses.list()
    added = addresses.create("somebody", "198.51.100.7")
    if not add:
        asterisk.delete()
    yield
    if not add:
        addresses.create("asterisk", asterisk.ip_address)
    added.delete()


@contextmanager
def _unmapped(client: Client, *parts: str) -> Iterator[None]:
    trunk = _trunk(client)
    for part in parts:
        getattr(trunk, part).list()[0].delete()
    yield
    sip = client.api.v2010.account.sip
    if "credentials_lists" in parts:
        trunk.credentials_lists.create(_lists(client)[0].sid)
    if "ip_access_control_lists" in parts:
        trunk.ip_access_control_lists.create(sip.ip_access_control_lists.list()[0].sid)


@contextmanager
def _updated(client: Client, now: dict[str, Any], before: dict[str, Any]) -> Iterator[None]:
    _trunk(client).update(**now)
    yield
    _trunk(client).update(**before)


@contextmanager
def _url(client: Client, **now: Any) -> Iterator[None]:
    (url,) = _trunk(client).origination_urls.list()
    url.update(**now)
    yield
    url.update(enabled=True, sip_url=url.sip_url)


@contextmanager
def _number(client: Client) -> Iterator[None]:
    (number,) = _trunk(client).phone_numbers.list()
    number.delete()
    yield
    _trunk(client).phone_numbers.create(number.sid)


TWILIO: list[tuple[set[str], Callable[[Client], AbstractContextManager[None]]]] = [
    ({"TL206"}, lambda client: _unmapped(client, "credentials_lists", "ip_access_control_lists")),
    ({"TL208"}, lambda client: _unmapped(client, "ip_access_control_lists")),
    ({"TL207"}, partial(_credential, name="grable", add=False)),
    ({"TL602"}, partial(_credential, name="intruder", add=True)),
    ({"TL211"}, partial(_credential, name="grable-next", add=True)),
    ({"TL603"}, partial(_address, add=True)),
    ({"TL213", "TL603"}, partial(_address, add=False)),
    ({"TL501"}, partial(_url, enabled=False)),
    ({"TL502", "TL606"}, partial(_url, sip_url="sip:grable.voip.zoftko.com")),
    ({"TL511"}, _number),
    ({"TL606"}, lambda client: _updated(client, {"transfer_mode": "enable-all"}, {"transfer_mode": "disable-all"})),
    ({"TL401", "TL606"}, lambda client: _updated(client, {"secure": False}, {"secure": True})),
    (
        {"TL102", "TL606"},
        lambda client: _updated(
            client, {"domain_name": "graple.pstn.twilio.com"}, {"domain_name": "grable.pstn.twilio.com"}
        ),
    ),
]
"""(codes, what somebody did at Twilio and how it is undone)"""


@pytest.fixture
def inside(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """This process in the project's folder and environment."""
    for name in os.environ.keys() - project.environment().keys():
        monkeypatch.delenv(name)
    for name, value in project.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(project.folder)
    return project


def test_what_somebody_did_at_twilio(inside: Project, emulator: Emulator) -> None:
    inside.up().ok()
    asked = stack.read("test")
    assert _found(asked, emulator) == set()
    assert _found([(asked[0][0], None)], emulator) == set()
    seen = []
    for _, broken in TWILIO:
        with broken(emulator.client()):
            seen.append(_found(asked, emulator))
    assert seen == [codes for codes, _ in TWILIO]
    assert _found(asked, emulator) == set()


def test_what_somebody_did_to_the_rows(
    inside: Project,
    emulator: Emulator,
    database_url: str,
    by_hand: ByHand,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _use(inside, database_url, monkeypatch)
    inside.up().ok()
    asked = stack.read("test")
    by_hand.revoke()
    seen = {}
    for code, statement in DATABASE.items():
        with by_hand.undone():
            by_hand.run(statement)
            seen[code] = _found(asked, emulator)
    assert seen == {code: {code} for code in DATABASE}
    assert _found(asked, emulator) == set()


@BOTH
def test_the_command(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.up().ok()
    ended = _doctor(project, "--stack", "test")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == (
        "Healthy; checked 1 trunk (grable.pstn.twilio.com), 1 endpoint (twilio), 1 number (+11234567890) "
        "as stack test declares them\n"
    )

    rows.execute(sqlite_url, "UPDATE ps_auths SET password = 'Grable-Trunk-2023'")
    emulator.forget_requests()
    ended = _doctor(project, "--stack", "test", "--json")
    assert ended.returncode == 1
    (finding,) = json.loads(ended.stdout)["findings"]
    assert finding == {
        "code": "TL204",
        "severity": "error",
        "side": "both",
        "subject": "ps_auths.twilio.password",
        "fact": "The password or digest in the database does not match the stack's password for Twilio: "
        "username 'grable'; the value is not shown",
        "remedy": "run `pulumi refresh --stack test`, then `pulumi up --stack test`",
    }
    assert "Trunk-20" not in ended.stdout + ended.stderr
    assert {made["method"] for made in emulator.requests_made()} == {"GET"}

    project.refresh().ok()
    project.up().ok()
    assert _doctor(project, "--stack", "test").returncode == 0


@BOTH
def test_settings_from_the_stack(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.up().ok()
    for key, value in (("twilioAuthToken", emulator.auth_token), ("databaseUrl", sqlite_url)):
        project.set_secret(key, value)
    project.pulumi("config", "set", "trunkline:twilioAccountSid", emulator.account_sid).ok()
    project.pulumi("config", "set", "trunkline:twilioUrl", emulator.url).ok()
    project.variables.clear()
    ended = _doctor(project, "--stack", "test")
    assert ended.stdout.startswith("Healthy; checked 1 trunk"), ended.stdout
    assert _doctor(project).returncode == 2


def test_several_trunks_on_one_asterisk(
    inside: Project,
    emulator: Emulator,
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _use(inside, postgres_url, monkeypatch)
    shared = GUIDE | {"sharedAsterisk": True, "extensions": {"+11234567890": "Goto(attendant,start,1)"}}
    second = GUIDE | {
        "domainName": "second.pstn.twilio.com",
        "endpointId": "second",
        "authType": "md5",
        "edges": ["dublin", "ashburn"],
        "context": "from-second",
        "sharedAsterisk": True,
        "originationUrls": [{"sipUrl": "sip:second.voip.zoftko.com;transport=tls"}],
        "phoneNumbers": ["+442071838750"],
    }
    inside.configure(twilio=shared, second=second)
    inside.up().ok()
    asked = stack.read("test")
    without = [(asked[0][0], None)]
    assert diagnose(asked).findings == []
    assert diagnose(without).findings == []
    emulator.forget_requests()
    diagnose(without)
    assert len(emulator.requests_made()) == 2 + 2 * 5

    rows.execute(postgres_url, "UPDATE ps_endpoints SET deny = NULL, permit = NULL WHERE id = 'second'")
    rows.execute(postgres_url, "UPDATE ps_endpoint_id_ips SET match_request_uri = '/@x/' WHERE endpoint = 'twilio'")
    rows.execute(postgres_url, "DELETE FROM extensions WHERE context = 'from-twilio'")
    rows.execute(postgres_url, f"UPDATE ps_auths SET md5_cred = '{'0' * 32}' WHERE id = 'second'")  # noqa: S608
    rows.execute(postgres_url, "UPDATE ps_aors SET qualify_frequency = 0 WHERE id = 'second-dublin'")
    assert {(finding.code.code, finding.subject) for finding in diagnose(asked).findings} == {
        ("TL204", "ps_auths.second.md5_cred"),
        ("TL412", "ps_aors.second-dublin.qualify_frequency"),
        ("TL306", "ps_endpoints.second.deny"),
        ("TL307", "ps_endpoint_id_ips.twilio"),
        ("TL601", "extensions.from-twilio/+11234567890/1"),
    }


TWO_ASTERISKS = """
import pulumi
from trunkline import AsteriskEndpoint, AsteriskEndpointArgs, OriginationUrl, TwilioTrunk, TwilioTrunkArgs

config, domain = pulumi.Config(), "grable.pstn.twilio.com"
password = config.require_secret("password")
TwilioTrunk(
    "trunk",
    TwilioTrunkArgs(
        domain_name=domain,
        credentials={"grable": password},
        ip_addresses=["206.189.160.179", "206.189.160.180"],
        origination_urls=[OriginationUrl(sip_url="sip:grable.voip.zoftko.com;transport=tls")],
    ),
)
own = AsteriskEndpointArgs(domain_name=domain, username="grable", password=password, endpoint_id="twilio")
AsteriskEndpoint("first", own)
own.database_url = config.require_secret("second")
AsteriskEndpoint("second", own)
"""


def test_several_asterisks_behind_one_trunk(
    inside: Project, emulator: Emulator, sqlite_url: str, postgres_url: str
) -> None:
    (inside.folder / "__main__.py").write_text(TWO_ASTERISKS)
    for key, value in (("password", PASSWORD), ("second", postgres_url)):
        inside.set_secret(key, value)
    inside.up().ok()
    asked = stack.read("test")
    assert [settings.database_url for settings, _ in asked] == [sqlite_url, postgres_url]
    assert diagnose(asked).findings == []

    emulator.forget_requests()
    rows.execute(postgres_url, "UPDATE ps_endpoints SET identify_by = NULL")
    (finding,) = diagnose(asked).findings
    assert finding.code.code == "TL305"
    assert finding.subject == f"{Database(postgres_url)}: ps_endpoints.twilio.identify_by"
    assert len(emulator.requests_made()) == 7


ANOTHER_ACCOUNT = """
import pulumi
from trunkline import (
    AsteriskEndpoint, AsteriskEndpointArgs, OriginationUrl, Provider, ProviderArgs, TwilioTrunk, TwilioTrunkArgs
)

config, domain = pulumi.Config(), "grable-milan.pstn.twilio.com"
password = config.require_secret("password")
account = Provider(
    "italy",
    ProviderArgs(
        twilio_account_sid=config.require("sid"),
        twilio_auth_token=config.require_secret("token"),
        twilio_url=config.require("url"),
    ),
)
AsteriskEndpoint(
    "milan",
    AsteriskEndpointArgs(
        domain_name=domain, username="grable", password=password, database_url=config.require_secret("database")
    ),
)
TwilioTrunk(
    "trunk",
    TwilioTrunkArgs(
        domain_name=domain,
        credentials={"grable": password},
        ip_addresses=["206.189.160.179"],
        origination_urls=[OriginationUrl(sip_url="sip:milan.voip.zoftko.com;transport=tls")],
    ),
    pulumi.ResourceOptions(provider=account),
)
"""


@BOTH
def test_a_trunk_and_its_endpoint_that_name_only_an_account_and_only_a_database(
    inside: Project, emulator: Emulator, postgres_url: str, tmp_path: Path
) -> None:
    """Neither is the stack's own. The contacts of the endpoint show which trunk it calls."""
    with running(tmp_path / "italy.sqlite3") as italy:
        inside.write(ANOTHER_ACCOUNT)
        for key, value in (("password", PASSWORD), ("token", italy.auth_token), ("database", postgres_url)):
            inside.set_secret(key, value)
        inside.pulumi("config", "set", "sid", italy.account_sid).ok()
        inside.pulumi("config", "set", "url", italy.url).ok()
        inside.up().ok()
        ((settings, _),) = asked = stack.read("test")
        assert (settings.twilio_account_sid, settings.database_url) == (italy.account_sid, postgres_url)
        assert diagnose(asked).findings == []
        rows.execute(postgres_url, "UPDATE ps_auths SET username = 'gable'")
        assert [finding.code.code for finding in diagnose(asked).findings] == ["TL203"]
        inside.pulumi("destroy", "--yes", "--skip-preview").ok()
    assert emulator.requests_made() == []


@pytest.mark.parametrize(
    ("name", "fact"),
    [("nowhere", "no stack named 'nowhere' found"), ("test", "stack 'test' has made no trunk and no endpoint yet")],
)
def test_a_stack_that_cannot_be_read(inside: Project, name: str, fact: str) -> None:
    with pytest.raises(DoctorError, match=fact) as raised:
        stack.read(name)
    assert "\n" not in str(raised.value)
    assert _doctor(inside, "--stack", name).returncode == 2


def _found(asked: Sequence[tuple[Settings, Declared | None]], emulator: Emulator) -> set[str]:
    emulator.forget_requests()
    diagnosis = diagnose(asked)
    assert {made["method"] for made in emulator.requests_made()} == {"GET"}
    assert len(emulator.requests_made()) <= 7
    assert PASSWORD not in repr(diagnosis.findings)
    return {finding.code.code for finding in diagnosis.findings}


def _use(project: Project, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    project.variables["TRUNKLINE_DATABASE_URL"] = database_url
    monkeypatch.setenv("TRUNKLINE_DATABASE_URL", database_url)


def _doctor(project: Project, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trunkline", "doctor", *options],
        cwd=project.folder,
        env=project.environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def _trunk(client: Client) -> Any:
    (trunk,) = client.trunking.v1.trunks.list()
    return trunk


def _lists(client: Client) -> list[Any]:
    return list(client.api.v2010.account.sip.credential_lists.list())


def test_the_stacks_own_database_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The state has resources in the order in which they were ready, so another may be first."""
    urn, type_ = "urn:pulumi:test::trunkline", "pulumi-python:dynamic/asterisk:Endpoint"
    provider = f"{urn}::pulumi:providers:pulumi-python::rome"
    inputs = {"trunkline:explicit": "true", "trunkline:databaseUrl": "sqlite:///rome"}
    resources = [
        {"urn": provider, "type": "pulumi:providers:pulumi-python", "id": "p", "inputs": inputs},
        {"urn": f"{urn}::{type_}::rome", "type": type_, "id": "rome", "provider": f"{provider}::p"},
        {"urn": f"{urn}::{type_}::berlin", "type": type_, "id": "berlin"},
    ]
    answers = {"stack": {"deployment": {"resources": resources}}, "config": {}}
    monkeypatch.setattr(pulumi_command, "run", lambda verb, *_: json.dumps(answers[verb]))
    monkeypatch.setenv("TRUNKLINE_DATABASE_URL", "sqlite:///berlin")
    found = [(settings.database_url, settings.alone) for settings, _ in stack.read("test")]
    assert found == [("sqlite:///berlin", False), ("sqlite:///rome", True)]
