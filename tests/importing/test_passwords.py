"""Passwords: those of ps_auths are stored encrypted, others must be set, and none is plain text anywhere."""

import base64
import os
import stat
from pathlib import Path

import pytest

from trunkline.providers.asterisk.auth import digest
from trunkline.testing.twilio import Emulator

from ..support import digests
from ..support import rows as tables
from ..support.project import GUIDE, PASSWORD, Project
from . import world

pytestmark = pytest.mark.long

CANARY = "Canary5f1e;9a^3B77"
DIGEST = digest("grable", CANARY)
SET = "pulumi config set --secret --path"


@pytest.fixture
def arguments(project: Project, tmp_path: Path) -> Path:
    """The file in which a `pulumi` on PATH, before the real one, notes its arguments."""
    noted = tmp_path / "arguments"
    shim = tmp_path / "shim" / "pulumi"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\necho "$@" >> {noted}\nexec {project.engine / "pulumi"} "$@"\n')
    shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
    path = project.environment()["PATH"]
    project.variables["PATH"] = f"{shim.parent}{os.pathsep}{path}"
    return noted


def _by_hand(emulator: Emulator, database_url: str, password: str) -> None:
    world.trunk_by_hand(emulator, password=password)
    stored = password if database_url.startswith("sqlite") else password.replace(";", "^3B").replace("^3B77", "^5E3B77")
    for statement in world.GUIDE:
        tables.execute(database_url, statement)
    tables.execute(database_url, f"UPDATE ps_auths SET password = '{stored}'")  # noqa: S608 - our own


def test_no_secret_is_anywhere_in_clear(
    project: Project, emulator: Emulator, database_url: str, arguments: Path
) -> None:
    _by_hand(emulator, database_url, CANARY)
    ended = [world.import_(project), world.import_(project, "--stack", "test"), world.import_(project)]
    assert [each.code for each in ended] == [0, 0, 0]
    told = "".join(each.stdout + each.stderr for each in ended) + arguments.read_text()
    assert "--path trunkline:trunks.twilio.password" in told
    files = [path for path in project.folder.rglob("*") if path.is_file() and ".venv" not in path.parts]
    for canary in (CANARY, CANARY.replace(";", "^3B"), emulator.auth_token):
        assert canary not in told
        for file in files:
            assert canary.encode() not in file.read_bytes(), file
            assert base64.b64encode(canary.encode())[:-4] not in file.read_bytes(), file
    world.takes_over(project, emulator, database_url)
    assert digests.read(emulator) == {"grable": digests.ha1("grable", CANARY)}


def test_a_digest(project: Project, emulator: Emulator, database_url: str) -> None:
    """A digest shows no password: `up` needs it, and with the right one nothing changes."""
    trunk = GUIDE | {"password": CANARY, "authType": "md5"}
    project.configure(twilio=trunk)
    project.up().ok()
    made = world.account(emulator), world.rows(database_url)
    world.forget(project)

    ended = world.import_(project, "--stack", "test")
    assert (ended.code, ended.stderr) == (0, "")
    assert f"  {SET} trunks.twilio.password --stack test  # ps_auths has only its digest\n" in ended.stdout
    declared = world.declared(project)["twilio"]
    assert (declared["authType"], declared["password"]) == ("md5", "")
    assert "rowsAsFound" not in declared
    assert DIGEST not in ended.stdout + (project.folder / "stacks" / "Pulumi.test.yaml").read_text()
    project.preview().refuses("config trunks.twilio.password: it is not set yet", f"{SET} trunks.twilio.password")
    assert (world.account(emulator), world.rows(database_url)) == made

    project.set_secret("trunks.twilio.password", "Another-Trunk-2024")
    assert "ps_auths.twilio.password is set" in project.preview().ok().output
    project.set_secret("trunks.twilio.password", CANARY)
    world.takes_over(project, emulator, database_url)


def test_further_credentials_and_a_placeholder(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.variables["TRUNKLINE_DATABASE_URL"] = sqlite_url
    _by_hand(emulator, sqlite_url, PASSWORD)
    lists = emulator.client().api.v2010.account.sip.credential_lists
    lists(lists.list()[0].sid).credentials.create(username="o'ffice.2", password=CANARY)
    lists(lists.list()[0].sid).credentials.create(username="phone-2", password=PASSWORD)
    tables.execute(sqlite_url, "UPDATE ps_auths SET password = 'XXXXXX'")

    ended = world.import_(project, "--stack", "test")
    assert (ended.code, ended.stderr) == (0, "")
    path = """'trunks.twilio.furtherCredentials["o'"'"'ffice.2"]'"""
    assert (
        f"  {SET} trunks.twilio.password --stack test  # ps_auths has no password that Twilio accepts\n" in ended.stdout
    )
    assert f"  {SET} {path} --stack test  # Twilio shows no password\n" in ended.stdout
    assert world.declared(project)["twilio"]["furtherCredentials"] == {"o'ffice.2": "", "phone-2": ""}

    project.preview().refuses("config trunks.twilio.password: it is not set yet")
    project.set_secret("trunks.twilio.password", PASSWORD)
    project.preview().refuses(
        'config trunks.twilio.furtherCredentials["o\'ffice.2"]: it is not set yet', f"{SET} {path}"
    )
    project.set_secret('trunks.twilio.furtherCredentials["o\'ffice.2"]', CANARY)
    project.preview().refuses("not set yet", f"{SET} trunks.twilio.furtherCredentials.phone-2")
    project.set_secret("trunks.twilio.furtherCredentials.phone-2", PASSWORD)
    tables.execute(sqlite_url, f"UPDATE ps_auths SET password = '{PASSWORD}'")  # noqa: S608 - our own
    world.takes_over(project, emulator, sqlite_url)


def test_without_a_stack(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    """The output can be put into a stack's file without changes."""
    project.variables["TRUNKLINE_DATABASE_URL"] = sqlite_url
    _by_hand(emulator, sqlite_url, PASSWORD)
    ended = world.import_(project)
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout.startswith(
        "# Set each password with its command, which asks for it:\n"
        f"#   {SET} trunks.twilio.password  (it is in ps_auths)\n"
        "# trunks.twilio: no arguments derive its rows in Asterisk, so rowsAsFound has them\n"
        "config:\n"
        "  trunkline:trunks:\n"
        "    twilio:\n"
        "      domainName: grable.pstn.twilio.com\n"
        "      username: grable\n"
        '      password: ""\n'
        "      asteriskAddresses:\n"
    )
    file = project.folder / "stacks" / "Pulumi.test.yaml"
    salt = [line for line in file.read_text().splitlines() if line.startswith("encryptionsalt")]
    file.write_text("\n".join([ended.stdout, *salt, ""]))
    project.preview().refuses("config trunks.twilio.password: it is not set yet")
    project.set_secret("trunks.twilio.password", PASSWORD)
    world.takes_over(project, emulator, sqlite_url)
