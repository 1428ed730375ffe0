"""For any value of a field, the answer is a success or Twilio's refusal, never a crash."""

from collections.abc import Callable

import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trunkline.emulator.api2010 import incoming_phone_number, ip_address
from trunkline.emulator.trunking import origination_url, recording, trunk

PREFIXES = ("", "sip:", "https://", "x.pstn.twilio.com", "+1", "192.0.2.", "PA")
FIELDS = sorted(
    {
        *trunk.FIELDS,
        *recording.FIELDS,
        *origination_url.FIELDS,
        *ip_address.FIELDS,
        *incoming_phone_number.FIELDS,
    }
    | {"PhoneNumber", "AreaCode", "Username", "Password", "CredentialListSid", "PhoneNumberSid"}
)
POSTS = [
    "/v1/Trunks",
    "/v1/Trunks/TK1",
    "/2010-04-01/Accounts/{account}/SIP/CredentialLists.json",
    "/2010-04-01/Accounts/{account}/SIP/IpAccessControlLists.json",
    "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json",
]


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    path=st.sampled_from(POSTS),
    form=st.dictionaries(
        st.sampled_from(FIELDS),
        st.builds(str.__add__, st.sampled_from(PREFIXES), st.text(max_size=20)),
        max_size=5,
    ),
    query=st.dictionaries(st.sampled_from(["PageSize", "Page", "PageToken", "PhoneNumber"]), st.text(max_size=20)),
)
def test_any_value(
    send: Callable[..., requests.Response], path: str, form: dict[str, str], query: dict[str, str]
) -> None:
    assert send("POST", path, data=form).status_code in {200, 201, 400, 404}
    assert send("GET", path, params=query).status_code in {200, 400, 404}
