"""Bogus wishes for a number, field by field. No server is asked, so nothing can be bought."""

import string
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.model.twilio import SEARCH as CRITERIA
from trunkline.model.twilio import Buy, Capability
from trunkline.providers import connections
from trunkline.providers.password import ALPHABET, LENGTH, generate
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import number_on_sale

from ..support.logics import GeneratedPasswordLogic, PhoneNumberLogic
from ..support.numbers import EXACT, SEARCH, phone_number

NUMBERS = PhoneNumberLogic(
    connections.account(
        Settings(twilio_account_sid="AC" + "0" * 32, twilio_auth_token="none", twilio_url="http://127.0.0.1:9")
    )
)


class _Unknown:
    def __repr__(self) -> str:
        return "unknown"


UNKNOWN = _Unknown()
NO_NUMBER = "is not an E.164 number"
NO_COUNTRY = "is not a country's ISO 3166 code of two capital letters"
NO_TEXT = "a text is needed"
NO_AREA_CODE = "is not a text of three digits from '200' to '999'"
NO_PATTERN = "is not a pattern of 2 to 16 characters"
NO_TYPE = "one of local, mobile, toll-free is needed"
NO_CAPABILITY = "is not one of voice, sms, mms, fax"
NO_LIST = "a list of texts is needed"
NO_FLAG = "given: true or false is needed"

Case = tuple[Any, str, str]


def _all(*bogus: Any) -> tuple[Any, ...]:
    """Values of different types."""
    return bogus


