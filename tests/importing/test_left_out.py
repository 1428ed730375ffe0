"""A trunk that no `SipTrunk` can be like is left out, with one line: subject, fact, remedy."""

from collections.abc import Callable
from typing import Any

import pytest
from attrs import frozen
from twilio.rest import Client
from typer.testing import CliRunner, Result

from trunkline.cli import app
from trunkline.testing.twilio import Emulator

from ..support import rows as tables
from ..support.project import Project
from . import world


@frozen
class Made:
    twilio: Client
    trunk: str
    database_url: str

    def execute(self, *statements: str) -> None:
        for statement in statements:
            tables.execute(self.database_url, statement)

    def another_trunk(self) -> Any:
        return self.twilio.trunking.v1.trunks.create(friendly_name="Other", domain_name="other.pstn.twilio.com")


@pytest.fixture
def made(emulator: Emulator, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Made:
    for name, value in (emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url}).items():
        monkeypatch.setenv(name, value)
    found = Made(emulator.client(), world.trunk_by_hand(emulator), sqlite_url)
    found.execute(*world.GUIDE)
    return found


def _import(*options: str) -> Result:
    return CliRunner().invoke(app, ["import", *options])


def _no_domain(made: Made) -> None:
    made.twilio.trunking.v1.trunks(made.trunk).update(domain_name="")


def _two_credential_lists(made: Made) -> None:
    second = made.twilio.api.v2010.account.sip.credential_lists.create(friendly_name="second")
    made.twilio.trunking.v1.trunks(made.trunk).credentials_lists.create(second.sid)


def _two_address_lists(made: Made) -> None:
    second = made.twilio.api.v2010.account.sip.ip_access_control_lists.create(friendly_name="second")
    made.twilio.trunking.v1.trunks(made.trunk).ip_access_control_lists.create(second.sid)


def _no_list(made: Made) -> None:
    trunk = made.twilio.trunking.v1.trunks(made.trunk)
    for associated in (*trunk.ip_access_control_lists.list(), *trunk.credentials_lists.list()):
        associated.delete()


def _no_credential_list(made: Made) -> None:
    made.twilio.trunking.v1.trunks(made.trunk).credentials_lists.list()[0].delete()


def _a_shared_list(made: Made) -> None:
    (mine,) = made.twilio.trunking.v1.trunks(made.trunk).credentials_lists.list()
    made.another_trunk().credentials_lists.create(mine.sid)


def _no_name(made: Made) -> None:
    made.twilio.trunking.v1.trunks(made.trunk).update(friendly_name="")


def _sips(made: Made) -> None:
    made.twilio.trunking.v1.trunks(made.trunk).origination_urls.create(1, 1, True, "b", "sips:b.example.com")


def _address(address: str, prefix: int) -> Callable[[Made], None]:
    def add(made: Made) -> None:
        (mine,) = made.twilio.trunking.v1.trunks(made.trunk).ip_access_control_lists.list()
        lists = made.twilio.api.v2010.account.sip.ip_access_control_lists
        lists(mine.sid).ip_addresses.create("b", address, cidr_prefix_length=prefix)

    return add


def _a_url_twice(made: Made) -> None:
    urls = made.twilio.trunking.v1.trunks(made.trunk).origination_urls
    urls.create(20, 20, True, "again", urls.list()[0].sip_url)


def _two_passwords(made: Made) -> None:
    made.execute(
        "INSERT INTO ps_auths (id, username, password) VALUES ('second', 'grable', 'Another-Trunk-2024')",
        "INSERT INTO ps_aors (id, contact) VALUES ('second', 'sip:grable@grable.pstn.dublin.twilio.com')",
        "INSERT INTO ps_endpoints (id, aors, outbound_auth) VALUES ('second', 'second', 'second')",
    )


def _two_trunks_by_one_endpoint(made: Made) -> None:
    made.another_trunk()
    made.execute(
        "INSERT INTO ps_aors (id, contact) VALUES ('second', 'sip:grable@other.pstn.twilio.com')",
        "UPDATE ps_endpoints SET aors = 'twilio,second'",
    )


def _a_shared_auth(made: Made) -> None:
    made.execute("INSERT INTO ps_endpoints (id, outbound_auth) VALUES ('phone', 'twilio')")


