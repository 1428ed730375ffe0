"""Record what `pulumi preview --json` says in `previews/`, and the comments on it in `comments/`.

`python -m tests.report.record [name …]`, and look at what differs.

Each is of the real engine on the emulator and an SQLite file. What differs from machine to machine or from run to run
is left out: paths, times, providers; SIDs are numbered.
"""

import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from trunkline.engine import find_or_install
from trunkline.local import realtime
from trunkline.report import markdown, preview
from trunkline.testing import twilio

from ..support import rows
from ..support.project import GUIDE, PASSWORD, Project

PREVIEWS = Path(__file__).with_name("previews")
COMMENTS = Path(__file__).with_name("comments")

OFFICE = {key: value for key, value in GUIDE.items() if key not in {"phoneNumbers", "transport"}} | {
    "domainName": "office.pstn.twilio.com",
    "username": "office",
    "password": "Office-Trunk-2024",
    "asteriskAddresses": ["198.51.100.7"],
    "originationUrls": [{"sipUrl": "sip:office.example.com;transport=tls"}],
    "endpointId": "office",
    "context": "from-office",
}
SALES = {"name": "sales", "phoneNumber": "+14155550100"}
CHANGES: dict[str, dict[str, Any]] = {
    "unchanged": {},
    "rotated": {"asteriskAddresses": ["206.189.160.179", "206.189.160.180"], "password": "Another-Trunk-2025"},
    "domain": {"domainName": "other.pstn.twilio.com"},
    "numbers": {"phoneNumbers": ["+15005550006", "+442071838750"]},
    "edges": {"edges": ["frankfurt", "dublin"], "signallingRanges": {"frankfurt": "35.156.191.128/30"}},
    "replaced": {"endpointId": "carrier"},
    "generated": {"password": None},
    "bought": {"buyNumbers": [SALES]},
    "users": {"username": "grable2", "furtherCredentials": {"fax": "Facsimile-2024"}, "password": "Another-Trunk-2025"},
    "unreachable": {"asteriskAddresses": ["203.0.113.0/24"], "originationUrls": [], "phoneNumbers": []},
    "settings": {
        "secure": False,
        "transport": "udp",
        "context": "inbound",
        "codecs": ["alaw"],
        "recordingMode": "record-from-answer",
        "cnamLookupEnabled": True,
        "transferMode": "enable-all",
        "disasterRecoveryUrl": "https://example.com/twiml?token=hidden",
    },
    "warned": {"dtmfMode": "inband", "directMedia": True},
    "refused": {"asteriskAddresses": ["300.1.1.1"]},
    "misspelt": {"domain": "grable.pstn.twilio.com"},
}
"""Changes of the guide's trunk, which is up."""

OTHERS = """
import pulumi

class Billing(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("example:index:Billing", "billing", None)

Billing()
"""

TWO_ASTERISKS = """
import pulumi
from trunkline import AsteriskEndpoint, AsteriskEndpointArgs, TwilioTrunk, TwilioTrunkArgs

config = pulumi.Config()
domain_name, password = "grable.pstn.twilio.com", config.require_secret("password")
trunk = TwilioTrunk(
    "twilio",
    TwilioTrunkArgs(
        domain_name=domain_name,
        credentials={"grable": password, "fax": config.require_secret("fax")},
        ip_addresses=["192.0.2.1", "192.0.2.2"],
        seal=False,
    ),
)
trunk.seal(
    [
        AsteriskEndpoint(
            site,
            AsteriskEndpointArgs(
                domain_name=domain_name,
                username="grable",
                password=password,
                endpoint_id="twilio",
                database_url=config.require_secret(site),
                sealed=True,
            ),
            pulumi.ResourceOptions(depends_on=trunk.credential_list),
        )
        for site in ("berlin", "rome")
    ]
)
"""


def guide() -> Iterator[tuple[str, str]]:
    """The guide's trunk: new, after each of `CHANGES`, under another name, taken down, and beside another one."""
    with _project() as (project, _):
        yield "new", _preview(project)
        project.up().ok()
        for name, change in CHANGES.items():
            project.configure(twilio={key: value for key, value in (GUIDE | change).items() if value is not None})
            yield name, _preview(project)
        project.configure(office=GUIDE)
        yield "moved", _preview(project)
        project.configure(twilio=GUIDE)
        yield "destroyed", project.pulumi("destroy", "--preview-only", "--json").output

        project.configure(twilio=GUIDE | {"keepDomain": True}, office=OFFICE)
        yield "second", _preview(project)
        program = project.folder / "__main__.py"
        program.write_text(program.read_text() + OTHERS)
        project.configure(office=OFFICE)
        yield "exchanged", _preview(project)


