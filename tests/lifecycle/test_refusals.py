"""Bad input is refused by a preview: one line, and nothing is written on either side."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from trunkline.local import realtime
from trunkline.testing import twilio
from trunkline.testing.twilio import Emulator

from ..support import rows
from ..support.project import GUIDE, Project

Bare = tuple[Project, Emulator, str]
"""A project, its emulator, the URL of its database."""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, engine: Path) -> Iterator[Bare]:
    """A stack that is never made: one serves all."""
    scratch = tmp_path_factory.mktemp("refusals")
    realtime.create(scratch / "asterisk.sqlite3")
    (scratch / "project").mkdir()
    url = f"sqlite:///{scratch / 'asterisk.sqlite3'}"
    with twilio.running(scratch / "twilio.sqlite3") as emulator:
        variables = emulator.environment | {"TRUNKLINE_DATABASE_URL": url}
        yield Project.create(scratch / "project", engine, variables), emulator, url


def _url(**settings: Any) -> dict[str, Any]:
    return {"originationUrls": [{"sipUrl": "sip:192.0.2.1", **settings}]}


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        (
            {"domainName": "grable.sip.twilio.com"},
            ("config trunks.twilio.domainName: 'grable.sip.twilio.com'", ".pstn.twilio.com"),
        ),
        (
            _url(weight=-1),
            ("config trunks.twilio.originationUrls[0].weight: -1 is not a whole number from 0 to 65535",),
        ),
        (_url(priority=70000), ("config trunks.twilio.originationUrls[0].priority: 70000 is", "from 0 to 65535")),
        (
            {"asteriskAddresses": ["2001:db8::1"]},
            ("config trunks.twilio.asteriskAddresses[0]: '2001:db8::1'", "IPv4 address or CIDR block"),
        ),
        ({"phoneNumbers": ["1234567890"]}, ("config trunks.twilio.phoneNumbers[0]: '1234567890'", "E.164")),
        (
            {"password": "short-Pass1"},
            ("config trunks.twilio.password: ", "12 characters", "upper case, lower case and a digit"),
        ),
        ({"username": "u" * 33}, ("config trunks.twilio.username: 'uuu", "1 to 32 printable")),
        ({"endpointId": "e" * 41}, ("config trunks.twilio.endpointId: ", "41 characters", "from 1 to 40")),
        ({"context": "c" * 41}, ("config trunks.twilio.context: ", "41 characters", "from 1 to 40")),
        ({"accountcode": "c" * 81}, ("config trunks.twilio.accountcode: ", "81 characters", "holds 80")),
        ({"codecs": ["ulaw", "mp3"]}, ("config trunks.twilio.codecs[1]: 'mp3' is not one of ulaw, alaw",)),
        ({"transport": "udp"}, ("config trunks.twilio.transport: 'udp'", "or set secure: false")),
        (
            _url(sipUrl="https://192.0.2.1"),
            ("config trunks.twilio.originationUrls[0].sipUrl: 'https://192.0.2.1'", "scheme that is not sip"),
        ),
        (
            {"secure": False} | {"originationUrls": [{"sipUrl": "sip:192.0.2.1"}, {"sipUrl": "sip:192.0.2.1"}]},
            ("config trunks.twilio.originationUrls[1].sipUrl: 'sip:192.0.2.1' is listed twice",),
        ),
        ({"domianName": "x"}, ("config trunks.twilio.domianName: unknown: did you mean domainName?",)),
        ({"secure": "yes"}, ("config trunks.twilio.secure", "true or false")),
        (
            {"phoneNumbers": ["+15005550009"]},
            ("config trunks.twilio.phoneNumbers: +15005550009", "not a number of this account"),
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_bad_input(bare: Bare, change: dict[str, Any], facts: tuple[str, ...]) -> None:
    project, emulator, sqlite_url = bare
    project.configure(twilio=GUIDE | change)
    project.preview().refuses(*facts)
    assert all(request["method"] == "GET" for request in emulator.requests_made())
    assert not any(rows.read(sqlite_url).values())


def test_up_stops_at_its_preview(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.configure(twilio=GUIDE | {"accountcode": "c" * 81})
    project.up(preview=True).refuses("config trunks.twilio.accountcode: ", "81 characters", "holds 80")
    assert all(request["method"] == "GET" for request in emulator.requests_made())
    assert not any(rows.read(sqlite_url).values())


def test_an_unknown_key_of_the_stack(project: Project) -> None:
    project.pulumi("config", "set", "trunkline:databseUrl", "x").ok()
    project.preview().refuses("config trunkline:databseUrl: unknown: did you mean databaseUrl?")


def test_a_trunk_that_is_none(project: Project) -> None:
    file = project.folder / "stacks" / "Pulumi.test.yaml"
    file.write_text(yaml.safe_dump(yaml.safe_load(file.read_text()) | {"config": {"trunkline:trunks": {"twilio": 5}}}))
    project.preview().refuses("config trunks.twilio", "mapping")


def test_several_trunks_on_one_asterisk(project: Project) -> None:
    other = {"domainName": "other.pstn.twilio.com", "endpointId": "other", "phoneNumbers": []}
    project.configure(twilio=GUIDE, other=GUIDE | other)
    assert "sharedAsterisk" in project.preview().ok().output


def test_a_missing_key(project: Project) -> None:
    project.configure(twilio={key: value for key, value in GUIDE.items() if key != "username"})
    project.preview().refuses("trunks.twilio.username", "missing", "pulumi config set --path")


@pytest.mark.parametrize("secret", ["twilioAuthToken", "databaseUrl", "trunks.twilio.password"])
def test_a_secret_in_clear(project: Project, secret: str) -> None:
    project.pulumi("config", "set", "--plaintext", "--path", f"trunkline:{secret}", "Plain-Text-2024").ok()
    refused = project.preview()
    refused.refuses("plain text in the stack's file", "pulumi config set --secret")
    assert "Plain-Text" not in refused.output


def test_a_list_and_a_row_of_somebody_else(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    emulator.client().api.v2010.account.sip.credential_lists.create(friendly_name="shared")
    project.configure(twilio=GUIDE | {"friendlyName": "shared"})
    project.preview().refuses("credential list 'shared'", "exists already", "set adopt: true")

    rows.execute(sqlite_url, "INSERT INTO ps_endpoints (id, context) VALUES ('twilio', 'other')")
    project.configure(twilio=GUIDE)
    project.preview().refuses("ps_endpoints", "'twilio'", "exists already", "set adopt: true")
    assert rows.read(sqlite_url)["ps_endpoints"] == {"twilio": {"context": "other"}}

    project.configure(twilio=GUIDE | {"adopt": True})
    project.up().ok()
    assert rows.read(sqlite_url)["ps_endpoints"]["twilio"]["context"] == "from-twilio"


@pytest.mark.parametrize(
    ("variables", "facts"),
    [
        ({"TWILIO_AUTH_TOKEN": "wrong"}, ("20003", "TWILIO_AUTH_TOKEN")),
        (
            {"TWILIO_AUTH_TOKEN": ""},
            ("TWILIO_AUTH_TOKEN is not set", "pulumi config set --secret twilioAuthToken --stack test"),
        ),
        ({"TRUNKLINE_TWILIO_URL": "http://127.0.0.1:9"}, ("Twilio at 127.0.0.1:9", "cannot be reached")),
        (
            {"TRUNKLINE_DATABASE_URL": "sqlite:////nowhere/asterisk.sqlite3"},
            ("database /nowhere", "unable to open"),
        ),
        (
            {"TRUNKLINE_DATABASE_URL": "postgresql://trunkline:Canary-1@127.0.0.1:9/asterisk"},
            ("database 127.0.0.1/asterisk", "cannot be reached", "host and port"),
        ),
        ({"TRUNKLINE_DATABASE_URL": "not-a-url"}, ("TRUNKLINE_DATABASE_URL (databaseUrl) is not a database URL",)),
    ],
    ids=lambda value: next(iter(value.items()))[1][:24] if isinstance(value, dict) else "",
)
def test_the_other_end(project: Project, emulator: Emulator, variables: dict[str, str], facts: tuple[str, ...]) -> None:
    project.variables.update(variables)
    refused = project.preview()
    refused.refuses(*facts)
    assert "Canary" not in refused.output
    assert all(request["method"] == "GET" for request in emulator.requests_made())


def test_a_schema_without_a_table(project: Project, sqlite_url: str) -> None:
    rows.execute(sqlite_url, "DROP TABLE ps_endpoint_id_ips")
    project.preview().refuses("ps_endpoint_id_ips is missing", "contrib/ast-db-manage")