CASES: list[tuple[Callable[[Made], None], tuple[str, ...]]] = [
    (_no_domain, ("trunk 'grable by hand' (TK", "has no termination domain: give it one")),
    (
        _two_credential_lists,
        ("trunk 'grable.pstn.twilio.com' (TK", "has 2 credential lists (CL", "move all members into one list"),
    ),
    (_two_address_lists, ("has 2 IP access control lists (AL", "move all members into one list")),
    (_no_list, ("has neither a credential list nor an IP access control list", "associate one at Twilio")),
    (_no_credential_list, ("has no credential list, but Asterisk endpoint 'twilio' logs in as 'grable'", "to NULL")),
    (
        lambda made: made.execute("UPDATE ps_endpoints SET outbound_auth = NULL"),
        ("endpoint 'twilio' has no outbound_auth, but the trunk has credential list CL", "set outbound_auth"),
    ),
    (_a_shared_list, ("shares its credential list (CL", "with another trunk", "make one list for each trunk")),
    (_a_url_twice, ("has the origination URL sip:grable.voip.zoftko.com;transport=tls twice", "delete one")),
    (lambda made: made.execute("DELETE FROM ps_endpoints"), ("has no Asterisk endpoint", "with adopt: true")),
    (_two_passwords, ("endpoints (second, twilio) log in with several passwords", "the same username and password")),
    (_two_trunks_by_one_endpoint, ("endpoint 'twilio' calls several trunks (grable.", "make one endpoint for each")),
    (
        _a_shared_auth,
        ("shares the row 'twilio' of ps_auths with an endpoint that does not call", "make one row for each"),
    ),
    (
        lambda made: made.execute("DELETE FROM ps_auths"),
        ("needs exactly one auth row with a username", "one row of ps_auths"),
    ),
    (
        lambda made: made.execute("UPDATE ps_auths SET username = 'XXXXX'"),
        (
            "logs in as 'XXXXX', which is not in credential list CL",
            "add that credential at Twilio, or correct ps_auths",
        ),
    ),
    (
        lambda made: made.execute("UPDATE ps_auths SET md5_cred = '0'"),
        ("ps_auths has md5_cred, but with this auth_type trunkline writes only password", "set md5_cred to NULL"),
    ),
    (
        lambda made: made.execute("UPDATE ps_aors SET qualify_frequency = 'often'"),
        ("qualify_frequency: 'often' is not a whole number", "correct that in the database"),
    ),
    (_no_name, ("has no friendly name, by which a stack knows its trunk", "give it one at Twilio")),
    (_sips, ("'sips:b.example.com' has the scheme sips: use sip: with ;transport=tls", "correct that at Twilio")),
    (_address("198.51.100.7", 24), ("198.51.100.7/24 has host bits set", "correct that at Twilio")),
    (_address("128.0.0.0", 1), ("a large part of the Internet: give a block of /8", "correct that at Twilio")),
]


@pytest.mark.parametrize(("broken", "facts"), CASES)
def test_left_out(made: Made, broken: Callable[[Made], None], facts: tuple[str, ...]) -> None:
    broken(made)
    ended = _import()
    assert (ended.exit_code, ended.stdout) == (1, "")
    lines = ended.stderr.splitlines()
    assert any(all(fact in line for fact in facts) for line in lines), lines
    assert len(lines) == len(made.twilio.trunking.v1.trunks.list())
    assert not isinstance(ended.exception, AssertionError | TypeError)


def test_another_stacks_trunk(project: Project, made: Made) -> None:
    project.variables["TRUNKLINE_DATABASE_URL"] = made.database_url
    made.twilio.trunking.v1.trunks(made.trunk).update(friendly_name="trunkline/office/twilio")
    file = project.folder / "stacks" / "Pulumi.test.yaml"
    before = file.read_text()
    ended = world.import_(project, "--stack", "test")
    assert (ended.code, ended.stdout) == (1, "")
    (line,) = ended.stderr.splitlines()
    assert f"({made.trunk}) belongs to stack trunkline/office, as its friendly name shows: hand it over as" in line
    assert line.endswith("or, if that stack is gone, add --force")
    assert file.read_text() == before

    assert world.import_(project, "--stack", "test", "--force").code == 0
    assert world.declared(project)["twilio"]["friendlyName"] == "trunkline/office/twilio"
    printed = world.import_(project)
    assert "# trunks.twilio: its friendly name shows that it belongs to stack trunkline/office" in printed.stdout


