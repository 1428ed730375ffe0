"""A number is bought once, as it was asked for, and kept."""

from functools import partial
from typing import Any

import pytest
from twilio.rest import Client

from trunkline.providers.errors import NotFoundError, NotOursError, RefusedError
from trunkline.providers.twilio.account import Account
from trunkline.testing.twilio import NUMBERS, Emulator

from ..support.logics import PhoneNumberLogic
from ..support.numbers import EXACT, NAME, SEARCH, bought, phone_number

ADDRESS = "AD" + "1" * 32


@pytest.fixture
def numbers(client: Client) -> PhoneNumberLogic:
    return PhoneNumberLogic(Account(client))


@pytest.mark.parametrize(
    ("buy", "beginning"),
    [
        ({"phone_number": EXACT}, EXACT),
        (SEARCH, "+1415"),
        ({"country": "US"}, "+1"),
        ({"country": "US", "contains": "+1510"}, "+1510"),
        ({"country": "US", "area_code": "212", "capabilities": ["fax", "voice"]}, "+12125550100"),
        ({"country": "US", "number_type": "toll-free"}, "+18"),
        ({"country": "CA", "area_code": "604"}, "+1604"),
        ({"country": "GB", "number_type": "mobile", "capabilities": ["voice", "sms"]}, "+447"),
    ],
    ids=str,
)
def test_what_is_asked_for_is_bought(
    buy: dict[str, Any], beginning: str, numbers: PhoneNumberLogic, emulator: Emulator, client: Client
) -> None:
    declared = phone_number(buy)
    sid, outputs = numbers.create(declared)
    assert sid.startswith("PN")
    assert outputs["phone_number"].startswith(beginning)
    assert outputs == declared | {"phone_number": outputs["phone_number"]}
    assert bought(emulator) == {outputs["phone_number"]: NAME}
    assert numbers.read(sid, outputs) == outputs
    number = client.incoming_phone_numbers(sid).fetch()
    assert all(number.capabilities[each] for each in buy.get("capabilities", ["voice"]))
    assert number.trunk_sid is None


def test_a_second_run_takes_over_what_the_first_bought(numbers: PhoneNumberLogic, emulator: Emulator) -> None:
    for buy in (SEARCH, {"phone_number": EXACT}):
        assert numbers.create(phone_number(buy)) == (
            next(each.sid for each in emulator.client().incoming_phone_numbers.list(friendly_name=NAME)),
            phone_number(buy, phone_number=EXACT),
        )
        assert bought(emulator) == {EXACT: NAME}


def test_two_searches_buy_two_numbers(numbers: PhoneNumberLogic, emulator: Emulator) -> None:
    first, second = (numbers.create(phone_number(friendly_name=name))[1] for name in ("one", "two"))
    assert bought(emulator) == {first["phone_number"]: "one", second["phone_number"]: "two"}


def test_a_number_of_the_account_is_taken_only_with_adopt(
    numbers: PhoneNumberLogic, emulator: Emulator, client: Client
) -> None:
    owned = client.incoming_phone_numbers.list(phone_number=NUMBERS[0])[0]
    declared = phone_number({"phone_number": NUMBERS[0]})
    line = f"buy.phone_number: {NUMBERS[0]} is this account's already ({owned.sid}, '(123) 456-7890'): "
    emulator.forget_requests()
    assert numbers.inspect({}, declared) == [f"{line}name it in phone_numbers instead, or set adopt=True"]
    with pytest.raises(NotOursError) as refused:
        numbers.create(declared)
    assert str(refused.value).startswith(line)
    assert {request["method"] for request in emulator.requests_made()} == {"GET"}

    sid, outputs = numbers.create(declared | {"adopt": True})
    assert (sid, outputs["phone_number"]) == (owned.sid, NUMBERS[0])
    assert owned.fetch().friendly_name == NAME
    assert bought(emulator) == {}


