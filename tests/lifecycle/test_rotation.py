"""A new credential is valid at Twilio before Asterisk uses it, and the old one goes after."""

from typing import Any

from ..support import account, rows
from ..support.project import GUIDE, Project
from ..support.twilio import Emulator


def test_a_new_username_and_password(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.up().ok()
    project.configure(twilio=GUIDE | {"username": "grable2", "password": "Grable-Trunk-2025"})
    emulator.forget_requests()
    # Twilio's last step is held up until Asterisk's rows are there to be looked at
    emulator.misbehave(method="DELETE", path=".*/Credentials/.*", times=99, kind="status", status=500)

    project.up().refuses("seal of credential list", "Twilio answered 500")
    assert _credentials(emulator) == ["grable", "grable2"]
    assert rows.read(sqlite_url)["ps_auths"]["twilio"]["username"] == "grable2"

    emulator.behave()
    project.up().ok()
    assert _credentials(emulator) == ["grable2"]
    project.refresh().has_no_changes()


def _credentials(emulator: Emulator) -> Any:
    (credentials,) = account.read(emulator)["credential_lists"].values()
    return credentials