def test_the_others_are_imported(made: Made) -> None:
    made.another_trunk()
    ended = _import()
    assert ended.exit_code == 0
    assert "domainName: grable.pstn.twilio.com" in ended.stdout
    (line,) = ended.stderr.splitlines()
    assert line.startswith("trunk 'other.pstn.twilio.com' (TK")

    named = _import("--trunk", "Grable.pstn.twilio.com")
    assert (named.exit_code, named.stdout, named.stderr) == (0, ended.stdout, "")
    assert _import("--trunk", "other.pstn.twilio.com", "--trunk", "grable.pstn.twilio.com").exit_code == 1
    unknown = _import("--trunk", "nowhere.pstn.twilio.com")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert unknown.stderr.startswith("trunk 'nowhere.pstn.twilio.com': the account has no trunk with this domain")


def test_a_raw_semicolon(made: Made, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUNKLINE_DATABASE_URL", postgres_url)
    for statement in (*world.GUIDE, "UPDATE ps_aors SET contact = contact || ';transport=tls'"):
        tables.execute(postgres_url, statement)
    ended = _import()
    assert (ended.exit_code, ended.stdout) == (1, "")
    (line,) = ended.stderr.splitlines()
    assert "ps_aors.twilio.contact has a plain ';'" in line
    tables.execute(postgres_url, "UPDATE ps_aors SET contact = replace(contact, ';', '^3B')")
    assert "sip:grable@grable.pstn.twilio.com;transport=tls" in _import().stdout
    assert made.trunk


@pytest.mark.parametrize(
    ("name", "value", "facts"),
    [
        ("TWILIO_AUTH_TOKEN", "", ("TWILIO_AUTH_TOKEN is not set",)),
        ("TWILIO_AUTH_TOKEN", "wrong", ("20003", "check TWILIO_ACCOUNT_SID")),
        ("TRUNKLINE_DATABASE_URL", "", ("TRUNKLINE_DATABASE_URL is not set",)),
        ("TRUNKLINE_DATABASE_URL", "sqlite:////nowhere/x", ("database /nowhere/x", "unable to open")),
    ],
)
def test_a_side_that_cannot_be_read(
    made: Made, monkeypatch: pytest.MonkeyPatch, name: str, value: str, facts: tuple[str, ...]
) -> None:
    monkeypatch.setenv(name, value)
    ended = _import()
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert all(fact in ended.stderr for fact in facts)
    assert len(ended.stderr.splitlines()) == 1
    assert made.trunk


def test_an_account_without_trunks(emulator: Emulator, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url}).items():
        monkeypatch.setenv(name, value)
    ended = _import()
    assert ended.exit_code == 1
    assert ended.stderr == f"account {emulator.account_sid} has no trunk: check TWILIO_ACCOUNT_SID\n"


def test_what_the_stack_has_already(project: Project, made: Made) -> None:
    project.variables["TRUNKLINE_DATABASE_URL"] = made.database_url
    assert world.import_(project, "--stack", "test").code == 0
    file = project.folder / "stacks" / "Pulumi.test.yaml"
    written = file.read_text()
    changed = written.replace("friendlyName: grable by hand", "friendlyName: something else")
    file.write_text(changed)

    again = world.import_(project, "--stack", "test")
    assert (again.code, again.stdout) == (1, "")
    assert "is in the stack already, as trunks.twilio: add --force to replace it" in again.stderr
    assert file.read_text() == changed

    assert world.import_(project, "--stack", "test", "--force").code == 0
    assert world.declared(project)["twilio"]["friendlyName"] == "grable by hand"


@pytest.mark.parametrize(
    ("folder", "stack", "fact"),
    [(".", "nowhere", "no stack named 'nowhere'"), ("home", "test", "Pulumi.yaml is not in this folder")],
)
def test_a_stack_that_is_not_there(project: Project, folder: str, stack: str, fact: str) -> None:
    ended = world.import_(project, "--stack", stack, folder=folder)
    assert (ended.code, ended.stdout) == (1, "")
    assert fact in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_without_credential_list_and_without_auth_a_trunk_is_imported(made: Made) -> None:
    """Each of the two lines about them leads here."""
    _no_credential_list(made)
    made.execute("UPDATE ps_endpoints SET outbound_auth = NULL")
    ended = _import()
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert "authentication: addresses" in ended.stdout
