"""The whole of a Twilio account, as a test compares it."""

from typing import Any

from trunkline.testing.twilio import Emulator


def read(emulator: Emulator) -> dict[str, Any]:
    """Trunks, lists and numbers without SIDs and dates."""
    twilio = emulator.client()
    sip = twilio.api.v2010.account.sip
    lists = sip.credential_lists.list()
    acls = sip.ip_access_control_lists.list()
    return {
        "trunks": [
            {
                "domain_name": trunk.domain_name,
                "friendly_name": trunk.friendly_name,
                "secure": trunk.secure,
                "credential_lists": [each.friendly_name for each in trunk.credentials_lists.list()],
                "ip_access_control_lists": [each.friendly_name for each in trunk.ip_access_control_lists.list()],
                "origination_urls": sorted(each.sip_url for each in trunk.origination_urls.list()),
                "phone_numbers": sorted(each.phone_number for each in trunk.phone_numbers.list()),
            }
            for trunk in twilio.trunking.v1.trunks.list()
        ],
        "credential_lists": {
            each.friendly_name: sorted(
                credential.username for credential in sip.credential_lists(each.sid).credentials.list()
            )
            for each in lists
        },
        "ip_access_control_lists": {
            each.friendly_name: sorted(
                address.ip_address for address in sip.ip_access_control_lists(each.sid).ip_addresses.list()
            )
            for each in acls
        },
        "numbers": sorted(each.phone_number for each in twilio.incoming_phone_numbers.list()),
        "lists": len(lists) + len(acls),
    }
