"""Which endpoint calls, with which caller ID, and which findings are about it: real rows, and the emulator."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from trunkline.cli import app
from trunkline.testing.twilio import Emulator

from ..doctor.test_guide import GUIDE, OWN_DOMAIN
from ..support import rows
from ..support.asterisk import asterisk
from .test_outcomes import TRIED, UP

Run = Callable[..., Result]


@pytest.fixture
def run(emulator: Emulator, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    for name, value in (emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url}).items():
        monkeypatch.setenv(name, value)
    for statement in (*GUIDE, OWN_DOMAIN):
        rows.execute(sqlite_url, statement)

    def run(*options: str) -> Result:
        with asterisk([TRIED, UP]) as peer:
            for name, value in peer.environment().items():
                monkeypatch.setenv(name, value)
            return CliRunner().invoke(app, ["call", "--to", "+442071838750", "--seconds", "1", "--yes", *options])

    return run


def test_the_only_endpoint_and_the_first_number(run: Run, emulator: Emulator, sqlite_url: str) -> None:
    trunk = emulator.client().trunking.v1.trunks.create(domain_name="own.pstn.twilio.com")
    (number, *_) = emulator.client().incoming_phone_numbers.list()
    trunk.phone_numbers.create(phone_number_sid=number.sid)
    rows.execute(sqlite_url, "UPDATE ps_aors SET contact = 'sip:x@own.pstn.twilio.com' WHERE id = 'twilio'")
    ended = run()
    assert ended.exit_code == 0, ended.output
    assert f"from {number.phone_number} through endpoint twilio" in ended.output
    assert "the doctor also says:" in ended.output
    assert "TL206 error: trunk own.pstn.twilio.com" in ended.output


def test_several_endpoints(run: Run, sqlite_url: str) -> None:
    rows.execute(
        sqlite_url,
        "INSERT INTO ps_endpoints (id, aors, context) VALUES ('second', 'twilio', 'from-twilio')",
    )
    ended = run("--from", "+442071838751")
    assert (ended.exit_code, ended.stderr) == (
        2,
        "2 endpoints call trunks: second, twilio: name one with --endpoint\n",
    )
    assert run("--from", "+442071838751", "--endpoint", "twilio").exit_code == 0


def test_a_row_that_asterisk_has_not_loaded(run: Run, sqlite_url: str) -> None:
    rows.execute(
        sqlite_url,
        "INSERT INTO ps_endpoints (id, aors, context) VALUES ('second', 'twilio', 'from-twilio')",
    )
    ended = run("--from", "+442071838751", "--endpoint", "second")
    assert ended.exit_code == 1
    assert "endpoint  FAILED  second is in the database, but Asterisk has not loaded it" in ended.output
    assert "ps_endpoints.twilio" not in ended.output
