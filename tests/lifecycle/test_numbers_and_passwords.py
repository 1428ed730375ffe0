"""A bought number and a generated password in a program, by the real engine."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from trunkline.testing.twilio import Emulator

from ..support.numbers import EXACT, bought
from ..support.project import GUIDE, Project
from ..support.servicer import UNKNOWN

pytestmark = pytest.mark.long

PROGRAM = """
import pulumi
from trunkline.providers.dynamic import CredentialList, GeneratedPassword, PhoneNumber

given = pulumi.Config().require_object("trunks")
key = f"{pulumi.get_project()}/{pulumi.get_stack()}"
number = PhoneNumber("desk", {"friendly_name": f"{key}/desk", "adopt": False} | given["number"])
password = GeneratedPassword("password", {"generation": given["generation"]})
CredentialList(
    "credentials",
    {"friendly_name": key, "credentials": {"grable": password.password}, "adopt": True},
)
pulumi.export("number", number.phone_number)
pulumi.export("sid", number.id)
pulumi.export("password", password.password)
"""
NAME = "trunkline/test/desk"
BUY = {"country": "US", "area_code": "415"}


def _declare(project: Project, *, generation: int = 1, buy: Any = None, **number: Any) -> None:
    (project.folder / "__main__.py").write_text(PROGRAM)
    file = project.folder / "stacks" / "Pulumi.test.yaml"
    given = {"generation": generation, "number": {"buy": buy or BUY} | number}
    salt = [line for line in file.read_text().splitlines() if line.startswith("encryptionsalt")]
    file.write_text("\n".join([*salt, f"config: {json.dumps({'trunkline:trunks': given})}", ""]))


def test_a_number_is_bought_once_and_kept(project: Project, emulator: Emulator) -> None:
    _declare(project)
    shown = project.preview().ok().output
    assert f"phone number '{NAME}': {EXACT} will be bought, at Twilio's monthly price" in shown
    assert bought(emulator) == {}

    project.up().ok()
    assert bought(emulator) == {EXACT: NAME}
    outputs = project.outputs()
    assert outputs["number"] == EXACT

    emulator.forget_requests()
    project.up(preview=True).has_no_changes()
    assert emulator.requests_made() == []
    project.refresh().has_no_changes()

    _declare(project, buy={"country": "GB"})
    line = f"buy: {EXACT} has been bought, and another search does not replace it"
    project.preview().refuses(line)
    project.up().refuses(f"phone number '{NAME}': {line}")
    _declare(project)

    project.destroy().ok()
    assert bought(emulator) == {EXACT: NAME}
    assert "is taken over: nothing is bought" in project.up(preview=True).ok().output
    assert bought(emulator) == {EXACT: NAME}
    assert project.outputs()["sid"] == outputs["sid"]

    _declare(project, release_on_delete=True)
    assert "replace" not in project.up().ok().output
    project.destroy().ok()
    assert bought(emulator) == {}


def test_a_number_that_is_released_by_hand_is_bought_again(project: Project, emulator: Emulator) -> None:
    _declare(project)
    project.up().ok()
    numbers = emulator.client().incoming_phone_numbers
    numbers(project.outputs()["sid"]).update(friendly_name="by hand")
    assert "~ 1 updated" in project.refresh().ok().output
    project.up().ok()
    assert bought(emulator) == {EXACT: NAME}

    numbers(project.outputs()["sid"]).delete()
    assert "- 1 deleted" in project.refresh().ok().output
    project.up().ok()
    assert bought(emulator) == {EXACT: NAME}
    project.preview().has_no_changes()


def test_a_password_is_nowhere_in_clear(project: Project) -> None:
    printed = []
    passwords = set()
    for generation in (1, 2):
        _declare(project, generation=generation)
        printed += [project.preview("--json"), project.up("--diff", preview=True)]
        passwords.add(project.pulumi("stack", "output", "password", "--show-secrets").ok().output.strip())
        project.preview().has_no_changes()
        printed += [project.refresh("--diff"), project.pulumi("stack", "export"), project.pulumi("stack", "output")]
    assert len(passwords) == 2
    assert project.pulumi("stack", "output", "password", "--show-secrets").ok().output.strip() in passwords
    printed.append(project.destroy())
    for password in passwords:
        assert len(password) >= 24
        for ran in printed:
            assert password not in ran.ok().output
        for file in _files(project.folder):
            content = file.read_bytes()
            assert password.encode() not in content, file
            assert base64.b64encode(password.encode())[:-4] not in content, file


def test_a_rotation_shows_as_one(project: Project) -> None:
    _declare(project)
    project.up().ok()
    _declare(project, generation=2)
    shown = project.preview("--diff").ok().output
    assert "~ generation: 1 => 2" in shown
    assert "replace" not in shown
    assert UNKNOWN not in shown


@pytest.mark.parametrize(
    "given",
    [
        {"buy": {"country": "UK"}},
        {"buy": {"phone_number": "415-555-0100"}},
        {"buy": {"country": "US", "number_type": "mobile"}},
        {"release_on_delete": "no"},
        {"generation": 0},
    ],
    ids=str,
)
def test_what_is_refused_is_refused_before_anything_is_done(
    given: dict[str, Any], project: Project, emulator: Emulator
) -> None:
    _declare(project, **given)
    project.preview().refuses(next(iter(given)))
    assert bought(emulator) == {}
    assert emulator.client().api.v2010.account.sip.credential_lists.list() == []


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and ".venv" not in path.parts]


def test_a_number_to_buy_in_the_config(project: Project) -> None:
    """There is no password: nothing in the stack's file is secret."""
    stated = {key: value for key, value in GUIDE.items() if key != "password"}
    project.configure(twilio=stated | {"buyNumbers": [{"name": "sales", "phoneNumber": "+14155550100"}]})
    preview = project.preview().ok().output
    assert "+14155550100 will be bought" in preview
    project.up().ok()
    assert project.outputs()["twilio_phone_numbers"] == ["+11234567890", "+14155550100"]
    project.up(preview=True).has_no_changes()
    project.configure(
        twilio=stated | {"buyNumbers": [{"name": "sales", "phoneNumber": "+14155550100", "coutry": "US"}]}
    )
    project.preview().refuses("trunks.twilio.buyNumbers[0].coutry: unknown: did you mean country?")
