"""The account's phone numbers, through the SDK."""

import secrets

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

APPLICATION = "AP" + "5" * 32


def test_a_number_is_bought_and_released(client: Client) -> None:
    wanted = f"+1415{secrets.randbelow(9 * 10**6) + 10**6}"

    made = client.api.account.incoming_phone_numbers.create(phone_number=wanted, voice_url="https://example.com")
    assert made.sid is not None
    assert made.sid.startswith("PN")
    assert made.phone_number == wanted
    assert made.friendly_name == f"({wanted[2:5]}) {wanted[5:8]}-{wanted[8:]}"
    assert (made.status, made.origin, made.trunk_sid) == ("in-use", "twilio", None)
    assert made.uri == f"/2010-04-01/Accounts/{client.account_sid}/IncomingPhoneNumbers/{made.sid}.json"

    assert made.update(friendly_name="front desk").voice_url == "https://example.com"
    assert made.fetch().friendly_name == "front desk"
    assert made.delete()
    with pytest.raises(TwilioRestException, match="was not found"):
        made.fetch()
    assert client.api.account.incoming_phone_numbers.create(phone_number=wanted).sid != made.sid


def test_a_number_is_found_in_an_area_code(client: Client) -> None:
    made = client.api.account.incoming_phone_numbers.create(area_code="510")

    assert made.phone_number is not None
    assert made.phone_number.startswith("+1510")
    assert len(made.phone_number) == 12


def test_a_list_is_filtered(client: Client) -> None:
    numbers = client.api.account.incoming_phone_numbers
    british = next(one for one in numbers.list() if (one.phone_number or "").startswith("+44"))
    british.update(friendly_name="London")
    assert british.phone_number is not None

    def found(**filters: object) -> list[str | None]:
        return [one.sid for one in numbers.list(**filters)]

    assert found(phone_number=british.phone_number) == [british.sid]
    assert found(phone_number="+44207*") == [british.sid]
    assert found(phone_number=british.phone_number[4:9]) == [british.sid]
    assert found(friendly_name="London") == [british.sid]
    assert found(phone_number="%") == []
    assert len(found(phone_number="+*", beta=False, origin="twilio")) == 3
    assert len(found(beta=True)) == 3  # new ones are included, and these are not new
    assert found(origin="hosted") == []


VOICE = {"voice_url": "https://example.com", "voice_method": "GET", "voice_fallback_url": "https://example.net"}


def test_a_trunk_takes_the_place_of_the_voice_application(client: Client) -> None:
    """The voice URLs stay, unused."""
    trunk = client.trunking.v1.trunks.create()
    one, other, _ = client.api.account.incoming_phone_numbers.list()
    for number in (one, other):
        number.update(**VOICE, voice_application_sid=APPLICATION)

    one.update(trunk_sid=trunk.sid)
    trunk.phone_numbers.create(other.sid)

    for number in (one.fetch(), other.fetch()):
        assert (number.trunk_sid, number.voice_application_sid) == (trunk.sid, None)
        assert {name: getattr(number, name) for name in VOICE} == VOICE


def test_a_voice_application_takes_the_place_of_the_trunk(client: Client) -> None:
    trunk = client.trunking.v1.trunks.create()
    number = client.api.account.incoming_phone_numbers.list()[0].update(trunk_sid=trunk.sid)

    number = number.update(voice_application_sid=APPLICATION)

    assert number.trunk_sid is None
    assert trunk.phone_numbers.list() == []


def test_a_voice_url_leaves_a_number_on_its_trunk(client: Client) -> None:
    trunk = client.trunking.v1.trunks.create()
    number = client.api.account.incoming_phone_numbers.list()[0].update(trunk_sid=trunk.sid)

    assert number.update(**VOICE).trunk_sid == trunk.sid
    assert [each.voice_url for each in trunk.phone_numbers.list()] == [VOICE["voice_url"]]


def test_an_empty_trunk_sid_takes_a_number_from_its_trunk(client: Client) -> None:
    trunk = client.trunking.v1.trunks.create()
    number = client.api.account.incoming_phone_numbers.list()[0].update(trunk_sid=trunk.sid)

    assert number.update(friendly_name="still there").trunk_sid == trunk.sid
    assert number.update(voice_url="").trunk_sid == trunk.sid
    assert number.update(trunk_sid="").trunk_sid is None


def test_a_number_of_an_unknown_country_code(client: Client) -> None:
    made = client.api.account.incoming_phone_numbers.create(phone_number="+2101234567", address_sid="AD" + "0" * 32)

    assert made.capabilities == {"voice": True, "sms": False, "mms": False, "fax": False}
