"""A state that an earlier version wrote, with the things on both sides that it describes."""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from trunkline.providers.asterisk.database import Database
from trunkline.testing.twilio import Emulator

from ..support import digests
from ..support.project import Project


def bring_in(golden: Path, project: Project, emulator: Emulator, sqlite_url: str) -> None:
    """Give `project` the program and the state of `golden`: the things are made, and have that state's password."""
    (project.folder / "__main__.py").write_text((golden / "program.py").read_text())
    (project.folder / "stacks" / "Pulumi.test.yaml").write_text((golden / "Pulumi.test.yaml").read_text())
    project.up().ok()
    text, made = (golden / "state.json").read_text(), {each["urn"]: each for each in resources(project)}
    for each in json.loads(text)["deployment"]["resources"]:
        if "id" in each and each["urn"] in made:
            text = text.replace(each["id"], made[each["urn"]]["id"])
    file = project.folder / "golden.json"
    file.write_text(text)
    project.pulumi("stack", "import", "--file", str(file)).ok()
    _set_password(generated_password(project), emulator, sqlite_url)


def resources(project: Project, *options: str) -> list[dict[str, Any]]:
    exported = project.pulumi("stack", "export", *options).ok().output
    found: list[dict[str, Any]] = json.loads(exported)["deployment"]["resources"]
    return found


def generated_password(project: Project) -> str:
    """The one in the state."""
    made = resources(project, "--show-secrets")
    (password,) = (each["outputs"]["password"] for each in made if each["type"].endswith(":GeneratedPassword"))
    found: str = json.loads(password["plaintext"])
    return found


def _set_password(password: str, emulator: Emulator, sqlite_url: str) -> None:
    """Of the credential and the row of `sales`, whose trunk has a generated password."""
    lists = emulator.client().api.v2010.account.sip.credential_lists
    for found in lists.list():
        for credential in lists(found.sid).credentials.list():
            if credential.username == "sales":
                credential.update(password=password)
    with Database(sqlite_url).transaction() as connection:
        auths = sa.table("ps_auths", sa.column("username"), sa.column("md5_cred"))
        digest = digests.ha1("sales", password)
        connection.execute(sa.update(auths).where(auths.c.username == "sales").values(md5_cred=digest))
