"""Properties on the wire: nothing is lost, and each secret and each unknown value stays one."""

from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from hypothesis import given
from hypothesis import strategies as st

from trunkline.model.hidden import Hidden
from trunkline.model.unknown import UNKNOWN
from trunkline.plugin import wire

scalars = st.none() | st.booleans() | st.floats(allow_nan=False) | st.text() | st.just(UNKNOWN)
values = st.recursive(
    scalars | scalars.filter(lambda value: value is not None).map(Hidden),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.lists(inner).map(Hidden),
    max_leaves=12,
)


def _without_none(value: Any) -> Any:
    """A mapping's key with None is the same as no key."""
    if isinstance(value, Hidden):
        return Hidden(_without_none(value.value))
    if isinstance(value, dict):
        return {key: _without_none(each) for key, each in value.items() if each is not None}
    return [_without_none(each) for each in value] if isinstance(value, list) else value


@pytest.mark.slow
@given(st.dictionaries(st.text(), values))
def test_a_round_trip(given_ones: dict[str, Any]) -> None:
    assert wire.decode(wire.encode(given_ones)) == _without_none(given_ones)


@pytest.mark.slow
@given(st.dictionaries(st.text(), values))
def test_revealed_and_hidden_again(given_ones: dict[str, Any]) -> None:
    revealed, places = wire.reveal(given_ones)
    assert "Hidden" not in repr(revealed)
    assert wire.reveal(wire.hide(revealed, places)) == (revealed, frozenset(_outer(places)))


def _outer(places: frozenset[wire.Place]) -> list[wire.Place]:
    """The places that are in no other one."""
    return [place for place in places if not any(place[:end] in places for end in range(len(place)))]


def test_the_forms_of_the_engine() -> None:
    message = Struct()
    message.update(
        {
            "secret": {wire.SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": {"grable": "x"}},
            "unknown": "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
            "list": {wire.SIGNATURE: wire.RESOURCE, "urn": "urn:pulumi:…", "id": "CL1"},
            "component": {wire.SIGNATURE: wire.RESOURCE, "urn": "urn:pulumi:…"},
            "nothing": None,
        }
    )
    decoded = {"secret": Hidden({"grable": "x"}), "unknown": UNKNOWN, "list": "CL1", "component": "urn:pulumi:…"}
    assert wire.decode(message) == decoded
    assert MessageToDict(wire.encode({"a": Hidden(UNKNOWN)})) == {
        "a": {wire.SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}
    }
