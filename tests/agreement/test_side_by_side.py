"""Two trunks of one program on one Asterisk, and a trunk beside what others have in the database."""

from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from trunkline import SipTrunk
from trunkline.doctor import codes
from trunkline.model.signalling import OVERLAP, SIGNALLING_RANGES
from trunkline.providers.asterisk.database import Database
from trunkline.testing import Emulator

from . import engine
from .sides import Sides
from .strategies import BASE, OTHER, OWN


@pytest.fixture
def sides(emulator: Emulator, sqlite_url: str) -> Sides:
    with Database(sqlite_url).transaction() as connection:
        connection.execute(sa.text("ALTER TABLE ps_endpoints ADD COLUMN deny VARCHAR(95)"))
        connection.execute(sa.text("ALTER TABLE ps_endpoints ADD COLUMN permit VARCHAR(95)"))
        connection.execute(sa.text("ALTER TABLE ps_endpoint_id_ips ADD COLUMN match_request_uri VARCHAR(255)"))
        connection.execute(sa.text("ALTER TABLE ps_endpoint_id_ips ADD COLUMN match_header VARCHAR(255)"))
    return Sides(emulator, sqlite_url)


def _trunk(label: str, host: str | None = None, **more: Any) -> dict[str, Any]:
    url = {"sip_url": f"sip:{host or label}.example.com;transport=tls"}
    names = {"domain_name": f"{label}.pstn.twilio.com", "username": label, "origination_urls": [url]}
    return BASE | names | {"shared_asterisk": True} | more


def _program(trunks: Mapping[str, Mapping[str, Any]]) -> engine.Program:
    return lambda: [SipTrunk(name, args) for name, args in trunks.items()]  # type: ignore[arg-type]


def test_each_with_its_own_host(sides: Sides) -> None:
    program = _program({"berlin": _trunk("berlin"), "rome": _trunk("rome")})
    assert engine.preview(program, sides.config) == engine.Previewed([], [])
    state, _ = engine.up(program, sides.config)
    assert sides.findings(state) == sides.findings() == []


@pytest.mark.parametrize(
    "rome",
    [
        _trunk("rome", shared_asterisk=False),
        _trunk("rome", shared_asterisk=False, signalling_ranges={"all": "54.172.0.0/16"}),
    ],
)
@pytest.mark.parametrize("berlin", [_trunk("berlin"), _trunk("berlin", shared_asterisk=False)])
def test_calls_that_asterisk_cannot_tell_apart(sides: Sides, berlin: dict[str, Any], rome: dict[str, Any]) -> None:
    """A warning in the preview that makes them, and in the one that adds the second; the doctor says the same."""
    program, first = _program({"berlin": berlin, "rome": rome}), _program({"berlin": berlin})
    both = engine.preview(program, sides.config)
    (line,) = [line for line in both.warnings if OVERLAP in line]
    assert both.refusals == []
    assert "berlin-endpoint" in line or "rome-endpoint" in line
    assert "shared_asterisk" in line

    engine.up(first, sides.config)
    (line,) = [line for line in engine.preview(_program({"rome": rome}), sides.config).warnings if OVERLAP in line]
    assert "'berlin'" in line

    engine.up(_program({"rome": rome}), sides.config)
    assert codes.OVERLAP in {each.code for each in sides.findings()}


@pytest.mark.parametrize(
    ("rome", "words"),
    [
        (_trunk("rome", "berlin"), "has the pattern /@berlin[.]example[.]com([^A-Za-z0-9.-]|$)/ too"),
        (_trunk("rome", phone_numbers=[OTHER, OWN]), f"has number {OWN} too"),
        (_trunk("rome", domain_name="berlin.pstn.twilio.com"), "declares it too"),
        (_trunk("rome", endpoint_id="berlin"), "declares it too"),
        (_trunk("rome", friendly_name="trunkline/test/berlin"), "declares it too"),
    ],
)
def test_what_only_one_can_have(sides: Sides, rome: dict[str, Any], words: str) -> None:
    berlin = _trunk("berlin", phone_numbers=[OWN])
    refusals = engine.preview(_program({"berlin": berlin, "rome": rome}), sides.config).refusals
    assert refusals != []
    assert all(words in line or "declares it too" in line for line in refusals)
    assert any(words in line for line in refusals)


def test_a_carrier_in_the_same_database(sides: Sides) -> None:
    block = SIGNALLING_RANGES["ashburn"]
    rows = sides.database.table("ps_endpoint_id_ips")
    with sides.database.transaction() as connection:
        connection.execute(sa.insert(rows).values(id="a-carrier", endpoint="carrier", match=block))
    program = _program({"berlin": _trunk("berlin", shared_asterisk=False)})
    (line,) = engine.preview(program, sides.config).warnings
    assert f"{OVERLAP}: it shares them with 'carrier': " in line
    engine.up(program, sides.config)
    assert {each.code for each in sides.findings()} == {codes.OVERLAP}


@pytest.mark.parametrize("is_own", [True, False])
def test_the_header_with_an_account(sides: Sides, *, is_own: bool) -> None:
    """The preview and the doctor judge alike, and say the same."""
    own, another = sides.emulator.account_sid, f"AC{'9' * 32}"
    program = _program({"berlin": BASE | {"account_sid": own if is_own else another}})
    warnings = engine.preview(program, sides.config).warnings
    engine.up(program, sides.config)
    found = sides.findings()
    assert [each.code for each in found] == ([] if is_own else [codes.OTHER_ACCOUNT_MATCHED])
    assert warnings == [
        f"Asterisk endpoint 'berlin': {each.fact}: "
        "set account_sid to the SID of the trunk's account, or match_header in rows_as_found"
        for each in found
    ]
    assert not found or found[0].fact.endswith(f": 'X-Twilio-AccountSid: {another}'; the trunk's account is {own}")
