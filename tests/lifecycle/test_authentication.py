"""A trunk with both lists or one of them, and each way from one to another, on the real engine."""

from typing import Any

import pytest
from typer.testing import CliRunner

from trunkline.cli import app
from trunkline.testing.twilio import Emulator

from ..support import account, rows
from ..support.project import GUIDE, Project

pytestmark = pytest.mark.long

NOT_WITH = {
    "credentials-and-addresses": set[str](),
    "credentials": {"asteriskAddresses"},
    "addresses": {"username", "password"},
}
AUTH_TYPES = {
    "credentials-and-addresses": "CREDENTIAL_LIST,IP_ACL",
    "credentials": "CREDENTIAL_LIST",
    "addresses": "IP_ACL",
}
ORDER = (
    *("credentials-and-addresses", "credentials", "addresses", "credentials-and-addresses"),
    *("addresses", "credentials", "credentials-and-addresses"),
)
"""Each of the six ways."""


def _trunk(authentication: str) -> dict[str, Any]:
    kept = {key: value for key, value in GUIDE.items() if key not in NOT_WITH[authentication]}
    return kept | {"authentication": authentication}


def test_each_way(project: Project, emulator: Emulator, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url}).items():
        monkeypatch.setenv(name, value)
    sids = set[str]()
    for authentication in ORDER:
        project.configure(twilio=_trunk(authentication))
        project.up(preview=True).ok()
        project.preview("--expect-no-changes").has_no_changes()
        project.refresh("--expect-no-changes").ok()
        (trunk,) = emulator.client().trunking.v1.trunks.list()
        sids.add(trunk.sid)
        kinds = sorted(filter(None, (trunk.auth_type or "").split(",")))
        assert ",".join(kinds) == AUTH_TYPES[authentication]
        has_credentials, has_addresses = "credentials" in authentication, "addresses" in authentication
        found = account.read(emulator)
        assert (len(found["credential_lists"]), len(found["ip_access_control_lists"])) == (
            has_credentials,
            has_addresses,
        )
        stored = rows.read(sqlite_url)
        assert stored["ps_endpoints"]["twilio"].get("outbound_auth") == ("twilio" if has_credentials else None)
        assert len(stored["ps_auths"]) == has_credentials
        assert (
            stored["ps_aors"]["twilio"]["contact"]
            == f"sip:{'grable@' if has_credentials else ''}grable.pstn.twilio.com"
        )
        doctor = CliRunner().invoke(app, ["doctor"])
        assert doctor.exit_code == 0, doctor.output
    assert len(sids) == 1
    project.destroy().ok()
    assert account.read(emulator)["lists"] == 0
