"""A resource's properties as a record: what a state or a preview has is loaded, and dumped the same."""

from typing import Any

import attrs
import pytest

from trunkline.model import asterisk, properties, twilio
from trunkline.model.properties import Properties
from trunkline.model.unknown import UNKNOWN

from ..support import inputs

RECORDS: dict[str, tuple[type[Properties], dict[str, Any]]] = {
    "trunk": (twilio.Trunk, inputs.trunk()),
    "endpoint": (asterisk.Endpoint, inputs.endpoint()),
    "number": (twilio.PhoneNumber, {"friendly_name": "desk", "buy": {"country": "US"}}),
}


@pytest.mark.parametrize("name", RECORDS)
def test_what_a_program_leaves_out_stays_out(name: str) -> None:
    """If a read filled in a default, each refresh would show it as a change."""
    record, given = RECORDS[name]
    needed = {each.name for each in attrs.fields(record) if each.default is attrs.NOTHING}
    least = {key: value for key, value in given.items() if key in needed}
    assert record.load(least).dump_like(least).keys() == least.keys()
    assert record.load(given).dump_like(given).keys() == given.keys()


def test_what_changed_meanwhile_is_there() -> None:
    number = twilio.PhoneNumber.load(RECORDS["number"][1] | {"release_on_delete": True, "phone_number": "+1"})
    assert number.dump_like(RECORDS["number"][1]).keys() == {
        "friendly_name",
        "buy",
        "release_on_delete",
        "phone_number",
    }


def test_what_is_not_known_yet_stays_unknown() -> None:
    dumped = twilio.Trunk.load(inputs.trunk(phone_numbers=[object()], domain_name=object())).dump()
    assert dumped["domain_name"] is UNKNOWN
    assert dumped["phone_numbers"] == [UNKNOWN]
    assert properties.known({"a": [object()]}) == {"a": [UNKNOWN]}