BUY: list[Case] = [
    *((bogus, "buy", "given: a mapping is needed") for bogus in ("", "US", EXACT, [], [EXACT], 0.0, True)),
    (None, "buy", "missing: set it"),
    ({"country": None}, "buy.country", "missing: set it, as in 'US'"),
    ({}, "buy.country", "missing: set it, as in 'US', or phone_number to buy one certain number"),
    ({"area_code": "415"}, "buy.country", "missing: set it, as in 'US', or phone_number to buy one certain number"),
    ({"contains": "+1415"}, "buy.country", "missing: set it, as in 'US', or phone_number to buy one certain number"),
    (SEARCH | {"areaCode": "415"}, "buy.areaCode", "unknown: did you mean area_code?"),
    (SEARCH | {"in_region": "CA"}, "buy.in_region", "unknown: use one of phone_number, country"),
    *(
        ({"phone_number": EXACT, name: value}, f"buy.{name}", "does not go with phone_number")
        for name, value in (
            ("country", "US"),
            ("area_code", "415"),
            ("contains", "+1415"),
            ("number_type", "local"),
            ("capabilities", ["voice"]),
        )
    ),
    *(
        ({"phone_number": bogus}, "buy.phone_number", NO_NUMBER)
        for bogus in ("", "14155550100", "+1 415 555 0100", "+1-415-555-0100", "0014155550100", "+1415", "+", "tel:+1")
    ),
    *(
        ({"phone_number": bogus}, "buy.phone_number", f"{fact}: an E.164 number as a text is needed")
        for bogus, fact in (
            (14155550100.0, "14155550100 is a number"),
            ([EXACT], "a list given"),
            (True, "a boolean given"),
        )
    ),
    ({"phone_number": 14155550100.0}, "buy.phone_number", "so quote it"),
    *(
        ({"country": bogus}, "buy.country", NO_COUNTRY)
        for bogus in ("", "us", "USA", "XX", "UK", "U", "United States", "+1")
    ),
    *(({"country": bogus}, "buy.country", NO_TEXT) for bogus in _all(1.0, ["US"], True)),
    *(
        (SEARCH | {"area_code": bogus}, "buy.area_code", NO_AREA_CODE)
        for bogus in ("", "41", "4155", "115", "015", "+415", "41a", " 415", "٤١٥")
    ),
    *((SEARCH | {"area_code": bogus}, "buy.area_code", NO_TEXT) for bogus in _all(415.0, ["415"], False)),
    ({"country": "GB", "area_code": "207"}, "buy.area_code", "'207' in GB: Twilio has area codes for US and CA"),
    ({"country": "PR", "area_code": "787"}, "buy.area_code", "'787' in PR: Twilio has area codes for US and CA"),
    *(
        ({"country": "US", "contains": bogus}, "buy.contains", NO_PATTERN)
        for bogus in (
            "",
            "5",
            "1" * 17,
            "5 5",
            "5*5",
            "5%5",
            "**",
            "*5",
            "55+",
            "$55",
            "(415)",
            "ä55",
            "55\n",
        )
    ),
    *(({"country": "US", "contains": bogus}, "buy.contains", NO_TEXT) for bogus in _all(55.0, ["55"], True)),
    *(
        ({"country": "US", "number_type": bogus}, "buy.number_type", "is not one of local, mobile, toll-free")
        for bogus in ("", "Local", "toll_free", "tollfree", "national", "voip")
    ),
    *(({"country": "US", "number_type": bogus}, "buy.number_type", NO_TYPE) for bogus in _all(1.0, ["local"], {})),
    ({"country": "US", "capabilities": []}, "buy.capabilities", "0 given: at least 1 is needed"),
    *(
        ({"country": "US", "capabilities": bogus}, "buy.capabilities", NO_LIST)
        for bogus in _all("voice", {"voice": True}, True, 1.0)
    ),
    *(
        ({"country": "US", "capabilities": bogus}, f"buy.capabilities[{len(bogus) - 1}]", rule)
        for bogus, rule in (
            (["Voice"], NO_CAPABILITY),
            (["voice", "video"], NO_CAPABILITY),
            ([""], NO_CAPABILITY),
            ([1.0], "one of voice, sms, mms, fax is needed"),
            ([["voice"]], "one of voice, sms, mms, fax is needed"),
        )
    ),
    ({"country": "US", "capabilities": ["voice", "voice"]}, "buy.capabilities", "'voice' is listed 2 times"),
]
OTHERS: list[tuple[str, Any, str]] = [
    *(("friendly_name", bogus, "friendly_name: ") for bogus in _all("", "x" * 65, 5.0, True, None, [], {"a": "b"})),
    *(
        (name, bogus, f"is not a SID: {prefix} and 32 hex digits")
        for name, prefix in (
            ("address_sid", "AD"),
            ("identity_sid", "RI"),
            ("bundle_sid", "BU"),
            ("emergency_address_sid", "AD"),
        )
        for bogus in (
            "",
            prefix,
            f"{prefix}{'0' * 31}",
            f"{prefix}{'g' * 32}",
            f"XX{'0' * 32}",
            f"{prefix}{'0' * 32}\n",
        )
    ),
    *((f"{name}_sid", 1.0, NO_TEXT) for name in ("address", "identity", "bundle", "emergency_address")),
    *(("emergency_status", bogus, "is not one of Active, Inactive") for bogus in ("", "active", "on")),
    *(("emergency_status", bogus, "one of Active, Inactive is needed") for bogus in _all(True, 1.0, ["Active"])),
    *(
        (flag, bogus, NO_FLAG)
        for flag in ("release_on_delete", "adopt")
        for bogus in _all("", "no", "false", 0.0, 1.0, None, [])
    ),
]
KNOWN = st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20)
ANYTHING = st.recursive(
    KNOWN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def test_there_are_enough() -> None:
    assert len(BUY) + len(OTHERS) >= 60


@pytest.mark.parametrize(("buy", "subject", "rule"), BUY, ids=str)
def test_what_to_buy(buy: Any, subject: str, rule: str) -> None:
    (finding,) = NUMBERS.validate(phone_number() | {"buy": buy})
    assert finding.startswith(f"{subject}: ")
    assert rule in finding
    assert "\n" not in finding


@pytest.mark.parametrize(("field", "value", "rule"), OTHERS, ids=str)
def test_the_other_fields(field: str, value: Any, rule: str) -> None:
    (finding,) = NUMBERS.validate(phone_number() | {field: value})
    assert finding.startswith(f"{field}: ")
    assert rule in finding
    assert "\n" not in finding


@pytest.mark.parametrize(
    "buy",
    [
        {"phone_number": EXACT},
        {"phone_number": "+442071838750"},
        {"country": "GB", "contains": "+44207"},
        {"country": "CA", "area_code": "604"},
        *({"country": "US", "contains": good} for good in ("55", "+1", "5$", "+1415%", "*****55012*", "STORM$")),
        *({"country": "US", "number_type": good} for good in number_on_sale.NUMBER_TYPES),
        {"country": "US", "capabilities": ["voice", "sms", "mms", "fax"]},
        SEARCH | dict.fromkeys(("phone_number", "contains", "number_type", "capabilities")),
        UNKNOWN,
        *({name: UNKNOWN} for name in ("phone_number", "country")),
        *(SEARCH | {name: UNKNOWN} for name in CRITERIA),
        SEARCH | {"capabilities": [UNKNOWN, "sms"]},
    ],
    ids=str,
)
def test_good_ones(buy: Any) -> None:
    assert NUMBERS.validate(phone_number(buy)) == []


def test_every_property_may_be_unknown_yet() -> None:
    settings = {"address_sid", "identity_sid", "bundle_sid", "emergency_address_sid", "emergency_status"}
    for name in phone_number().keys() | settings:
        assert NUMBERS.validate(phone_number() | {name: UNKNOWN}) == []


def test_what_is_optional() -> None:
    assert NUMBERS.validate({"friendly_name": "desk", "buy": SEARCH}) == []


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("phone_number", *SEARCH), ANYTHING)).filter(
        lambda buy: "phone_number" not in buy or len(buy) == 1
    )
)
def test_whatever_passes_can_be_asked_for(buy: dict[str, Any]) -> None:
    """Nothing breaks, and what is let through is of the shape that Twilio documents."""
    findings = NUMBERS.validate(phone_number() | {"buy": buy})
    assert all(finding.startswith("buy") and ": " in finding for finding in findings)
    if findings:
        return
    assert ("phone_number" in buy) != ("country" in buy)
    assert set(buy.get("capabilities") or ["voice"]) <= set(get_args(Capability))
    assert set(buy.get("area_code") or "2") <= set(string.digits)
    number_on_sale.canonical(Buy.load(buy))


