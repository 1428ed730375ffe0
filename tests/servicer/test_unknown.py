"""`check` answers with any unknown value in a preview, and never crashes."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from trunkline.providers import dynamic

from ..support import inputs
from ..support.numbers import phone_number
from ..support.servicer import UNKNOWN, Servicer

GOOD: dict[type[dynamic._Shell], dict[str, Any]] = {
    dynamic.CredentialList: inputs.credential_list()
    | {"trunk": {"domain_name": inputs.trunk()["domain_name"], "friendly_name": "guide", "adopt": False}},
    dynamic.IpAccessControlList: inputs.ip_access_control_list()
    | {"trunk": {"domain_name": inputs.trunk()["domain_name"], "friendly_name": "guide", "adopt": False}},
    dynamic.Trunk: inputs.trunk(credential_lists=[], ip_access_control_lists=[]),
    dynamic.PhoneNumber: phone_number(),
    dynamic.GeneratedPassword: {"generation": 1},
    dynamic.Endpoint: inputs.endpoint(),
}


def _with_unknown(value: Any) -> Iterator[tuple[str, Any]]:
    """The value with one part after another unknown, and the place of that part."""
    yield "", UNKNOWN
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from ((f".{key}{at}", {**value, key: part}) for at, part in _with_unknown(each))
    if isinstance(value, list):
        for at, each in enumerate(value):
            yield from (
                (f"[{at}]{deeper}", [*value[:at], part, *value[at + 1 :]]) for deeper, part in _with_unknown(each)
            )


@pytest.mark.parametrize("resource", GOOD, ids=lambda resource: resource.__name__)
def test_before_and_after_it_is_made(servicer: Servicer, next_run: Servicer, resource: type[dynamic._Shell]) -> None:
    """Alone, beside one that is there, and as a change of one that this stack has made."""
    cases = [(at, news) for at, news in _with_unknown(GOOD[resource]) if at]
    assert len(cases) >= len(GOOD[resource])
    found = {at: servicer.preview(resource, news)[1] for at, news in cases}
    _, outputs = servicer.create(resource, GOOD[resource])
    found |= {f"beside{at}": next_run.preview(resource, news)[1] for at, news in cases}
    found |= {f"changed{at}": next_run.preview(resource, news, outputs)[1] for at, news in cases}
    assert {at: findings for at, findings in found.items() if findings} == {}
