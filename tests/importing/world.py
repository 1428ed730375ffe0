"""Trunks that somebody made by hand, and the command that imports them."""

import re
import shutil
import subprocess
import sys
from typing import Any

import sqlalchemy as sa
import yaml
from attrs import frozen

from trunkline.providers.asterisk.database import Database
from trunkline.testing.twilio import Emulator

from ..support import digests
from ..support.project import PASSWORD, Project

GUIDE = (
    f"INSERT INTO ps_auths (id, username, password, auth_type) VALUES ('twilio', 'grable', '{PASSWORD}', 'userpass')",  # noqa: S608 - our own
    (
        "INSERT INTO ps_aors (id, contact, max_contacts, qualify_frequency)"
        " VALUES ('twilio', 'sip:grable@grable.pstn.twilio.com', 1, 60)"
    ),
    (
        "INSERT INTO ps_endpoints (id, disallow, allow, outbound_auth, aors, context, transport)"
        " VALUES ('twilio', 'all', 'ulaw', 'twilio', 'twilio', 'from-twilio', 'tls')"
    ),
    "INSERT INTO ps_endpoint_id_ips (id, endpoint, match) VALUES ('twilio-oregon', 'twilio', '54.244.51.0/30')",
)
"""The guide's own statements, for its trunk."""


@frozen
class Ended:
    code: int
    stdout: str
    stderr: str


def import_(project: Project, *options: str, folder: str = ".") -> Ended:
    ended = subprocess.run(
        [sys.executable, "-m", "trunkline", "import", *options],
        cwd=project.folder / folder,
        env=project.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def trunk_by_hand(
    emulator: Emulator, label: str = "grable", number: str = "+11234567890", password: str = PASSWORD, **settings: Any
) -> str:
    """A trunk, its two lists, an origination URL and a number, made with the SDK; the trunk's SID."""
    twilio = emulator.client()
    sip = twilio.api.v2010.account.sip
    credentials = sip.credential_lists.create(friendly_name=f"{label} logins")
    credentials.credentials.create(username=label, password=password)
    addresses = sip.ip_access_control_lists.create(friendly_name=f"{label} addresses")
    addresses.ip_addresses.create(friendly_name="Asterisk, Dallas", ip_address="206.189.160.179")
    made = {"friendly_name": f"{label} by hand", "domain_name": f"{label}.pstn.twilio.com", "secure": True} | settings
    trunk = twilio.trunking.v1.trunks.create(**made)
    trunk.credentials_lists.create(credentials.sid)
    trunk.ip_access_control_lists.create(addresses.sid)
    trunk.origination_urls.create(10, 10, True, "home", f"sip:{label}.voip.zoftko.com;transport=tls")
    (owned,) = twilio.incoming_phone_numbers.list(phone_number=number)
    owned.update(trunk_sid=trunk.sid)
    return str(trunk.sid)


def account(emulator: Emulator) -> dict[str, Any]:
    """Everything of the account, SIDs and digests included, but for what Twilio dates."""
    twilio = emulator.client()
    sip = twilio.api.v2010.account.sip
    trunks = twilio.trunking.v1.trunks.list()
    made = {
        "trunks": trunks,
        "credential_lists": sip.credential_lists.list(),
        "ip_access_control_lists": sip.ip_access_control_lists.list(),
        "numbers": twilio.incoming_phone_numbers.list(),
    }
    for trunk in trunks:
        for part in ("credentials_lists", "ip_access_control_lists", "origination_urls", "phone_numbers"):
            made[f"{trunk.sid}.{part}"] = getattr(trunk, part).list()
    for each in made["credential_lists"]:
        made[each.sid] = each.credentials.list()
    for each in made["ip_access_control_lists"]:
        made[each.sid] = each.ip_addresses.list()
    return {key: [_undated(each) for each in things] for key, things in made.items()} | {"ha1": digests.read(emulator)}


def rows(url: str) -> dict[str, list[dict[str, Any]]]:
    """Every column of every row."""
    database = Database(url)
    tables = ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips", "extensions")
    with database.transaction() as connection:
        return {
            name: [dict(row) for row in connection.execute(sa.select(database.table(name)).order_by("id")).mappings()]
            for name in tables
        }


def _undated(thing: Any) -> dict[str, Any]:
    return {
        key: value for key, value in vars(thing).items() if not key.startswith(("_", "date_")) and not callable(value)
    }


def empty(project: Project) -> None:
    """Nothing in the stack's file but a comment and a key of its own."""
    file = project.folder / "stacks" / "Pulumi.test.yaml"
    salt = [line for line in file.read_text().splitlines() if line.startswith("encryptionsalt")]
    config = ["# the office", "config:", "  trunkline:twilioEdge: ashburn # nearest"]
    file.write_text("\n".join([*config, *salt, ""]))


def forget(project: Project) -> None:
    """The stack's state and its config are gone, both sides are not."""
    shutil.rmtree(project.folder / "state" / ".pulumi")
    project.pulumi("stack", "init", "test").ok()
    empty(project)


def declared(project: Project) -> dict[str, Any]:
    """The trunks in the stack's file."""
    file = yaml.safe_load((project.folder / "stacks" / "Pulumi.test.yaml").read_text())
    trunks: dict[str, Any] = file["config"]["trunkline:trunks"]
    return trunks


_TAKEN = re.compile(" is taken over: | is this stack's and moves to ")


def takes_over(project: Project, emulator: Emulator, database_url: str, *, resources: int = 4) -> None:
    """The preview says that nothing changes, and `up` changes nothing, nor does a second one."""
    before = account(emulator), rows(database_url)
    shown = project.preview().ok().output
    told = {line.strip() for line in shown.splitlines() if _TAKEN.search(line) and "create" not in line}
    assert len(told) == resources, shown
    unchanged = re.compile(
        r".*: nothing changes( at Twilio| in the database|, if its passwords are .*)?(\. If the preview also .*)?"
    )
    assert all(map(unchanged.fullmatch, told)), shown
    project.up().ok()
    assert account(emulator) == before[0]
    assert rows(database_url) == before[1]
    project.up(preview=True).has_no_changes()
    project.refresh().has_no_changes()