def test_a_name_that_another_number_has_is_refused(numbers: PhoneNumberLogic, emulator: Emulator) -> None:
    sid, _ = numbers.create(phone_number())
    other = phone_number({"phone_number": "+14155550107"}, adopt=True)
    (finding,) = numbers.inspect({}, other)
    assert finding == (
        f"phone number '{NAME}' is {EXACT} already ({sid}): "
        f"declare +14155550107 under another name, or rename {EXACT} at Twilio"
    )
    with pytest.raises(NotOursError):
        numbers.create(other)
    assert bought(emulator) == {EXACT: NAME}


def test_the_number_is_not_on_sale(numbers: PhoneNumberLogic, emulator: Emulator) -> None:
    for buy, told in (
        (SEARCH | {"contains": "999999"}, "area_code '415', capabilities ['voice'], contains '999999', country 'US'"),
        ({"country": "US", "number_type": "mobile"}, "capabilities ['voice'], country 'US', number_type 'mobile'"),
        ({"country": "GB", "capabilities": ["mms"]}, "capabilities ['mms'], country 'GB', number_type 'local'"),
    ):
        asking: list[Any] = [partial(numbers.inspect, {}), numbers.create]
        for ask in asking:
            with pytest.raises(NotFoundError) as refused:
                ask(phone_number(buy))
            assert str(refused.value).startswith("buy: Twilio has no number on sale with ")
            assert told in str(refused.value)
    with pytest.raises(RefusedError, match=r"code 21422: \+15005550000 is not available: somebody else has it"):
        numbers.create(phone_number({"phone_number": "+15005550000"}))
    assert bought(emulator) == {}


def test_a_preview_names_the_number_and_that_it_costs(numbers: PhoneNumberLogic, emulator: Emulator) -> None:
    assert numbers.inspect({}, phone_number()) == []
    assert numbers.notices({}, phone_number()) == [
        f"phone number '{NAME}': {EXACT} will be bought, at Twilio's monthly price"
    ]
    assert bought(emulator) == {}
    numbers.create(phone_number())
    assert numbers.inspect({}, phone_number()) == []
    assert numbers.notices({}, phone_number()) == [
        f"phone number '{NAME}': {EXACT} is the account's already and is taken over: nothing is bought"
    ]
    assert numbers.notices(phone_number(), phone_number(friendly_name="renamed")) == []


@pytest.mark.parametrize("buy", [object(), {"country": object()}, SEARCH | {"contains": object()}])
def test_a_preview_with_unknown_values_sends_no_request(
    buy: Any, numbers: PhoneNumberLogic, emulator: Emulator
) -> None:
    emulator.forget_requests()
    assert numbers.inspect({}, phone_number(buy)) == []
    assert numbers.notices({}, phone_number(buy)) == []
    assert numbers.inspect({}, phone_number(friendly_name=object())) == []
    assert emulator.requests_made() == []


@pytest.mark.parametrize(
    "buy",
    [
        {"country": "US", "area_code": "510"},
        {"country": "GB"},
        {"phone_number": "+14155550107"},
        SEARCH | {"capabilities": ["sms"]},
        SEARCH | {"number_type": "toll-free"},
    ],
    ids=str,
)
def test_another_search_exchanges_nothing(buy: dict[str, Any], numbers: PhoneNumberLogic, emulator: Emulator) -> None:
    sid, outputs = numbers.create(phone_number())
    emulator.forget_requests()
    (finding,) = numbers.inspect(phone_number(), phone_number(buy))
    assert finding.startswith(f"buy: {EXACT} has been bought, and another search does not replace it: declare another ")
    with pytest.raises(RefusedError, match="has been bought"):
        numbers.update(sid, outputs, phone_number(buy, friendly_name="another"))
    assert {request["method"] for request in emulator.requests_made()} == {"GET"}
    assert bought(emulator) == {EXACT: NAME}


