"""An empty value clears a field, or is refused: one table of all fields."""

from collections.abc import Callable

import pytest
import requests

from trunkline.emulator.api2010 import incoming_phone_number, ip_address
from trunkline.emulator.trunking import origination_url, recording, trunk

Send = Callable[..., requests.Response]

REFUSED = "refused"
URL, OTHER_URL = "https://example.com/a", "https://example.com/b"

FIELDS: dict[str, dict[str, tuple[str, str | None]]] = {
    "trunk": {
        "FriendlyName": ("front", ""),
        "DomainName": ("{domain}", None),
        "DisasterRecoveryUrl": (URL, None),
        "DisasterRecoveryMethod": ("GET", None),
        "TransferMode": ("sip-only", REFUSED),
        "TransferCallerId": ("from-transferor", REFUSED),
        "Secure": ("true", REFUSED),
        "CnamLookupEnabled": ("true", REFUSED),
    },
    "recording": {"Mode": ("record-from-answer", REFUSED), "Trim": ("trim-silence", REFUSED)},
    "origination": {
        "FriendlyName": ("front", ""),
        "SipUrl": ("sip:pbx.example.com", REFUSED),
        "Priority": ("1", REFUSED),
        "Weight": ("1", REFUSED),
        "Enabled": ("true", REFUSED),
    },
    "address": {
        "FriendlyName": ("front", ""),
        "IpAddress": ("192.0.2.7", REFUSED),
        "CidrPrefixLength": ("30", REFUSED),
    },
    "number": {
        "FriendlyName": ("front", ""),
        "ApiVersion": ("2008-08-01", REFUSED),
        "TrunkSid": ("{trunk}", None),
        "VoiceUrl": (URL, None),
        "VoiceMethod": ("GET", REFUSED),
        "VoiceFallbackUrl": (URL, None),
        "VoiceFallbackMethod": ("GET", REFUSED),
        "VoiceApplicationSid": ("AP" + "1" * 32, None),
        "VoiceCallerIdLookup": ("true", REFUSED),
        "VoiceReceiveMode": ("fax", REFUSED),
        "SmsUrl": (URL, None),
        "SmsMethod": ("GET", REFUSED),
        "SmsFallbackUrl": (URL, None),
        "SmsFallbackMethod": ("GET", REFUSED),
        "SmsApplicationSid": ("AP" + "1" * 32, None),
        "StatusCallback": (OTHER_URL, None),
        "StatusCallbackMethod": ("GET", REFUSED),
        "AddressSid": ("AD" + "1" * 32, None),
        "IdentitySid": ("RI" + "1" * 32, None),
        "BundleSid": ("BU" + "1" * 32, None),
        "EmergencyStatus": ("Active", REFUSED),
        "EmergencyAddressSid": ("AD" + "1" * 32, None),
    },
}
"""{thing: {field: (a value, what the answer has after an empty one)}}"""


def test_the_table_has_every_field() -> None:
    assert {kind: FIELDS[kind].keys() for kind in FIELDS} == {
        "trunk": trunk.FIELDS.keys(),
        "recording": recording.FIELDS.keys(),
        "origination": origination_url.FIELDS.keys(),
        "address": ip_address.FIELDS.keys(),
        "number": incoming_phone_number.FIELDS.keys(),
    }


@pytest.mark.parametrize(
    ("kind", "field", "value", "cleared"),
    [(kind, field, *values) for kind, fields in FIELDS.items() for field, values in fields.items()],
)
def test_an_empty_value(  # noqa: PLR0917 - a row of the table and the fixtures
    send: Send,
    paths: dict[str, str],
    domain: str,
    kind: str,
    field: str,
    value: str,
    cleared: str | None,
) -> None:
    column = {
        "origination": origination_url.FIELDS, "trunk": trunk.FIELDS, "number": incoming_phone_number.FIELDS,
        "address": ip_address.FIELDS, "recording": recording.FIELDS,
    }[kind][field][0].removeprefix("recording_")  # fmt: skip
    value = value.format(domain=domain, trunk=paths["trunk"].rpartition("/")[2])
    before = send("GET", paths[kind]).json()
    filled = send("POST", paths[kind], data={field: value})
    assert filled.status_code == 200, filled.text
    assert str(filled.json()[column]).lower() == value.lower()

    answer = send("POST", paths[kind], data={field: ""})

    now = send("GET", paths[kind]).json()
    if cleared == REFUSED:
        assert (answer.status_code, answer.json()["code"] // 1000) in {(400, 20), (400, 21)}
        assert now == filled.json()
    else:
        assert (answer.status_code, answer.json()[column]) == (200, cleared)
        others = {name: value for name, value in before.items() if name not in {column, "date_updated"}}
        assert {name: now[name] for name in others if not name.endswith("_status")} == {
            name: value for name, value in others.items() if not name.endswith("_status")
        }