@given(ANYTHING, st.sampled_from(["release_on_delete", "adopt", "address_sid", "emergency_status", "friendly_name"]))
def test_no_value_is_taken_for_another(value: Any, field: str) -> None:
    """Above all, nothing but `true` releases a number."""
    if NUMBERS.validate(phone_number() | {field: value}) == [] and value is not None:
        assert isinstance(value, bool if field in {"release_on_delete", "adopt"} else str)


@pytest.mark.parametrize("generation", ["", "1", 0.0, -1.0, 1.5, 1e9, True, None, [], {}])
def test_bogus_generations(generation: Any) -> None:
    (finding,) = GeneratedPasswordLogic().validate({"generation": generation})
    assert finding.startswith("generation: ")
    (finding,) = GeneratedPasswordLogic().validate({})
    assert finding == "generation: missing: set it"


def test_good_generations() -> None:
    for generation in (1, 1.0, 2.0, 1e6, UNKNOWN):
        assert GeneratedPasswordLogic().validate({"generation": generation}) == []


def test_generated_passwords() -> None:
    passwords = {generate() for _ in range(500)}
    assert len(passwords) == 500
    for password in passwords:
        assert len(password) == LENGTH >= 24
        assert set(password) <= set(ALPHABET) == set(string.ascii_letters + string.digits)
        assert set(password) & set(string.ascii_lowercase)
        assert set(password) & set(string.ascii_uppercase)
        assert set(password) & set(string.digits)
