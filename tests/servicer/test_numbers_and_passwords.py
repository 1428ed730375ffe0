"""A bought number and a generated password in the engine's hands: outputs that are no inputs."""

from pathlib import Path
from typing import Any

import pytest

from trunkline.providers.dynamic import GeneratedPassword, PhoneNumber
from trunkline.testing.twilio import Emulator

from ..support.numbers import EXACT, NAME, SEARCH, bought, phone_number
from ..support.servicer import UNKNOWN, Servicer, Start

GENERATION = {"generation": 1.0}


def test_a_number_lives(servicer: Servicer, next_run: Servicer, emulator: Emulator) -> None:
    declared = phone_number()
    assert servicer.preview(PhoneNumber, declared) == (declared, [])
    assert bought(emulator) == {}
    sid, outputs = servicer.create(PhoneNumber, declared)
    assert outputs == declared | {"phone_number": EXACT}

    assert servicer.diff(PhoneNumber, outputs, declared).changes == 1
    assert servicer.read(PhoneNumber, sid, outputs) == (sid, outputs, declared)

    changed = declared | {"friendly_name": "front desk", "release_on_delete": True}
    difference = servicer.diff(PhoneNumber, outputs, changed)
    assert (difference.changes, list(difference.replaces)) == (servicer.CHANGED, [])
    outputs = servicer.update(PhoneNumber, sid, outputs, changed)
    assert outputs == changed | {"phone_number": EXACT}
    assert bought(emulator) == {EXACT: "front desk"}

    next_run.delete(PhoneNumber, sid, outputs)
    assert next_run.read(PhoneNumber, sid, outputs) == ("", {}, {})
    next_run.delete(PhoneNumber, sid, outputs)


def test_no_change_replaces_a_number(servicer: Servicer) -> None:
    olds = phone_number(phone_number=EXACT)
    for key, value in phone_number({"country": "GB"}, friendly_name="x", address_sid="x", adopt=True).items():
        assert not servicer.diff(PhoneNumber, olds, phone_number() | {key: value}).replaces


@pytest.mark.parametrize("buy", [UNKNOWN, {"phone_number": UNKNOWN}, SEARCH | {"contains": UNKNOWN}], ids=str)
def test_what_is_not_known_yet_passes(buy: Any, servicer: Servicer, emulator: Emulator) -> None:
    emulator.forget_requests()
    assert servicer.preview(PhoneNumber, phone_number(buy)) == (phone_number(buy), [])
    assert emulator.requests_made() == []


@pytest.mark.parametrize("preview", [True, False])
def test_bogus_wishes_buy_nothing(preview: bool, servicer: Servicer, emulator: Emulator) -> None:
    emulator.forget_requests()
    ask = servicer.preview if preview else servicer.check
    _, findings = ask(PhoneNumber, phone_number({"country": "UK"}, release_on_delete="no"))
    assert {finding.partition(":")[0] for finding in findings} == {"buy.country", servicer.words("release_on_delete")}
    assert emulator.requests_made() == []


def test_a_preview_refuses_another_search(servicer: Servicer, emulator: Emulator) -> None:
    servicer.create(PhoneNumber, phone_number())
    _, (finding,) = servicer.preview(PhoneNumber, phone_number({"country": "GB"}), phone_number())
    assert finding.startswith(f"buy: {EXACT} has been bought, and another search does not replace it: ")
    emulator.forget_requests()
    assert servicer.preview(PhoneNumber, phone_number(), phone_number())[1] == []
    assert emulator.requests_made() == []


def test_a_password_needs_nothing_that_is_configured(start: Start, tmp_path: Path) -> None:
    with start(tmp_path / "log", {}) as servicer:
        servicer.configure()
        assert servicer.preview(GeneratedPassword, GENERATION) == (GENERATION, [])
        id_, outputs = servicer.create(GeneratedPassword, GENERATION)
        assert outputs == GENERATION | {"password": outputs["password"]}
        assert servicer.diff(GeneratedPassword, outputs, GENERATION).changes == 1
        assert servicer.read(GeneratedPassword, id_, outputs) == (id_, outputs, GENERATION)

        difference = servicer.diff(GeneratedPassword, outputs, {"generation": 2.0})
        assert (difference.changes, list(difference.replaces)) == (servicer.CHANGED, [])
        rotated = servicer.update(GeneratedPassword, id_, outputs, {"generation": 2.0})
        assert rotated["generation"] == 2.0
        assert rotated["password"] != outputs["password"]
        assert servicer.update(GeneratedPassword, id_, rotated, {"generation": 2.0}) == rotated
        servicer.delete(GeneratedPassword, id_, rotated)
        assert servicer.stderr() == ""
    assert outputs["password"] not in (tmp_path / "log").read_text()


def test_an_interrupted_purchase_is_known_by_its_name(servicer: Servicer, emulator: Emulator) -> None:
    first, _ = servicer.create(PhoneNumber, phone_number())
    again, outputs = servicer.create(PhoneNumber, phone_number())
    assert (again, outputs["phone_number"]) == (first, EXACT)
    assert bought(emulator) == {EXACT: NAME}
