"""If the two sides of a trunk do not fit, a call is refused with the right SIP code."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ..support.project import PASSWORD
from . import calls
from .addresses import TWILIO
from .bench import FAR, Bench
from .calls import Outbound
from .conftest import OpenBench
from .trunks import NUMBER, grable

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def bench(open_bench: OpenBench) -> Iterator[Bench]:
    """The guide's trunk, up; each test puts back what it changed."""
    with open_bench() as opened:
        project = opened.project()
        project.configure(twilio=grable())
        project.up().ok()
        assert _call(opened) is None
        yield opened
        assert _call(opened) is None


def test_a_wrong_password_on_one_side(bench: Bench) -> None:
    with _changed(bench, "ps_auths", "password", PASSWORD, "Wrong-Trunk-2024"):
        assert _call(bench) == 403
    assert "32202" in bench.edge.log


def test_an_address_missing_in_the_access_control_list(bench: Bench) -> None:
    (listed,) = bench.emulator.client().api.v2010.account.sip.ip_access_control_lists.list()
    (address,) = listed.ip_addresses.list()
    right = address.ip_address
    address.update(ip_address="192.0.2.1")
    assert _call(bench) == 403
    assert "32201" in bench.edge.log
    address.update(ip_address=right)


@pytest.mark.parametrize("caller", ["+15550001111", "anonymous"])
def test_a_caller_id_that_is_not_owned(bench: Bench, caller: str) -> None:
    assert _call(bench, caller=caller) == 403
    assert "32204" in bench.edge.log


def test_plain_rtp_on_a_secure_trunk(bench: Bench) -> None:
    with _changed(bench, "ps_endpoints", "media_encryption", "sdes", "no"):
        assert _call(bench) == 488
    assert bench.knock(TWILIO, NUMBER, "tls", secure=False) == 488


def test_plain_sip_on_a_secure_trunk(bench: Bench) -> None:
    with _changed(bench, "ps_endpoints", "transport", "tls", "udp"):
        assert _call(bench) == 403


def test_a_number_that_is_not_e164(bench: Bench) -> None:
    assert _call(bench, to=FAR.removeprefix("+")) == 404


def _call(bench: Bench, *, to: str = FAR, caller: str = NUMBER) -> int | None:
    return calls.place(bench.ami, Outbound(to, "twilio", caller)).refused


@contextmanager
def _changed(bench: Bench, table: str, column: str, right: str, wrong: str) -> Iterator[None]:
    for value in (wrong, right):
        bench.sql(f"UPDATE {table} SET {column} = '{value}'")  # noqa: S608 - values of our own
        if value == wrong:
            yield
