"""Limits on what the doctor costs for a hundred trunks: its own time, requests to Twilio, and statements."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from attrs import evolve

from trunkline import SipTrunk
from trunkline.doctor.diagnosis import diagnose
from trunkline.doctor.finding import Finding
from trunkline.doctor.snapshot import Declared
from trunkline.model.signalling import SIGNALLING_RANGES
from trunkline.testing import twilio
from trunkline.testing.twilio import Emulator

from ..agreement import engine
from ..agreement.sides import Sides
from ..agreement.strategies import PASSWORD
from ..support import rows

pytestmark = pytest.mark.long

TRUNKS = 100
SECONDS = 3.0
"""Of this process, so that neither the latency of the two sides counts nor a busy machine."""

REQUESTS = 2 + 5 * TRUNKS
"""The account's trunks and numbers; of each trunk its two associations, its origination URLs and its two lists."""

STATEMENTS = 20
NUMBERS = tuple(f"+1415555{number:04d}" for number in range(2 * TRUNKS))


def _trunk(index: int) -> dict[str, Any]:
    numbers = NUMBERS[2 * index : 2 * index + 2]
    return {
        "domain_name": f"bench-{index}.pstn.twilio.com",
        "username": f"bench-{index}",
        "password": PASSWORD,
        "asterisk_addresses": [f"192.0.2.{index + 1}", f"198.51.100.{index + 1}", f"203.0.113.{index + 1}"],
        "origination_urls": [
            {"sip_url": f"sip:a{index}.example.com;transport=tls"},
            {"sip_url": f"sip:b{index}.example.com;transport=tls", "priority": 20},
        ],
        "phone_numbers": numbers,
        "shared_asterisk": True,
        "extensions": dict.fromkeys(numbers, "Goto(attendant,start,1)"),
    }


@contextmanager
def _in_a_process(emulator: Emulator) -> Iterator[Emulator]:
    """The same emulator, whose time is not that of this process."""
    command = [sys.executable, "-m", "trunkline", "emulator", "--port", "0", "--state", str(emulator.state)]
    with subprocess.Popen(command, env=os.environ | emulator.environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        yield evolve(emulator, url=found[0])
        process.terminate()


def test_a_hundred_trunks(tmp_path: Path, postgres_url: str) -> None:
    """Healthy ones, and ones that are all wrong in the same ways."""
    with twilio.running(tmp_path / "twilio.sqlite3", numbers=NUMBERS) as made:
        program = [(f"t{index}", _trunk(index)) for index in range(TRUNKS)]
        declared, _ = engine.up(
            lambda: [SipTrunk(name, args) for name, args in program],  # type: ignore[arg-type]
            Sides(made, postgres_url).config,
        )
    with _in_a_process(made) as emulator:
        sides = Sides(emulator, postgres_url)
        for each in (None, declared):
            assert _measured(sides, each) == []
        rows.execute(postgres_url, "UPDATE ps_endpoints SET identify_by = NULL, media_encryption = 'no', deny = NULL")
        rows.execute(postgres_url, "DELETE FROM ps_endpoint_id_ips")
        for label, block in SIGNALLING_RANGES.items():
            rows.execute(
                postgres_url,
                'INSERT INTO ps_endpoint_id_ips (id, endpoint, "match") '  # noqa: S608 - our own
                f"SELECT id || '-{label}', id, '{block}' FROM ps_endpoints",
            )
        for each in (None, declared):
            assert len(_measured(sides, each)) > 10 * TRUNKS


def _measured(sides: Sides, declared: Declared | None) -> list[Finding]:
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        statements.append(arguments[2])

    sides.emulator.forget_requests()
    sides.database.close()
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    began = time.process_time()
    try:
        found = diagnose([(sides.settings, declared)]).findings
    finally:
        took = time.process_time() - began
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert sides.emulator.request_count() == REQUESTS
    assert len(statements) <= STATEMENTS, statements
    assert took < SECONDS
    print(f"{took:.2f} s, {len(statements)} statements, {len(found)} findings")  # noqa: T201 - the figures, with -s
    return found
