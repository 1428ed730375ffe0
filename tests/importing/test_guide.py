"""The guide's set-up, made by hand, taken over without a change to either side."""

import pytest

from trunkline.testing.twilio import Emulator

from ..support import digests
from ..support import rows as tables
from ..support.project import PASSWORD, Project
from . import world

pytestmark = pytest.mark.long

IMPORTED = {
    "domainName": "grable.pstn.twilio.com",
    "username": "grable",
    "asteriskAddresses": {"206.189.160.179": "Asterisk, Dallas"},
    "originationUrls": [{"sipUrl": "sip:grable.voip.zoftko.com;transport=tls", "friendlyName": "home"}],
    "phoneNumbers": ["+11234567890"],
    "friendlyName": "grable by hand",
    "credentialListName": "grable logins",
    "ipAccessControlListName": "grable addresses",
    "endpointId": "twilio",
    "adopt": True,
    "rowsAsFound": {
        "ps_auths": {"twilio": {"auth_type": "userpass", "username": "grable"}},
        "ps_aors": {
            "twilio": {"contact": "sip:grable@grable.pstn.twilio.com", "max_contacts": 1, "qualify_frequency": 60}
        },
        "ps_endpoints": {
            "twilio": {
                "transport": "tls",
                "aors": "twilio",
                "outbound_auth": "twilio",
                "context": "from-twilio",
                "disallow": "all",
                "allow": "ulaw",
            }
        },
        "ps_endpoint_id_ips": {"twilio-oregon": {"endpoint": "twilio", "match": "54.244.51.0/30"}},
    },
}

WRITTEN = """\
Written to stacks/Pulumi.test.yaml:
  trunks.twilio: grable.pstn.twilio.com, Asterisk endpoint 'twilio'
    no arguments derive its rows in Asterisk, so rowsAsFound has them;
    without this key, a preview shows how trunkline would write them
Then check that nothing changes: pulumi preview --stack test
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_guide(project: Project, emulator: Emulator, kind: str, request: pytest.FixtureRequest) -> None:
    database_url: str = request.getfixturevalue(f"{kind}_url")
    project.variables["TRUNKLINE_DATABASE_URL"] = database_url
    world.trunk_by_hand(emulator)
    for statement in world.GUIDE:
        tables.execute(database_url, statement)
    before = world.account(emulator), world.rows(database_url)
    emulator.forget_requests()

    ended = world.import_(project, "--stack", "test")
    assert (ended.code, ended.stderr, ended.stdout) == (0, "", WRITTEN)
    assert {made["method"] for made in emulator.requests_made()} == {"GET"}
    assert (world.account(emulator), world.rows(database_url)) == before

    (imported,) = world.declared(project).values()
    assert list(imported.pop("password")) == ["secure"]
    assert imported == IMPORTED
    text = (project.folder / "stacks" / "Pulumi.test.yaml").read_text()
    assert text.startswith("# the office\nconfig:\n  trunkline:twilioEdge: ashburn # nearest\n")

    world.takes_over(project, emulator, database_url)
    assert digests.read(emulator) == {"grable": digests.ha1("grable", PASSWORD)}
    _shows_what_trunkline_would_make(project)


EDGE = "UPDATE ps_aors SET contact = 'sip:grable@grable.pstn.dublin.twilio.com'"
SPELLINGS = (
    "UPDATE ps_endpoints SET direct_media = 'true', dtmf_mode = 'auto', identify_by = 'ip, username'",
    "UPDATE ps_endpoint_id_ips SET match = '54.244.51.0/30, 54.172.60.0/30'",
    "UPDATE ps_endpoints SET accountcode = ''",
)
"""Values that another program's form leaves in a row. Each stays exactly the same."""


@pytest.mark.parametrize("odd", [(EDGE,), SPELLINGS], ids=["edge", "spellings"])
def test_rows_of_somebody_elses_making(
    project: Project, emulator: Emulator, database_url: str, odd: tuple[str, ...]
) -> None:
    world.trunk_by_hand(emulator)
    for statement in (*world.GUIDE, *odd):
        tables.execute(database_url, statement)
    ended = world.import_(project, "--stack", "test")
    assert (ended.code, ended.stderr) == (0, "")
    assert "rowsAsFound" in ended.stdout
    world.takes_over(project, emulator, database_url)


def _shows_what_trunkline_would_make(project: Project) -> None:
    file = project.folder / "stacks" / "Pulumi.test.yaml"
    text = file.read_text()
    file.write_text(text[: text.index("      rowsAsFound:")] + text[text.index("encryptionsalt") :])
    shown = project.preview("--diff").ok().output
    for line in ('+ identify_by     : "ip"', '+ media_encryption: "sdes"', "- twilio-oregon", "+ twilio-ashburn"):
        assert line in shown, shown
    assert "to replace" not in shown
