"""Changes by hand: refresh shows them, up corrects them."""

from trunkline.testing.twilio import Emulator

from ..support import account, rows
from ..support.project import Project, changes


def test_changes_by_hand(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.up().ok()
    before = account.read(emulator), rows.read(sqlite_url)

    twilio = emulator.client()
    sip = twilio.api.v2010.account.sip
    sip.credential_lists.list()[0].credentials.create("intruder", "Intruder-2024")
    sip.ip_access_control_lists.list()[0].ip_addresses.create("hole", "198.51.100.7", cidr_prefix_length=24)
    twilio.trunking.v1.trunks.list()[0].origination_urls.list()[0].delete()
    rows.execute(sqlite_url, "UPDATE ps_endpoints SET context = 'default'")

    shown = project.refresh("--diff").ok().output
    assert changes(shown) == {
        "origination_urls: - sip:grable.voip.zoftko.com;transport=tls",
        "credentials: + intruder",
        "ip_addresses: + 198.51.100.7/24",
        "ps_endpoints: ~ twilio: ~ context",
    }

    project.up().ok()
    assert (account.read(emulator), rows.read(sqlite_url)) == before
    project.refresh().has_no_changes()


def test_things_deleted_by_hand(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.up().ok()
    before = account.read(emulator), rows.read(sqlite_url)

    emulator.client().trunking.v1.trunks.list()[0].delete()
    emulator.lift_reservations()
    for table in ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips"):
        rows.execute(sqlite_url, f"DELETE FROM {table}")  # noqa: S608 - names of our own

    assert "- 2 deleted" in project.refresh().ok().output
    project.up().ok()
    assert (account.read(emulator), rows.read(sqlite_url)) == before


def test_destroy_after_everything_is_gone(project: Project, emulator: Emulator) -> None:
    project.up().ok()
    twilio = emulator.client()
    for each in twilio.trunking.v1.trunks.list():
        each.delete()
    for each in (
        *twilio.api.v2010.account.sip.credential_lists.list(),
        *twilio.api.v2010.account.sip.ip_access_control_lists.list(),
    ):
        each.delete()
    project.destroy().ok()