def bought() -> Iterator[tuple[str, str]]:
    """A generated password, and a number that will be released."""
    inputs = {key: value for key, value in GUIDE.items() if key != "password"}
    with _project() as (project, _):
        project.configure(twilio=inputs | {"buyNumbers": [SALES | {"releaseOnDelete": True}]})
        project.up().ok()
        project.configure(twilio=inputs | {"passwordGeneration": 2})
        yield "released", _preview(project)


def adopted() -> Iterator[tuple[str, str]]:
    """Another stack's trunk, refused and taken over."""
    with _project() as (first, folder):
        first.up().ok()
        second = Project.create(_made(folder / "second"), first.engine, first.variables, stack="other")
        for name, adopt in (("foreign", False), ("adopted", True)):
            second.configure(twilio=GUIDE | {"adopt": adopt, "codecs": ["alaw"], "phoneNumbers": ["+15005550006"]})
            yield name, _preview(second)


def drifted() -> Iterator[tuple[str, str]]:
    """Rows that somebody has changed by hand. This preview also lists what is unchanged."""
    with _project() as (project, _):
        project.up().ok()
        url = project.variables["TRUNKLINE_DATABASE_URL"]
        rows.execute(url, "UPDATE ps_endpoints SET context = 'elsewhere'")
        rows.execute(url, "INSERT INTO ps_endpoint_id_ips (id, endpoint, 'match') VALUES ('x', 'twilio', '0.0.0.0/0')")
        yield "drifted", _preview(project, "--refresh", "--show-sames")


def two_asterisks() -> Iterator[tuple[str, str]]:
    with _project() as (project, folder):
        (project.folder / "__main__.py").write_text(TWO_ASTERISKS)
        for site in ("berlin", "rome"):
            realtime.create(folder / f"{site}.sqlite3")
            project.set_secret(site, f"sqlite:///{folder / site}.sqlite3")
        for key in ("password", "fax"):
            project.set_secret(key, PASSWORD)
        project.up().ok()
        for key in ("password", "fax"):
            project.set_secret(key, "Another-Trunk-2025")
        yield "two-asterisks", _preview(project)


@contextmanager
def _project() -> Iterator[tuple[Project, Path]]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with twilio.running(folder / "twilio.sqlite3") as emulator:
            realtime.create(folder / "asterisk.sqlite3")
            variables = emulator.environment | {"TRUNKLINE_DATABASE_URL": f"sqlite:///{folder / 'asterisk.sqlite3'}"}
            yield Project.create(_made(folder / "project"), find_or_install(), variables), folder


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _preview(project: Project, *options: str) -> str:
    return project.pulumi("preview", "--json", *options).output


_LEFT_OUT = {
    "__provider",
    "config",
    "account_sid",
    "created",
    "database",
    "dependencies",
    "modified",
    "propertyDependencies",
    "provider",
    "sourcePosition",
    "stackTrace",
}
_SID = re.compile(r"\b(AC|AL|CL|OU|PN|TK)[0-9a-f]{32}\b")


def portable(printed: str) -> str:
    """The preview without what differs from machine to machine or from run to run."""
    numbers = count(1)
    sids: dict[str, str] = {}

    def numbered(match: re.Match[str]) -> str:
        return sids.setdefault(match[0], f"{match[1]}{next(numbers):032}")

    kept = json.loads(printed, object_hook=_portable)
    kept["steps"].sort(key=lambda step: step["urn"])
    return _SID.sub(numbered, json.dumps(kept | {"config": {}, "duration": 0}, indent=1, sort_keys=True)) + "\n"


def _portable(read: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in read.items() if key not in _LEFT_OUT}


if __name__ == "__main__":
    runs: list[Callable[[], Iterator[tuple[str, str]]]] = [guide, bought, adopted, drifted, two_asterisks]
    for run in runs:
        for recorded, printed in run():
            if recorded in (sys.argv[1:] or [recorded]):
                kept = portable(printed)
                (PREVIEWS / f"{recorded}.json").write_text(kept)
                comment = markdown.comment(preview.read(kept.encode(), recorded))
                (COMMENTS / f"{recorded}.md").write_text(f"{comment}\n")