@pytest.mark.parametrize(
    "buy",
    [{"phone_number": EXACT}, SEARCH | {"number_type": "local"}, SEARCH | {"capabilities": ["voice"]}],
    ids=str,
)
def test_the_same_in_other_words(buy: dict[str, Any], numbers: PhoneNumberLogic, emulator: Emulator) -> None:
    sid, outputs = numbers.create(phone_number())
    assert numbers.inspect(phone_number(), phone_number(buy)) == []
    emulator.forget_requests()
    assert numbers.update(sid, outputs, phone_number(buy)) == phone_number(buy, phone_number=EXACT)
    assert emulator.requests_made() == []


def test_settings_come_and_go(numbers: PhoneNumberLogic, client: Client) -> None:
    settings = {"address_sid": ADDRESS, "emergency_address_sid": ADDRESS, "emergency_status": "Active"}
    sid, outputs = numbers.create(phone_number(**settings, bundle_sid="BU" + "1" * 32, identity_sid="RI" + "1" * 32))
    number = client.incoming_phone_numbers(sid).fetch()
    assert (number.address_sid, number.emergency_address_sid, number.emergency_status) == (ADDRESS, ADDRESS, "Active")
    assert (number.bundle_sid, number.identity_sid) == ("BU" + "1" * 32, "RI" + "1" * 32)
    assert numbers.read(sid, outputs) == outputs

    outputs = numbers.update(sid, outputs, phone_number(friendly_name="renamed"))
    number = number.fetch()
    assert (number.address_sid, number.emergency_address_sid, number.emergency_status) == (None, None, "Inactive")
    assert (number.bundle_sid, number.identity_sid, number.friendly_name) == (None, None, "renamed")
    assert numbers.read(sid, outputs) == outputs


def test_what_is_not_declared_is_left_alone(numbers: PhoneNumberLogic, client: Client) -> None:
    """Settings that handle a number's calls, and its trunk."""
    sid, outputs = numbers.create(phone_number())
    trunk = client.trunking.v1.trunks.create()
    client.incoming_phone_numbers(sid).update(trunk_sid=trunk.sid, emergency_address_sid=ADDRESS)
    assert numbers.read(sid, outputs) == outputs
    numbers.update(sid, outputs, phone_number(friendly_name="renamed"))
    number = client.incoming_phone_numbers(sid).fetch()
    assert (number.trunk_sid, number.emergency_address_sid) == (trunk.sid, ADDRESS)


def test_drift(numbers: PhoneNumberLogic, client: Client, emulator: Emulator) -> None:
    declared = phone_number(address_sid=ADDRESS)
    sid, outputs = numbers.create(declared)
    client.incoming_phone_numbers(sid).update(friendly_name="by hand", address_sid="")
    drifted = numbers.read(sid, outputs)
    assert drifted == outputs | {"friendly_name": "by hand", "address_sid": ""}
    assert numbers.update(sid, drifted, declared) == outputs
    assert bought(emulator) == {EXACT: NAME}

    client.incoming_phone_numbers(sid).delete()
    assert numbers.read(sid, outputs) is None
    again, _ = numbers.create(declared)
    assert again != sid
    assert bought(emulator) == {EXACT: NAME}


def test_it_stays_unless_it_is_to_be_released(numbers: PhoneNumberLogic, emulator: Emulator) -> None:
    sid, outputs = numbers.create(phone_number())
    numbers.delete(sid, outputs)
    assert bought(emulator) == {EXACT: NAME}
    assert numbers.create(phone_number()) == (sid, outputs)

    emulator.forget_requests()
    outputs = numbers.update(sid, outputs, phone_number(release_on_delete=True))
    assert emulator.requests_made() == []
    numbers.delete(sid, outputs)
    numbers.delete(sid, outputs)
    assert bought(emulator) == {}


def test_the_rest_of_the_run_knows_of_it(client: Client) -> None:
    """A list that was asked for before the purchase need not be asked for again."""
    account = Account(client)
    account.numbers.all()
    sid, outputs = PhoneNumberLogic(account).create(phone_number(release_on_delete=True))
    assert [each.sid for each in account.numbers.all() if each.phone_number == EXACT] == [sid]
    PhoneNumberLogic(account).delete(sid, outputs)
    assert [each.sid for each in account.numbers.all() if each.phone_number == EXACT] == []
