"""Searching for numbers and buying what was found, through the SDK."""

from collections.abc import Callable
from typing import Any

import phonenumbers
import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

Send = Callable[..., requests.Response]


def _found(client: Client, kind: str = "local", country: str = "US", **filters: Any) -> list[str]:
    on_sale = getattr(client.available_phone_numbers(country), kind)
    return [each.phone_number for each in on_sale.list(**{"limit": 50} | filters)]


def test_what_is_found_is_bought_and_gone_until_it_is_released(client: Client) -> None:
    first, second, *_ = _found(client, area_code=212)
    bought = client.incoming_phone_numbers.create(phone_number=first)
    assert _found(client, area_code=212)[0] == second
    with pytest.raises(TwilioRestException) as refused:
        client.incoming_phone_numbers.create(phone_number=first)
    assert (refused.value.status, refused.value.code) == (400, 21422)
    bought.delete()
    assert _found(client, area_code=212)[0] == first


def test_another_accounts_number_is_not_on_sale(client: Client, stranger: Client) -> None:
    first, *_ = _found(client, area_code=213)
    assert _found(stranger, area_code=213)[0] == first
    stranger.incoming_phone_numbers.create(phone_number=first)
    assert first not in _found(client, area_code=213)


def test_the_same_search_finds_the_same_numbers(client: Client) -> None:
    assert _found(client, "mobile", "GB") == _found(client, "mobile", "GB")
    assert len(client.available_phone_numbers("US").local.list(area_code=415)) == 30


@pytest.mark.parametrize(
    ("country", "kind", "prefix"),
    [
        ("US", "local", "+1"),
        ("US", "toll_free", "+18"),
        ("CA", "local", "+1"),
        ("GB", "local", "+44"),
        ("GB", "mobile", "+447"),
        ("GB", "toll_free", "+44800"),
        ("DE", "local", "+49"),
        ("AU", "mobile", "+614"),
    ],
)
def test_every_number_is_one_of_its_country(country: str, kind: str, prefix: str, client: Client) -> None:
    numbers = _found(client, kind, country)
    assert len(set(numbers)) == len(numbers) >= 30
    for number in numbers:
        assert number.startswith(prefix)
        assert phonenumbers.is_valid_number_for_region(phonenumbers.parse(number), country)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"area_code": 415}, "+1415"),
        ({"contains": "+1510"}, "+1510"),
        ({"contains": "+212555%"}, None),
        ({"contains": "12125550107"}, "+12125550107"),
        ({"contains": "5550107$"}, "0107"),
        ({"contains": "*****55012*"}, "55012"),
        ({"contains": "JKL"}, "555"),
        ({"contains": "jkl0129$"}, "5550129"),
    ],
)
def test_contains_and_area_code(filters: dict[str, Any], expected: str | None, client: Client) -> None:
    numbers = _found(client, **filters)
    assert bool(numbers) is bool(expected)
    assert all((expected or "") in number for number in numbers)


PLACES = [
    ("US", {"in_region": "CA"}, {"209", "213", "415", "510", "951"}, {"212", "512"}),
    ("US", {"in_region": "tx"}, {"512", "214"}, {"415"}),
    ("US", {"in_region": "+15125550100"}, {"512", "214"}, {"415"}),
    ("CA", {"in_region": "ON"}, {"416", "613"}, {"604"}),
    ("US", {"in_region": "ZZ"}, set(), {"415"}),
    ("US", {"in_postal_code": "94103"}, {"415"}, {"510"}),
    ("US", {"in_postal_code": "+14155550100"}, {"415"}, {"510"}),
    ("US", {"in_postal_code": "+12095550100"}, set(), {"209"}),
    ("US", {"in_locality": "New York"}, {"212"}, {"315"}),
    ("US", {"in_lata": "722"}, {"415", "510"}, {"213"}),
    ("US", {"in_lata": "722", "in_rate_center": "SNFC CNTRL"}, {"415"}, {"510"}),
    ("US", {"near_number": "+14155550100"}, {"415", "510"}, {"213"}),
    ("US", {"near_number": "+14155550100", "distance": 5}, {"415"}, {"510"}),
    ("US", {"near_number": "+14155550100", "distance": 400}, {"415", "510", "213"}, {"206"}),
    ("US", {"near_number": "+12095550100"}, set(), {"209"}),
    ("US", {"near_lat_long": "40.7,-74.0"}, {"212"}, {"415"}),
    ("US", {"near_lat_long": "0,0"}, set(), {"415"}),
    ("US", {"in_region": "CA", "area_code": 512}, set(), {"415", "512"}),
]


@pytest.mark.parametrize(
    ("country", "filters", "there", "elsewhere"), PLACES, ids=[f"{place[0]} {place[1]}" for place in PLACES]
)
def test_places(country: str, filters: dict[str, Any], there: set[str], elsewhere: set[str], client: Client) -> None:
    found = {number[2:5] for number in _found(client, country=country, limit=1500, page_size=1000, **filters)}
    assert there <= found
    assert not elsewhere & found
    assert bool(found) is bool(there)


