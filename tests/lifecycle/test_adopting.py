"""Taking over what exists: this stack's own without being asked, the rest by `adopt`, and never by replacing it."""

import re
import shutil

import pytest

from trunkline.testing.twilio import Emulator

from ..importing import world
from ..support import account, rows
from ..support.project import GUIDE, Project
from .test_guide import ASTERISK_SIDE, TWILIO_SIDE

pytestmark = pytest.mark.long


def _forget_the_state(project: Project) -> None:
    shutil.rmtree(project.folder / "state" / ".pulumi")
    project.pulumi("stack", "init", "test").ok()


def _reported(project: Project) -> dict[str, str]:
    """{what is taken over: its changes}, as a preview reports them."""
    shown = project.preview().ok().output
    assert "replace" not in shown
    notice = re.compile(
        r"(.+?) (?:is taken over|is this stack's and moves to \S+): (.+?)(?:\. If the preview also .*)?"
    )
    lines = [line.strip() for line in shown.splitlines() if " create " not in line]
    return {match[1]: match[2] for line in lines if (match := notice.fullmatch(line))}


def test_a_leftover_is_taken_over_without_being_asked(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    """An interrupted run leaves things with default names, whole or not."""
    project.up().ok()
    before = world.account(emulator), world.rows(sqlite_url)
    _forget_the_state(project)
    assert sorted(_reported(project).values()) == [
        "nothing changes",
        "nothing changes at Twilio",
        "nothing changes in the database",
        "nothing changes, if its passwords are the declared ones",
    ]
    project.up().ok()
    assert (world.account(emulator), world.rows(sqlite_url)) == before

    _forget_the_state(project)
    twilio = emulator.client()
    (trunk,) = twilio.trunking.v1.trunks.list()
    trunk.origination_urls.list()[0].delete()
    (addresses,) = twilio.api.v2010.account.sip.ip_access_control_lists.list()
    addresses.ip_addresses.list()[0].delete()
    rows.execute(sqlite_url, "DELETE FROM ps_endpoint_id_ips WHERE id = 'twilio-tokyo'")
    told = _reported(project)
    assert told[f"trunk 'grable.pstn.twilio.com' ({trunk.sid})"] == (
        "origination_urls.sip:grable.voip.zoftko.com;transport=tls is added"
    )
    assert told["Asterisk endpoint 'twilio'"] == "ps_endpoint_id_ips.twilio-tokyo is added"
    assert told[f"IP access control list 'trunkline/test/twilio' ({addresses.sid})"] == (
        "ip_addresses.206.189.160.179 is added"
    )
    assert len(told) == 4
    project.up().ok()
    assert account.read(emulator) == TWILIO_SIDE
    assert rows.read(sqlite_url) == ASTERISK_SIDE
    assert [each.sid for each in twilio.trunking.v1.trunks.list()] == [trunk.sid]
    project.refresh().has_no_changes()


def test_the_changes_of_adopt_are_reported_and_nothing_is_replaced(
    project: Project, emulator: Emulator, sqlite_url: str
) -> None:
    sid = world.trunk_by_hand(emulator, secure=False, transfer_mode="enable-all")
    twilio = emulator.client()
    other = twilio.trunking.v1.trunks.create(friendly_name="other", domain_name="other.pstn.twilio.com")
    (number,) = twilio.incoming_phone_numbers.list(phone_number="+442071838750")
    number.update(trunk_sid=other.sid)
    for statement in (*world.GUIDE, "UPDATE ps_endpoints SET context = 'default'"):
        rows.execute(sqlite_url, statement)
    names = {"credentialListName": "grable logins", "ipAccessControlListName": "grable addresses"}
    declared = GUIDE | names | {"phoneNumbers": ["+11234567890", "+442071838750"], "asteriskAddresses": ["192.0.2.7"]}

    project.configure(twilio=declared)
    before = world.account(emulator), world.rows(sqlite_url)
    project.preview().refuses(" list 'grable ", "exists already", "set adopt: true")

    project.configure(twilio=declared | {"adopt": True})
    sids = _sids(emulator)
    assert _reported(project) == {
        f"trunk 'grable.pstn.twilio.com' ({sid})": (
            "friendly_name 'grable by hand' -> 'trunkline/test/twilio'; "
            "origination_urls.sip:grable.voip.zoftko.com;transport=tls.friendly_name 'home' -> 'asterisk'; "
            "phone_numbers gains +442071838750; secure False -> True; transfer_mode 'enable-all' -> 'disable-all'"
        ),
        f"credential list 'grable logins' ({sids['credential_lists'][0]})": (
            "nothing changes, if its passwords are the declared ones"
        ),
        f"IP access control list 'grable addresses' ({sids['ip_access_control_lists'][0]})": (
            "ip_addresses.192.0.2.7 is added; ip_addresses.206.189.160.179 is removed"
        ),
        "Asterisk endpoint 'twilio'": (
            "ps_aors.twilio.qualify_2xx_only is added; ps_endpoint_id_ips.twilio-ashburn is added; "
            "ps_endpoint_id_ips.twilio-dublin is added; ps_endpoint_id_ips.twilio-frankfurt is added; "
            "ps_endpoint_id_ips.twilio-oregon is removed; ps_endpoint_id_ips.twilio-sao-paulo is added; "
            "ps_endpoint_id_ips.twilio-singapore is added; ps_endpoint_id_ips.twilio-sydney is added; "
            "ps_endpoint_id_ips.twilio-tokyo is added; ps_endpoint_id_ips.twilio-umatilla is added; "
            "ps_endpoints.twilio.accountcode is added; ps_endpoints.twilio.context 'default' -> 'from-twilio'; "
            "ps_endpoints.twilio.direct_media is added; ps_endpoints.twilio.dtmf_mode is added; "
            "ps_endpoints.twilio.identify_by is added; ps_endpoints.twilio.media_encryption is added; "
            "ps_endpoints.twilio.rewrite_contact is added"
        ),
    }
    assert (world.account(emulator), world.rows(sqlite_url)) == before

    project.up().ok()
    assert _sids(emulator) == sids
    assert {each.phone_number for each in twilio.trunking.v1.trunks(sid).phone_numbers.list()} == {
        "+11234567890",
        "+442071838750",
    }
    assert rows.read(sqlite_url) == ASTERISK_SIDE
    project.up(preview=True).has_no_changes()
    project.refresh().has_no_changes()


def _sids(emulator: Emulator) -> dict[str, list[str]]:
    """Changes of a trunk's settings and members; another address is another member."""
    twilio = emulator.client()
    sip = twilio.api.v2010.account.sip
    things = {
        "trunks": twilio.trunking.v1.trunks.list(),
        "credential_lists": sip.credential_lists.list(),
        "ip_access_control_lists": sip.ip_access_control_lists.list(),
        "credentials": [each for found in sip.credential_lists.list() for each in found.credentials.list()],
        "origination_urls": [
            each for trunk in twilio.trunking.v1.trunks.list() for each in trunk.origination_urls.list()
        ],
        "numbers": twilio.incoming_phone_numbers.list(),
    }
    return {kind: [each.sid for each in found] for kind, found in things.items()}
