"""Dict literals in the place of the classes of arguments, and keys that are misspelt in them."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from trunkline import (
    AsteriskEndpoint,
    AsteriskEndpointArgs,
    InvalidArgs,
    NumberToBuy,
    OriginationUrl,
    Provider,
    ProviderArgs,
    SipTrunk,
    SipTrunkArgs,
    TwilioTrunk,
    TwilioTrunkArgs,
)
from trunkline.components.arguments import record

from . import cases, recorder

LISTS: dict[str, list[dict[str, Any]]] = {
    "origination_urls": [
        {"sip_url": "sip:a.example.com;transport=tls"},
        {"sip_url": "sip:b.example.com;transport=tls", "priority": 20, "enabled": False},
    ],
    "buy_numbers": [{"name": "desk", "country": "US", "capabilities": ["sms", "voice"]}],
}
COMPONENTS: Mapping[Any, tuple[Any, dict[str, Any]]] = {
    SipTrunk: (SipTrunkArgs, {**cases.BASES[SipTrunkArgs], **LISTS}),
    TwilioTrunk: (TwilioTrunkArgs, {**cases.BASES[TwilioTrunkArgs], **LISTS}),
    AsteriskEndpoint: (AsteriskEndpointArgs, dict(cases.BASES[AsteriskEndpointArgs])),
    Provider: (ProviderArgs, dict(cases.BASES[ProviderArgs])),
}
EVERY = pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)


@EVERY
def test_a_literal_comes_to_the_same_as_the_objects(component: Any) -> None:
    kind, given = COMPONENTS[component]
    with_objects = cases.as_objects(record(kind), given)
    assert isinstance(with_objects, kind)
    made = recorder.preview(lambda: component("twilio", with_objects))
    assert made
    assert recorder.preview(lambda: component("twilio", given)) == made
    assert recorder.preview(lambda: component("twilio", kind(**given))) == made


def test_objects_in_a_literal() -> None:
    _, given = COMPONENTS[SipTrunk]
    lists = {
        "origination_urls": [OriginationUrl(**LISTS["origination_urls"][0]), LISTS["origination_urls"][1]],
        "buy_numbers": [NumberToBuy(**LISTS["buy_numbers"][0])],
    }
    made = recorder.preview(lambda: SipTrunk("twilio", given))  # type: ignore[arg-type]
    assert recorder.preview(lambda: SipTrunk("twilio", given | lists)) == made  # type: ignore[arg-type]


def _misspelt(name: str) -> Iterator[str]:
    """As people mistype it."""
    middle = len(name) // 2
    yield name[:middle] + name[middle + 1 :]
    yield name[:middle] + name[middle - 1] + name[middle:]
    yield name.replace("_", "")
    yield name.upper()


@EVERY
def test_a_misspelt_key(component: Any) -> None:
    """It is one line, also where the argument is needed."""
    kind, _ = COMPONENTS[component]
    for name in record(kind).fields:
        for written in set(_misspelt(name)) - {name}:
            line = _refused(component, cases.others(kind, name) | {written: "x"})
            assert line == f"twilio: {kind.__name__}.{written}: unknown: did you mean {name}?"


@pytest.mark.parametrize(("argument", "kind"), [("origination_urls", OriginationUrl), ("buy_numbers", NumberToBuy)])
def test_a_misspelt_key_in_a_list(argument: str, kind: type[Any]) -> None:
    _, given = COMPONENTS[SipTrunk]
    for name in record(kind).fields:
        for written in set(_misspelt(name)) - {name}:
            line = _refused(SipTrunk, given | {argument: [cases.others(kind, name) | {written: "x"}]})
            assert line == f"twilio: SipTrunkArgs.{argument}[0].{written}: unknown: did you mean {name}?"


def _refused(component: Any, given: Any) -> str:
    with pytest.raises(InvalidArgs) as refused:
        recorder.preview(lambda: component("twilio", given))
    return str(refused.value)