def test_a_number_says_where_it_is(client: Client) -> None:
    found = client.available_phone_numbers("US").local.list(area_code=808, limit=1)[0]
    answer = (found.region, found.locality, found.postal_code, found.rate_center, found.lata)
    assert answer == ("HI", "Hilo", "96720", "HILO", "834")
    assert (found.latitude, found.longitude) == (19.72, -155.09)


def test_every_american_number_has_a_region(client: Client) -> None:
    for country in ("US", "CA"):
        for found in client.available_phone_numbers(country).local.list(limit=20000, page_size=1000):
            assert found.region, found.phone_number


@pytest.mark.parametrize("kind", ["all", "local", "foreign"])
def test_numbers_that_need_an_address_can_be_left_out(kind: str, client: Client) -> None:
    without: dict[str, Any] = {f"exclude_{kind}_address_required": True}
    assert _found(client, country="DE", **without) == []
    with_them: dict[str, Any] = dict.fromkeys(without, False)
    assert _found(client, country="DE", **with_them) == _found(client, country="DE")
    assert _found(client, country="GB", **without) == _found(client, country="GB", beta=False)


@pytest.mark.parametrize("capability", ["voice", "sms", "mms", "fax"])
@pytest.mark.parametrize("wanted", [True, False])
def test_capabilities(capability: str, wanted: bool, client: Client) -> None:
    for country in ("US", "GB"):
        on_sale = client.available_phone_numbers(country).local
        found = on_sale.list(limit=1000, **{f"{capability}_enabled": wanted})
        assert all(each.capabilities[capability] is wanted for each in found)
        assert (capability, wanted, len(found)) != ("voice", True, 0)


def test_a_bought_number_can_do_what_the_search_said(client: Client) -> None:
    found = client.available_phone_numbers("GB").mobile.list(limit=1)[0]
    bought = client.incoming_phone_numbers.create(phone_number=found.phone_number)
    assert bought.capabilities == found.capabilities
    assert (found.iso_country, found.address_requirements, found.beta) == ("GB", "none", False)


def test_pages(client: Client) -> None:
    page = client.available_phone_numbers("US").local.page(area_code=646, page_size=20)
    first = [each.phone_number for each in page]
    rest = [each.phone_number for each in page.next_page()]
    assert (len(first), len(rest)) == (20, 10)
    assert not set(first) & set(rest)


@pytest.mark.parametrize("kind", ["XX/Local", "us/Local", "US/Mobile", "CA/Mobile", "US/Premium", "US/local"])
def test_what_a_country_has_not(kind: str, send: Send) -> None:
    answer = send("GET", f"/2010-04-01/Accounts/{{account}}/AvailablePhoneNumbers/{kind}.json")
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


@pytest.mark.parametrize(
    "query",
    [
        {"AreaCode": "12"},
        {"AreaCode": "123"},
        {"AreaCode": "4155"},
        {"AreaCode": "x"},
        {"Contains": "5"},
        {"Contains": "1" * 17},
        {"Contains": "5 5"},
        {"Contains": "5$5"},
        {"Contains": "(415)"},
        {"VoiceEnabled": "yes"},
        {"SmsEnabled": ""},
        {"MmsEnabled": "1"},
        {"FaxEnabled": "maybe"},
        {"Beta": "new"},
        {"ExcludeAllAddressRequired": "yes"},
        {"ExcludeLocalAddressRequired": ""},
        {"ExcludeForeignAddressRequired": "1"},
        {"InRateCenter": "HILO"},
        {"NearNumber": "5551234"},
        {"NearLatLong": "37.77"},
        {"NearLatLong": "north,west"},
        {"Distance": "501"},
        {"Distance": "near"},
        {"PageSize": "0"},
        {"PageSize": "1001"},
    ],
    ids=str,
)
def test_bogus_queries(query: dict[str, str], send: Send) -> None:
    answer = send("GET", "/2010-04-01/Accounts/{account}/AvailablePhoneNumbers/US/Local.json", params=query)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_a_number_abroad_needs_an_address(client: Client) -> None:
    found = client.available_phone_numbers("DE").local.list(limit=1)[0]
    assert found.address_requirements == "any"
    with pytest.raises(TwilioRestException) as refused:
        client.incoming_phone_numbers.create(phone_number=found.phone_number)
    assert (refused.value.status, refused.value.code) == (400, 21631)
    bought = client.incoming_phone_numbers.create(phone_number=found.phone_number, address_sid="AD" + "0" * 32)
    assert (bought.address_sid, bought.address_requirements) == ("AD" + "0" * 32, "any")


def test_an_area_code_is_bought_until_it_is_empty(client: Client) -> None:
    bought = {client.incoming_phone_numbers.create(area_code="907").phone_number for _ in range(30)}
    assert len(bought) == 30
    with pytest.raises(TwilioRestException) as refused:
        client.incoming_phone_numbers.create(area_code="907")
    assert refused.value.code == 21452
    assert _found(client, area_code=907) == []
