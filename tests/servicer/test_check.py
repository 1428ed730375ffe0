"""The answers of `check`: in a preview, in an `up`, with values that are not known yet."""

from typing import Any

import pytest

from trunkline.providers.dynamic import CredentialList, Endpoint, IpAccessControlList, Trunk, _Shell
from trunkline.testing.twilio import Emulator

from ..support import inputs, rows
from ..support.inputs import NAME, ORIGINATION, PASSWORD, URL, with_column
from ..support.servicer import UNKNOWN, Servicer


@pytest.mark.parametrize(
    ("kind", "news"),
    [
        (CredentialList, inputs.credential_list(credentials=UNKNOWN)),
        (CredentialList, inputs.credential_list(credentials={"grable": UNKNOWN})),
        (CredentialList, inputs.credential_list(friendly_name=UNKNOWN)),
        (IpAccessControlList, inputs.ip_access_control_list(ip_addresses=UNKNOWN)),
        (Trunk, inputs.trunk(phone_numbers=UNKNOWN)),
        (Trunk, inputs.trunk(phone_numbers=["+11234567890", UNKNOWN])),
        (Trunk, inputs.trunk(origination_urls=UNKNOWN)),
        (Trunk, inputs.trunk(origination_urls={URL: UNKNOWN})),
        (Trunk, inputs.trunk(origination_urls={URL: ORIGINATION | {"weight": UNKNOWN}})),
        (Trunk, inputs.trunk(domain_name=UNKNOWN, credential_lists=[UNKNOWN], recording=UNKNOWN)),
        (Endpoint, with_column(inputs.endpoint(), "ps_auths", "password", UNKNOWN)),
        (Endpoint, inputs.endpoint(ps_auths=UNKNOWN, ps_aors=UNKNOWN, ps_endpoints=UNKNOWN)),
        (Endpoint, inputs.endpoint(ps_endpoint_id_ips=UNKNOWN)),
        (Endpoint, inputs.endpoint(ps_aors={"twilio": UNKNOWN})),
    ],
)
def test_what_is_not_known_yet_passes_and_stays(kind: type[_Shell], news: dict[str, Any], servicer: Servicer) -> None:
    assert servicer.preview(kind, news) == (news, [])


@pytest.mark.parametrize("preview", [True, False])
def test_bogus_values_are_refused_in_either_run(preview: bool, servicer: Servicer, emulator: Emulator) -> None:
    emulator.forget_requests()
    ask = servicer.preview if preview else servicer.check
    bogus = inputs.trunk(domain_name="grable.twilio.com", origination_urls={URL: ORIGINATION | {"weight": -1}})
    _, (domain, weight) = ask(Trunk, bogus)
    assert domain.startswith(servicer.words("domain_name: 'grable.twilio.com' is not a termination domain: "))
    assert weight == servicer.words(f'origination_urls["{URL}"].weight: -1 is not a whole number from 0 to 65535')
    _, (password,) = ask(CredentialList, inputs.credential_list(credentials={"grable": "Canary1"}))
    assert "Canary1" not in password
    assert emulator.requests_made() == []


def test_an_equal_preview_sends_no_request(servicer: Servicer, emulator: Emulator) -> None:
    """Nor does a check in an `up`: its preview has asked."""
    emulator.forget_requests()
    for kind, declared in (
        (CredentialList, inputs.credential_list()),
        (IpAccessControlList, inputs.ip_access_control_list()),
        (Trunk, inputs.trunk()),
    ):
        assert servicer.preview(kind, declared, declared) == (declared, [])
        assert servicer.preview(kind, declared | {"adopt": not declared["adopt"]}, declared)[1] == []
        assert servicer.check(kind, declared) == (declared, [])
    assert emulator.requests_made() == []


def test_an_equal_preview_asks_no_database(servicer: Servicer, sqlite_url: str) -> None:
    for table in ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips"):
        rows.execute(sqlite_url, f"DROP TABLE {table}")
    assert servicer.preview(Endpoint, inputs.endpoint(), inputs.endpoint()) == (inputs.endpoint(), [])
    _, (finding,) = servicer.preview(Endpoint, inputs.endpoint())
    assert "table ps_auths is missing" in finding


def test_a_preview_reports_what_only_the_other_side_knows(servicer: Servicer, emulator: Emulator) -> None:
    foreign = emulator.client().api.v2010.account.sip.credential_lists.create(NAME)
    _, findings = servicer.preview(CredentialList, inputs.credential_list(adopt=False))
    line = f"credential list {NAME!r} exists already ({foreign.sid}), and this stack has not made it"
    assert findings == [servicer.words(f"{line}: choose another name, or set adopt=True")]
    _, findings = servicer.preview(Trunk, inputs.trunk(phone_numbers=["+15005550009"]))
    assert findings == [
        servicer.words("phone_numbers: +15005550009 is not a number of this account: buy it at Twilio, or leave it out")
    ]
    _, findings = servicer.preview(Endpoint, with_column(inputs.endpoint(), "ps_endpoints", "context", "x" * 41))
    assert findings == [
        servicer.words("ps_endpoints.twilio.context: ")
        + f"{'x' * 41!r} has 41 characters as stored: the column holds 40"
    ]


def test_several_lines_never_come_as_one_finding(servicer: Servicer) -> None:
    _, findings = servicer.check(CredentialList, inputs.credential_list(credentials={"gra\nble": PASSWORD}))
    assert findings
    assert all("\n" not in finding for finding in findings)
