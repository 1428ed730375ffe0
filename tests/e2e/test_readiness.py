"""`up` waits for Asterisk's contact, says what keeps it away, and tries again the next time."""

import itertools
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from ..support import rows
from ..support.project import Project
from . import contacts
from .addresses import ASTERISK, DOMAIN, EDGE, NOBODY
from .bench import Bench
from .conftest import OpenBench
from .trunks import grable

pytestmark = pytest.mark.e2e

Ready = tuple[Bench, Project]
Fault = Callable[[Bench], AbstractContextManager[None]]

_frequencies = itertools.count(61)


@pytest.fixture(scope="module")
def ready(open_bench: OpenBench) -> Iterator[Ready]:
    """A trunk that is up; each test ends with it up again."""
    with open_bench() as bench:
        project = bench.project()
        project.configure(twilio=grable())
        project.up().ok()
        yield bench, project


@contextmanager
def _no_name(bench: Bench) -> Iterator[None]:
    del bench.names[DOMAIN]
    yield
    bench.names[DOMAIN] = EDGE


@contextmanager
def _nobody(bench: Bench) -> Iterator[None]:
    bench.names[DOMAIN] = NOBODY
    yield
    bench.names[DOMAIN] = EDGE


@contextmanager
def _another_certificate(bench: Bench) -> Iterator[None]:
    """Asterisk's own TLS port, whose certificate is not Twilio's."""
    bench.names[DOMAIN] = ASTERISK
    yield
    bench.names[DOMAIN] = EDGE


@contextmanager
def _silence(bench: Bench) -> Iterator[None]:
    with socket.create_server((NOBODY, 5061)), _nobody(bench):
        yield


@contextmanager
def _another_domain(bench: Bench) -> Iterator[None]:
    (trunk,) = bench.emulator.client().trunking.v1.trunks.list()
    trunk.update(domain_name=f"renamed-{DOMAIN}")
    yield
    bench.emulator.lift_reservations()
    trunk.update(domain_name=DOMAIN)


@pytest.mark.parametrize(
    ("fault", "facts"),
    [
        (_no_name, ("does not resolve",)),
        (_nobody, ("transport 'tls' is refused",)),
        (_another_certificate, ("transport 'tls' is refused", "ca_list_file")),
        (_silence, ("no answer in time",)),
        (_another_domain, ("404", "termination domain")),
    ],
)
def test_what_keeps_the_contact_away(ready: Ready, fault: Fault, facts: tuple[str, ...]) -> None:
    bench, project = ready
    frequency = next(_frequencies)
    project.configure(twilio=grable(qualifyFrequency=frequency))
    with fault(bench):
        project.up().refuses("Asterisk endpoint 'twilio'", f"sip:grable@{DOMAIN} is not reachable", *facts)
        assert rows.read(bench.realtime.url)["ps_aors"]["twilio"]["qualify_frequency"] == frequency
    _comes_up(bench, project)


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        ({"transport": "tls-public"}, ("transport 'tls-public'", "pjsip.conf")),
        ({"asteriskAddresses": ["192.0.2.1"]}, ("403", "asterisk_addresses")),
    ],
)
def test_what_the_config_gets_wrong(ready: Ready, change: dict[str, Any], facts: tuple[str, ...]) -> None:
    bench, project = ready
    frequency = next(_frequencies)
    project.configure(twilio=grable(qualifyFrequency=frequency) | change)
    project.up().refuses("Asterisk endpoint 'twilio'", *facts)
    assert rows.read(bench.realtime.url)["ps_aors"]["twilio"]["qualify_frequency"] == frequency
    project.configure(twilio=grable(qualifyFrequency=frequency))
    _comes_up(bench, project)


@pytest.mark.parametrize(
    ("variable", "wrong", "facts"),
    [
        ("TRUNKLINE_AMI_SECRET", "wrong", ("manager's user 'trunkline'", "TRUNKLINE_AMI_SECRET")),
        ("TRUNKLINE_AMI_HOST", NOBODY, (NOBODY, "TRUNKLINE_AMI_HOST")),
    ],
)
def test_the_manager_interface(ready: Ready, variable: str, wrong: str, facts: tuple[str, ...]) -> None:
    bench, project = ready
    right = project.variables[variable]
    project.configure(twilio=grable(qualifyFrequency=next(_frequencies)))
    project.variables[variable] = wrong
    project.up().refuses("Asterisk endpoint 'twilio'", *facts)
    project.variables[variable] = right
    _comes_up(bench, project)


def test_the_first_up(open_bench: OpenBench) -> None:
    with open_bench() as bench:
        project = bench.project()
        project.configure(twilio=grable())
        with _no_name(bench):
            project.up().refuses("Asterisk endpoint 'twilio'", "does not resolve")
            assert all(rows.read(bench.realtime.url).values())
        _comes_up(bench, project)


def _comes_up(bench: Bench, project: Project) -> None:
    project.up().ok()
    assert contacts.status(bench.ami, "twilio") == "Reachable"
