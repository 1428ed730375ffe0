"""One trunk from its first list to its last delete, by Twilio's SDK for Python; what it saw goes to stdout as JSON.

It runs in the environment of an SDK of any version from 7 on.
"""

import json
import os
import re
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client


class EmulatorClient(TwilioHttpClient):  # type: ignore[misc] # the SDK is untyped
    """Sends what is meant for Twilio to the emulator."""

    def request(self, method: str, url: str, *arguments: Any, **options: Any) -> Any:
        moved = re.sub(r"^https://[a-z]+\.twilio\.com", os.environ["TWILIO_URL"], url)
        return super().request(method, moved, *arguments, **options)


def refusal(request: Callable[[], Any]) -> list[int] | None:
    try:
        request()
    except TwilioRestException as error:
        return [error.status, error.code]
    return None


client = Client(http_client=EmulatorClient())
sip = client.api.v2010.account.sip
trunks = client.trunking.v1.trunks
seen: dict[str, Any] = {}

credential_list = sip.credential_lists.create(friendly_name="grable")
credentials = sip.credential_lists(credential_list.sid).credentials
credential = credentials.create(username="grable", password="Correct1Horse2Battery")
credentials(credential.sid).update(password="Staple3Correct4Horse")
seen["username"] = credential.username
seen["weakPassword"] = refusal(lambda: credentials.create(username="other", password="weak"))

acl = sip.ip_access_control_lists.create(friendly_name="asterisk")
addresses = sip.ip_access_control_lists(acl.sid).ip_addresses
address = addresses.create(friendly_name="pbx", ip_address="206.189.160.179")
moved = addresses(address.sid).update(ip_address="206.189.160.180", cidr_prefix_length=30)
seen["address"] = [f"{each.ip_address}/{each.cidr_prefix_length}" for each in (address, moved)]

made = trunks.create(
    friendly_name="grable",
    domain_name="grable.pstn.twilio.com",
    disaster_recovery_url="https://example.com/recovery",
    secure=True,
    transfer_mode="sip-only",
)
trunk = trunks(made.sid)
seen["trunk"] = {
    "domainName": made.domain_name,
    "secure": made.secure,
    "authTypeSet": made.auth_type_set,
    "recording": made.recording,
}
seen["datesAreDates"] = all(isinstance(each.date_created, datetime) for each in (made, credential))
seen["domainTwice"] = refusal(lambda: trunks.create(domain_name="grable.pstn.twilio.com"))

recording = trunk.recordings().update(mode="record-from-answer-dual", trim="trim-silence")
seen["recording"] = [{"mode": each.mode, "trim": each.trim} for each in (recording, trunk.recordings().fetch())]

associated = trunk.credentials_lists.create(credential_list_sid=credential_list.sid)
trunk.ip_access_control_lists.create(ip_access_control_list_sid=acl.sid)
seen["associatedSidIsTheLists"] = associated.sid == credential_list.sid
seen["associatedTwice"] = refusal(lambda: trunk.credentials_lists.create(credential_list_sid=credential_list.sid))
seen["listInUse"] = refusal(lambda: sip.credential_lists(credential_list.sid).delete())
seen["authType"] = trunk.fetch().auth_type

url = trunk.origination_urls.create(
    friendly_name="pbx", sip_url="sip:grable.voip.zoftko.com;transport=tls", priority=10, weight=10, enabled=True
)
disabled = trunk.origination_urls(url.sid).update(enabled=False, weight=20)
seen["originationUrl"] = {
    "sipUrl": url.sip_url,
    "enabled": [url.enabled, disabled.enabled],
    "weight": [url.weight, disabled.weight],
}

(number,) = client.incoming_phone_numbers.list(phone_number="+11234567890")
trunk.phone_numbers.create(phone_number_sid=number.sid)
seen["numberIsOnTheTrunk"] = client.incoming_phone_numbers(number.sid).fetch().trunk_sid == made.sid
seen["numbersOfTheTrunk"] = [each.phone_number for each in trunk.phone_numbers.list()]

more = [trunks.create(friendly_name=f"more {n}") for n in range(4)]
page, pages = trunks.page(page_size=2), []
while page is not None:
    pages.append(len(list(page)))
    page = page.next_page()
seen["pages"] = pages
seen["listed"] = len(trunks.list(page_size=2))
lists = [sip.credential_lists.create(friendly_name=f"more {n}") for n in range(3)]
seen["listedLists"] = len(sip.credential_lists.list(page_size=2))

cleared = trunk.update(friendly_name="renamed", disaster_recovery_url="")
seen["cleared"] = {
    "friendlyName": cleared.friendly_name,
    "disasterRecoveryUrl": cleared.disaster_recovery_url,
    "secure": cleared.secure,
}

trunk.phone_numbers(number.sid).delete()
trunk.origination_urls(url.sid).delete()
trunk.credentials_lists(credential_list.sid).delete()
trunk.ip_access_control_lists(acl.sid).delete()
for each in (made, *more):
    trunks(each.sid).delete()
credentials(credential.sid).delete()
for each in (credential_list, *lists):
    sip.credential_lists(each.sid).delete()
addresses(address.sid).delete()
sip.ip_access_control_lists(acl.sid).delete()
seen["domainAfterwards"] = refusal(lambda: trunks.create(domain_name=made.domain_name))
gone = (trunk, credentials(credential.sid), sip.ip_access_control_lists(acl.sid))
seen["gone"] = [refusal(each.fetch) for each in gone]
seen["left"] = {
    "trunks": len(trunks.list()),
    "credentialLists": len(sip.credential_lists.list()),
    "ipAccessControlLists": len(sip.ip_access_control_lists.list()),
    "numberIsThere": client.incoming_phone_numbers(number.sid).fetch().trunk_sid is None,
}

json.dump(seen, sys.stdout)
